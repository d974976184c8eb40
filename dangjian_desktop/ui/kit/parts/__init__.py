"""Small parts that every screen uses: bars, banners, boxes, notes. Knows no field and no office."""
