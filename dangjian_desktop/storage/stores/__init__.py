"""Rows of one sort out of the file, and the SQL that counts and lists them. Writes only what needs no log."""
