"""Numbers over a period, and what they say of each other. Changes nothing."""
