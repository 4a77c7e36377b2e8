"""The domain as plain data: what a report holds, its words, its statuses. Imports nothing of ours."""
