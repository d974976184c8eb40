"""Tables in and out (Excel, CSV). The only room that knows an Excel library."""
