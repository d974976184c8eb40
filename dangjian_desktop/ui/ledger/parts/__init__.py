"""What list, grid and form of a ledger share: which columns there are and how wide, the frame around a form. Knows no page."""
