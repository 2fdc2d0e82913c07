"""Measurements of ourselves beside well-known tools, in one run on one machine. See README.md."""
