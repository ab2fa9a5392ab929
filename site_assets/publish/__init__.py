"""What the built site consists of besides its pages: pure functions, and the folders they fill.

The hook `site_assets/hooks/site.py` and the build `site_assets/build.py` call these.
"""
