"""Guided work: the report."""
