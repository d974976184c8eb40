"""The records of a ledger as a table: filters, columns, numbers below, detail beside. Knows no form."""
