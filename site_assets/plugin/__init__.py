"""The widgets as a plugin for MkDocs: blocks in the pages, and the files that they need beside the pages.

`entry.py` is what MkDocs calls. A page's text goes through `fences.py`, which finds the blocks,
`blocks.py`, which reads them, and `markup.py` or `figures.py`, which write their first state; what
lies beside the pages is gathered in `publication.py`.
"""
