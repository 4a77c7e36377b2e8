"""What must never reach the police part. Pure: text in, findings out."""
