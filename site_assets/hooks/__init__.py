"""MkDocs hooks: thin adapters over pure functions."""
