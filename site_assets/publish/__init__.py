"""What this site has that others with widgets need not: languages, formulas, versions, a security policy.

MkDocs calls `hook.py`, and `site_assets/build.py` the rest, once both languages are built.
"""
