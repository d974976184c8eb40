"""What is looked after while a ledger is open: content, drill, evidence, idleness, the session. Shows nothing itself."""
