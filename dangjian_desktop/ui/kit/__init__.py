"""Building blocks of every screen; knows no office."""
