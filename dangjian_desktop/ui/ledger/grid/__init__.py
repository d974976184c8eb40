"""Rows of a record as a small table. Knows no ledger's list."""
