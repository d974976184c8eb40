"""What ships: the declared ledgers, ties and report skeletons, read from resources. Knows no file of a user."""
