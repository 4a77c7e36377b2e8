"""The commands of a desk, one file for each kind of work. `keys.desk.cli.main` puts them together."""
