"""Where mail comes from. To add a kind: one file, one line in SOURCES."""
