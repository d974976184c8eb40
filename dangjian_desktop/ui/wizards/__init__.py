"""Guided work, page by page: the report, 移交, 接收, and the frame they share. One wizard knows nothing of another."""
