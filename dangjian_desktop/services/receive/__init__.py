"""The taking side of a hand-over: unpacked, compared with what is here, made a working ledger. Merges nothing."""
