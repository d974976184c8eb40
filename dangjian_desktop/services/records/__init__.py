"""Records one by one: listed, saved, voided, drafted, taken back. Knows no workbook and no report."""
