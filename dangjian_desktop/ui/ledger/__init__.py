"""One ledger on the screen: its list, its form, its page. Knows no ledger by name and no wizard."""
