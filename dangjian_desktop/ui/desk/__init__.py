"""工作台: what a clerk wants to see first."""
