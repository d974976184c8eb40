"""Building blocks of every screen: editors, forms, pages, questions, look, the way to the database thread. Knows no office."""
