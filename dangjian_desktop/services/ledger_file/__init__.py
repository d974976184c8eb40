"""The file as such: made, opened, upgraded, protected, copied, brought back, freed of a text. Counts nothing."""
