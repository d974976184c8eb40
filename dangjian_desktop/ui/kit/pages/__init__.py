"""Printed pages on the screen and to the printer. Knows no document."""
