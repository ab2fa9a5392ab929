"""Values that a text writes out: numbers and what is reckoned of them, texts and lists."""

import ast

LARGEST = 2**63
"""A number that a sum or a product in the text may not exceed."""


class Unreadable(Exception):
    """A value in the text that only running it could tell."""


def value(node: ast.expr, names: dict[str, object]) -> object:
    """Return the value of an expression of numbers, names of numbers, texts and lists.

    Raises:
        Unreadable: it is something else, or too large a number.

    >>> value(ast.parse("16 * (5, 5)[0]", mode="eval").body, {})
    Traceback (most recent call last):
    pyconv.networks.constants.Unreadable
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str | None):
        return node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(value(each, names) for each in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        number = _number(node.operand, names)
        return -number if isinstance(node.op, ast.USub) else number
    if isinstance(node, ast.BinOp):
        return _computed(node, names)
    raise Unreadable


def _computed(node: ast.BinOp, names: dict[str, object]) -> int | float:
    left, right = _number(node.left, names), _number(node.right, names)
    if isinstance(node.op, ast.FloorDiv) and right:
        return left // right
    if isinstance(node.op, ast.Add):
        made = left + right
    elif isinstance(node.op, ast.Sub):
        made = left - right
    elif isinstance(node.op, ast.Mult):
        made = left * right
    else:
        raise Unreadable
    if abs(made) > LARGEST:
        raise Unreadable
    return made


def _number(node: ast.expr, names: dict[str, object]) -> int | float:
    found = value(node, names)
    if isinstance(found, bool) or not isinstance(found, int | float) or abs(found) > LARGEST:
        raise Unreadable
    return found
