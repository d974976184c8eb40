"""The only way in: rows, links, indexes, history and log in one transaction. Reads no list."""
