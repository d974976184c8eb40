"""What list and form of a ledger share: words of a cell, the frame around a form. Knows no page."""
