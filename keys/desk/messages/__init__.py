"""What is said to the other desk and to her."""
