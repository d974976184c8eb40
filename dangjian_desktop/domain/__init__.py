"""What the office talks about, in plain Python: fields, ledgers, records, periods, measures, ties. Knows no Qt, SQL, files or clock."""
