"""Files that prove a record: taken in, looked at, given out. Knows no report."""
