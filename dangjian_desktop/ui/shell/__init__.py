"""The window around everything: menus, start page, tabs, search, period, leaving. Knows which page answers which wish."""
