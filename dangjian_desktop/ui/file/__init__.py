"""The ledger file as the window deals with it: opened, backed up, locked, received. Asks services, decides nothing."""
