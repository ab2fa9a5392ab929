"""Everything that turns the pages and `pyconv` into the published site."""
