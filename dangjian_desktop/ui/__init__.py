"""The window. Asks services and shows their answers; decides nothing."""
