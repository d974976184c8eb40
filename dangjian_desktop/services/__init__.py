"""What the office does: the only room the faces call. Knows no Qt and no SQL."""
