"""One ledger's page: list, form, import, print and evidence put together. Knows no other ledger."""
