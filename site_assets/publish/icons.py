"""The theme's icons on a page whose style sheets did not come."""

from __future__ import annotations

import re

_ICON = re.compile(r'(<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="0 0 \d+ \d+")>')


def sized_icons(page: str) -> str:
    """Return a page whose icons have a size of their own, which any style sheet overrides.

    Without it an icon is as wide as the window, and the text a long way below.

    >>> sized_icons('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path/></svg>')
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path/></svg>'
    """
    return _ICON.sub(r'\1 width="24" height="24">', page)
