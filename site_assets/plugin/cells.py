"""Cells of code, which a reader changes and runs; without scripts they are code as any other.

    ```python-cell first-sizes
    from pyconv import output_size
    output_size(5, 3, stride=2, padding=1)
    ```

The page has the code once, as Markdown makes it, and the scripts take it from there.
"""


def cell_text(name: str, code: str, language: str) -> str:
    """Return a cell as Markdown: its element around a fence.

    Raises:
        ValueError: there is no code in it, or it does not compile.
    """
    if not code.strip():
        raise ValueError("the cell has no code")
    try:
        compile(code, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise ValueError(f"the code of the cell does not compile: {error}") from error
    marks = "````" if "```" in code else "```"
    return (
        f'<pyconv-python id="{name}" data-language="{language}" markdown="1">\n\n'
        f"{marks}python\n{code}\n{marks}\n\n</pyconv-python>"
    )
