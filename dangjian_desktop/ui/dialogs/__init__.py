"""Smaller windows of their own: backups, log, password, duties, provisions, handbook. Know no page and store nothing."""
