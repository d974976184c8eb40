"""Smaller windows of their own."""
