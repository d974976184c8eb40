"""One ledger on the screen: table, filters, strip, form."""
