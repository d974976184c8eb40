"""The ledger file: one SQLite database. The only room that knows SQL and peewee."""
