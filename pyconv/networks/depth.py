"""How deep a text would lie as a tree, found out before there is one."""

import re
from collections.abc import Iterator

DEEPEST = 40
"""Brackets in brackets."""

LONGEST_ROW = 300
"""Signs in a row, such as those of `a.b.c` and `1 + 2 + 3`, and conditions of a text."""

SIGNS = frozenset("-+*/%@&|^~.")

APART = frozenset(",;:=")
"""What stands between two rows of signs."""

COUNTED = re.compile(r"[-+*/%@&|^~.,;:=()\[\]{}]|\\?[\r\n]")
"""What of a text decides how deep it lies."""

DEEP = re.compile(r"(?:[-+~({\[]\s*|\bnot\s+|\blambda\b[^:\n]*:\s*|\bawait\s+|\*\*\s*){" + str(DEEPEST) + "}")

RULER = re.compile(r"[ \t]*(?:[-=+*~_|#][ \t]*){4,}")
"""A line that is drawn, such as those around a table."""

_RULERS = re.compile(rf"(?m)^{RULER.pattern}$")

_BEGINS = re.compile(r"#|\"{3}|'{3}|[\"']")

_COMMENT = re.compile(r"[^\r\n]*")

_PREFIX = re.compile(r"\w*$")

_INSIDE = {
    '"': re.compile(r'(?:[^"\\\r\n]|\\[\s\S])*'),
    "'": re.compile(r"(?:[^'\\\r\n]|\\[\s\S])*"),
    '"""': re.compile(r'(?:[^"\\]|\\[\s\S]|"(?!""))*'),
    "'''": re.compile(r"(?:[^'\\]|\\[\s\S]|'(?!''))*"),
}
"""What a string may hold, by the quotes around it."""

_FIELD = r"\{[^{}\\\r\n\"'#]*\}"

_FORMATTED = {
    '"': re.compile(rf'(?:[^{{}}"\\\r\n]|{_FIELD})*'),
    "'": re.compile(rf"(?:[^{{}}'\\\r\n]|{_FIELD})*"),
    '"""': re.compile(rf'(?:[^{{}}"\\]|{_FIELD})*'),
    "'''": re.compile(rf"(?:[^{{}}'\\]|{_FIELD})*"),
}
"""The same of a string with values in it, if these are plain."""


def bare(text: str) -> str:
    """Return a text without its comments and without what its strings say.

    Where it is not certain what is a string, nothing is left out.

    >>> bare("x = f('((') # ((")
    'x = f(0) '
    """
    return "".join(_code(text))


def _code(text: str) -> Iterator[str]:
    """Yield the parts of a text that are neither comments nor strings."""
    at = 0
    while found := _BEGINS.search(text, at):
        start, quote = found.span()[0], found[0]
        yield text[at:start]
        if quote == "#":
            at = _COMMENT.match(text, start).end()  # type: ignore[union-attr]
            continue
        word = _PREFIX.search(text[max(start - 3, 0) : start])
        formatted = word is not None and word[0].lower() in {"f", "fr", "rf", "t", "rt", "tr"}
        inside = (_FORMATTED if formatted else _INSIDE)[quote].match(text, found.end())
        end = inside.end() if inside else found.end()
        closed = text.startswith(quote, end)
        if not closed and (formatted or len(quote) > 1):
            yield text[start:]
            return
        if formatted:
            yield " ".join(("0", *re.findall(_FIELD, text[start:end])))
        else:
            yield "0" if closed else text[start:end]
        at = end + len(quote) if closed else end
    yield text[at:]


def too_deep(text: str) -> int:
    """Return the limit that a text exceeds, of brackets in brackets or of signs in a row; 0 if it does not.

    A tree is as deep as what stands in a row without a comma between: in a browser Python ends where one
    is thousands of levels deep.

    >>> too_deep("(" * 41), too_deep("# " + "(" * 41)
    (40, 0)
    """
    if len(text) <= DEEPEST:
        return 0
    code = bare(text)
    return DEEPEST if DEEP.search(code) else _too_deep(code)


def code_too_deep(text: str) -> int:
    """Return the same of a text in which lines may be drawn that are no code."""
    return too_deep(_RULERS.sub("", bare(text)))


def _too_deep(code: str) -> int:
    # Each bracket has a row of its own, in one place of the row outside.
    rows, total = [0], 0
    for sign in COUNTED.findall(code):
        if sign in "([{":
            rows[-1] += 1
            total += 1
            rows.append(0)
        elif sign in ")]}":
            total -= rows.pop()
            rows = rows or [0]
        elif sign in APART or (sign in "\r\n" and len(rows) == 1):
            total -= rows[-1]
            rows[-1] = 0
        elif sign in SIGNS:
            rows[-1] += 1
            total += 1
        if len(rows) > DEEPEST + 1:
            return DEEPEST
        if total > LONGEST_ROW:
            return LONGEST_ROW
    return LONGEST_ROW if code.count("else") + code.count("elif") > LONGEST_ROW else 0


__all__ = ["DEEPEST", "RULER", "bare", "code_too_deep", "too_deep"]
