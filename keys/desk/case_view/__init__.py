"""A case as rows: how far it is, the sheet of the police, what only the NGO opens, all that was said. Text, page, PDF
and CSV print these rows; the words that stand in them have one home each."""
