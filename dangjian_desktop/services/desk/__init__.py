"""What the workbench shows and what is printed from a list. Stores nothing."""
