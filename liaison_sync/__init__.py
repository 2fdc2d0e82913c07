"""liaison-sync: email and calendar service for liaison and PR teams."""

__version__ = "0.1.0"
