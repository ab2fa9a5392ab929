"""What every file carries: the state that it was made in, as one line of text that is found again.

    pyconv:0.1.0/en#sliding-filter?stride=2&padding=1&step=4&v=1

That is the version of the package, the language, and behind the sign # what a link says (`links.py`),
with the view for the name of the figure. Its letters are ASCII without spaces, quotes, brackets and
backslashes, so that it stands in a comment, a string or a piece of metadata as it is; in markup alone
the ampersand is escaped.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.messages import LANGUAGES, say
from pyconv.pictures import imaging, links, sounding
from pyconv.pictures.controls import Parameter
from pyconv.pictures.links import Linked
from pyconv.pictures.state import State
from pyconv.pictures.views import view

KEYWORD = "pyconv"
"""What the text is called where a format gives names."""

LARGEST = 50_000_000
"""Bytes of a file that is read: the longest animation has a tenth of that."""

LONGEST = 100_000
"""Characters of what a link says."""

MOST_TEXTS = 20
"""Texts of that name in one file: each could be unpacked to be as long as that."""

MOST_PARTS = 500_000
"""Parts of a file that has some: with the usual length of each, as many as the largest file takes."""

BROUGHT: Mapping[str, Sequence[Parameter]] = {
    imaging.NAME: imaging.Settings.parameters,
    sounding.NAME: sounding.Settings.parameters,
}
"""What a reader brings is no view, but has settings."""

_SAID = re.compile(
    rb"pyconv:(?P<version>[0-9A-Za-z.+-]{1,40})/(?P<language>[a-z]{2})#"
    rb"(?P<view>[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){0,8})\?(?P<said>[\w\-.~:/,=&?%+;]{0,100000})",
    re.ASCII,
)
_PNG, _GIF, _PDF = b"\x89PNG\r\n\x1a\n", b"GIF8", b"%PDF-"

Source = bytes | str | PathLike[str]


class Carried(NamedTuple):
    """What a file says of the picture that it was made from.

    Attributes:
        view: its name; that of what a reader brings is one of `BROUGHT`.
        language: of the words.
        linked: what a link would say.
    """

    view: str
    language: str
    linked: Linked


def version() -> str:
    """Return that of the package."""
    from pyconv import __version__  # noqa: PLC0415 - the package imports this one late

    return __version__


def line(shown: State) -> str:
    """Return the text that a file of a picture carries."""
    said = links.written(view(shown.name).parameters, shown.params, step=shown.step, pin=shown.cell)
    return line_of(shown.name, said, shown.language)


def line_of(name: str, said: str, language: str) -> str:
    """Return the text that a file carries, from what a link says of a view or of what a reader brings."""
    return f"pyconv:{version()}/{language}#{name}?{said}"


def parameters_of(name: str) -> Sequence[Parameter]:
    """Return what a file may say of a view, or of what a reader brings.

    Raises:
        ConvError: there is no such view.
    """
    return BROUGHT.get(name) or view(name).parameters


def title(shown: State) -> str:
    """Return what a picture is called."""
    named = say(shown.language, f"{shown.name}.title")
    return f"{named[:1].upper()}{named[1:]}"


def read(source: Source) -> Carried:
    """Return what a file says of the picture that it was made from.

    Args:
        source: the bytes of the file, or where it lies.

    Raises:
        ConvError: it carries no picture, is damaged, or was written by a version to come.
        OSError: it cannot be read.
    """
    data = source if isinstance(source, bytes) else _bytes(Path(source))
    if len(data) > LARGEST:
        raise ConvError("file-large", size=len(data) // 10**6, most=LARGEST // 10**6)
    found = _found(data)
    name, language = found["view"].decode(), found["language"].decode()
    if language not in LANGUAGES:
        raise ConvError("unknown-language", value=language, choices=LANGUAGES)
    said = found["said"].replace(b"&amp;", b"&").decode()
    linked = links.read(said, parameters_of(name))
    if linked.newer:
        raise ConvError("file-newer", version=found["version"].decode())
    return Carried(name, language, linked)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _found(data: bytes) -> re.Match[bytes]:
    """Return the line in a file, whatever its format."""
    if data.startswith(_PNG):
        texts = _of_png(data)
    elif data.startswith(_GIF):
        texts = _of_gif(data)
    else:
        texts = iter((data,))
    try:
        for text in texts:
            if found := _SAID.search(text):
                return found
    except (struct.error, IndexError, zlib.error):
        raise ConvError("file-damaged") from None
    raise ConvError("file-damaged" if b"pyconv:" in data else "file-foreign")


def _of_png(data: bytes) -> Iterator[bytes]:
    """Return the texts of a PNG file.

    Raises:
        struct.error: it is cut off.
        zlib.error: it has changed since it was written, or what is packed cannot be read.
    """
    at = len(_PNG)
    kind = b""
    texts = 0
    for _ in range(MOST_PARTS):
        if kind == b"IEND" or texts == MOST_TEXTS:
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", data, at + 8 + length)
        if kind in {b"tEXt", b"iTXt", b"zTXt"}:
            if zlib.crc32(kind + body) != check:
                raise zlib.error
            name, _, rest = body.partition(b"\0")
            if name == KEYWORD.encode():
                texts += 1
                yield _text(kind, rest)
        at += 12 + length


def _text(kind: bytes, rest: bytes) -> bytes:
    """Return what stands behind the keyword of a text in a PNG file, unpacked up to a bearable length."""
    if kind == b"tEXt":
        return rest
    packed = kind == b"zTXt" or rest[:1] == b"\1"
    # International text names its language, and its keyword in that, before it begins.
    text = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
    return zlib.decompressobj().decompress(text, LONGEST) if packed else text


def _of_gif(data: bytes) -> Iterator[bytes]:
    """Return the comments of a GIF file, each up to a bearable length.

    Raises:
        IndexError: it is cut off, no such file, or in more parts than any.
    """
    flags = data[10]
    at = 13 + (3 * 2 ** (flags % 8 + 1) if flags & 0x80 else 0)
    parts = 0
    while data[at] != 0x3B:
        if data[at] == 0x21:
            kind, at = data[at + 1], at + 2
        elif data[at] == 0x2C:
            flags = data[at + 9]
            kind, at = 0, at + 11 + (3 * 2 ** (flags % 8 + 1) if flags & 0x80 else 0)
        else:
            raise IndexError
        comment = bytearray()
        while (length := data[at]) and parts <= MOST_PARTS:
            if kind == 0xFE and len(comment) < LONGEST:
                comment += data[at + 1 : at + 1 + length]
            at += 1 + length
            parts += 1
        at += 1
        parts += 1
        if parts > MOST_PARTS:
            raise IndexError
        if comment:
            yield bytes(comment)
