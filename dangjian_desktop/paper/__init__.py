"""True pages on screen, printer and PDF. Knows QtGui, no widgets and no office."""
