"""Bytes nobody meant: the doors of mail parsing under random edits of real forms, bounded in time."""
