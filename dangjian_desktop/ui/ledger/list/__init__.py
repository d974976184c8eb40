"""The records of a ledger as a table: filters, columns, numbers above, detail beside. Knows no form."""
