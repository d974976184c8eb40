"""What is known of a file without reading a row: header, neighbours, lock, error codes, digests. Opens no connection."""
