"""What somebody types for an argument of a layer, as Python writes it."""

import ast
import re

from pyconv.errors import ConvError
from pyconv.networks.constants import Named, Unreadable, value
from pyconv.networks.text import check, parsed

LONGEST = 200
"""Characters of a value."""

_SEVERAL = re.compile(r"[(\[]?\s*(-?[0-9]+(?:\s*[×xX,;\s]\s*-?[0-9]+)+)\s*[)\]]?")
_APART = re.compile(r"[\s×xX,;]+")
_WORDS = re.compile(r"[\w.+-]+(?: [\w.+-]+)*")


def literal(typed: str, names: Named) -> str:
    """Return the text of a value: a number, several, a word, or what is reckoned of names of numbers.

    Args:
        typed: as somebody writes it: `3`, `3 × 5`, `(3, 5)`, `same`, `2 * width`; empty for none.
        names: the numbers that have names where it is to stand.

    Raises:
        ConvError: it is none of these, or too long.

    >>> [literal(typed, {"width": 8}) for typed in ("3 × 5", "same", "2*width", "")]
    ['(3, 5)', '"same"', '2 * width', '']
    """
    if len(typed) > LONGEST:
        raise ConvError("code-long", field="value", count=len(typed), most=LONGEST)
    plain = " ".join(typed.replace("\N{MINUS SIGN}", "-").split())
    if several := _SEVERAL.fullmatch(plain):
        return f"({', '.join(_APART.split(several[1]))})"
    check(plain)
    tree = parsed(f"({plain}\n)") if plain else None
    body = tree.body if tree else []
    node = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None
    if node is not None:
        try:
            found = value(node, names)
        except Unreadable:
            pass
        else:
            return quoted(found) if isinstance(node, ast.Constant) else ast.unparse(node)
    if not plain or _WORDS.fullmatch(plain):
        return quoted(plain) if plain else ""
    raise ConvError("no-value", field="value", value=plain)


def quoted(found: object) -> str:
    """Return a value as it is written, a text with the quotes that most people use.

    >>> quoted("same"), quoted(0.5)
    ('"same"', '0.5')
    """
    plain = isinstance(found, str) and re.fullmatch(r"[^\"'\\\n]*", found)
    return f'"{found}"' if plain else repr(found)


__all__ = ["literal", "quoted"]
