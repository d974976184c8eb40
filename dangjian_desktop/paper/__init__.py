"""True pages: finished documents laid out and painted on screen, printer or PDF. QtGui only; knows no widget and no office."""
