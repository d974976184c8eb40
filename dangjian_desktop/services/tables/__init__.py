"""Records in and out as workbooks, and the copy with masked names. Knows no screen and no Word file."""
