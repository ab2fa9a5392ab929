"""Modules that hold the place of others in the Python of a page, until those are there."""
