"""Is the file what was written? Schema, content and free pages compared with what they must be. Only reads."""
