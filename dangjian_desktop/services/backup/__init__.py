"""Copies of the open ledger that can be gone back to. Knows no record."""
