"""Measurements of the site against yardsticks, all in one run: `nox -s bench`."""
