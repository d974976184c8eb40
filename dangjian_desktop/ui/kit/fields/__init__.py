"""A form built from declared fields. Knows no ledger."""
