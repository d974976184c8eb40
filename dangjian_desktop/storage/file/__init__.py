"""The file as a whole: opened, copied, restored, encrypted anew, looked at when it is foreign. Knows no record."""
