"""Live pictures in a notebook: the site's own elements, answered by the Python of the kernel.

`pyconv.show(…, live=True)` finds `live` by the entry point "pyconv.notebook": the package knows nothing of
the site. It needs the extra `notebook`.
"""
