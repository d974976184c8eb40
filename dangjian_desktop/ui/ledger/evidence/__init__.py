"""Evidence of one record: tiles, box, what can be done with it. Knows no list."""
