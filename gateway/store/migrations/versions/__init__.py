"""One file a step. The code of the version before must run on the tables after it: hosts are upgraded one by one.

So a step adds (expand): tables, and columns that may be left out. Code that no longer uses a column comes a version
before the step that takes the column away (contract), which says so: `contract = ("table.column",)`.
"""
