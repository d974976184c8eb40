"""One editor for each kind of field. Knows no ledger."""
