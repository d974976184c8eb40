"""What ships: the declared ledgers, ties and duties, read from resources. Knows no file of a user."""
