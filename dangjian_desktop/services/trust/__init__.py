"""What comes from elsewhere, before it is believed: the child box, places, files known, passwords tried. Reads no record."""
