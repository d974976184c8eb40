"""The report of a period: begun, written, checked, filled, finalised, explained. Knows no printer and no backup."""
