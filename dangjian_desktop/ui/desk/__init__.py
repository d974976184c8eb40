"""工作台: what a clerk wants to see first. Knows no ledger by name."""
