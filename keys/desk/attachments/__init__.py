"""Files of evidence at both desks: cleaned in a process that may do little, kept sealed in the vault, looked at."""
