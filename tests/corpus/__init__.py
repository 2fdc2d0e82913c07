"""Messages named for what is odd about them, each with the part of its `inspect message` document that is expected."""
