"""A picture in a notebook: as HTML, as text for a terminal, as files and as a figure of matplotlib."""

from importlib.metadata import entry_points
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, final, overload

import numpy as np

from pyconv.errors import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import inline
from pyconv.pictures.export import Options, format_of, written
from pyconv.pictures.export.carried import BROUGHT, Source, read
from pyconv.pictures.state import State, shown_call, state

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@final
class Picture:
    """A state of a view, as `show` returns it.

    A notebook shows it as the site does, in light or in dark; a terminal shows the call that made it.
    Its figure and its text as SVG need matplotlib.
    """

    def __init__(self, shown: State, call: str) -> None:
        self._state = shown
        self._call = call

    def __repr__(self) -> str:
        return self._call

    def figure(self, *, narrow: bool = False, dark: bool = False) -> "Figure":
        """Return the picture as matplotlib draws it, to be changed: `.savefig("picture.pdf")` saves it then.

        Args:
            narrow: whether it is as wide as a phone rather than as a column of text.
            dark: whether it has the dark colours.
        """
        from pyconv.pictures.export.drawn import sheet  # noqa: PLC0415 - only this needs matplotlib

        return sheet(self._state, Options(dark=dark, narrow=narrow)).figure

    def svg(self, *, narrow: bool = False, dark: bool = False) -> str:
        """Return the picture as the text of an SVG file that needs nothing else, letters being outlines.

        Arguments are those of `figure`. The same arguments give the same text.
        """
        return written("svg", self._state, Options(dark=dark, narrow=narrow)).decode()

    def save(
        self,
        path: str | PathLike[str],
        *,
        dark: bool = False,
        narrow: bool = False,
        scale: int = 2,
        so_far: bool = False,
        animated: bool = False,
    ) -> Path:
        """Save the picture as a file; how its name ends says of which kind it is.

        `.svg`, `.png` and `.pdf` are stills; `.gif`, `.html` (one page that plays and steps by itself) and
        an animated `.svg` have all steps; `.tex` holds the formula and the grids as matrices, `.tikz` the
        grids drawn, `.py` the arrays for NumPy, and `.csv` the same for a spreadsheet. Stills and
        animations need matplotlib, but for the page. Each file carries the settings, and `read_picture`
        makes the picture of it again. The same arguments give the same bytes.

        Args:
            path: where to; a file that is there is replaced.
            dark: whether it has the dark colours.
            narrow: whether it is as wide as a phone rather than as a column of text.
            scale: pixels of a PNG for one of the picture, along each side: 1, 2 or 4; a GIF has half as many.
            so_far: whether a still leaves out the results that the animation has not come to.
            animated: whether an SVG has all steps.

        Returns:
            The path.

        Raises:
            ConvError: an ending that means no kind of file, or another scale.
            OSError: the file cannot be written.

        >>> show("sliding-filter", stride=2).save("figure.jpeg")
        Traceback (most recent call last):
        pyconv.errors.ConvError: no file can be made that is called “figure.jpeg”; its name may end with: ...
        """
        kind = format_of(fspath(path), animated=animated)
        data = written(kind, self._state, Options(dark, narrow, scale, so_far))
        Path(path).write_bytes(data)
        return Path(path)

    def _repr_html_(self) -> str:
        return inline.html(self._state)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        """Return what a notebook may choose from; it leaves out itself what it does not want."""
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


LIVE = "pyconv.notebook"
"""The entry point under which whoever can make a picture live is found."""


@overload
def show(
    name: str,
    /,
    *,
    step: int | None = 0,
    cell: str = "",
    language: str = "en",
    live: Literal[False] = False,
    **settings: object,
) -> Picture: ...


@overload
def show(
    name: str,
    /,
    *,
    step: int | None = 0,
    cell: str = "",
    language: str = "en",
    live: Literal[True],
    **settings: object,
) -> Any: ...


def show(
    name: str,
    /,
    *,
    step: int | None = 0,
    cell: str = "",
    language: str = "en",
    live: bool = False,
    **settings: object,
) -> Any:
    """Return a picture of a view, which a notebook shows as the site does.

    Args:
        name: of the view, as a widget block of the site names it: "sliding-filter", "matrix" …
        step: which step of the animation is lit, from 0; None lights nothing.
        cell: the key of a cell to light instead, such as "in:7", "tap:2" or "out:3".
        language: of the words, "es" or "en".
        live: whether it can be played, touched and changed there as on the site, answered by the Python
            of the notebook; its `settings` then follow what is done. This needs the extra `notebook`.
        **settings: what differs from the view's own settings, as in a block: one number may stand
            for several.

    Raises:
        ConvError: an unknown view, setting, cell or language, or settings that make no picture.
        ImportError: it is to be live, and the extra `notebook` is not installed.

    >>> show("sliding-filter", input=5, stride=2, padding=1)
    pyconv.show('sliding-filter', input=5, stride=2, padding=1, language='en', step=0)
    >>> show("sliding-filter", stride=0)
    Traceback (most recent call last):
    pyconv.errors.ConvError: stride must be between 1 and 5, but it is 0
    """
    try:
        plain = {key: _plain(value) for key, value in settings.items()}
        at: Any = _plain(step)
        shown = state(name, plain, language, step=at, cell=cell)
        said = {**plain, "language": language, **({"cell": cell} if cell else {"step": at})}
        still = Picture(shown, shown_call(name, said))
    except ConvError as error:
        # The text of an error is English; what is told in another language stands below it.
        if language in LANGUAGES and error.message(language) != str(error):
            error.add_note(error.message(language))
        raise
    if not live:
        return still
    return _live(still, name=name, settings=plain, language=language, step=at, cell=cell)


def _live(still: Picture, **asked: object) -> Any:
    """Return a live picture of the same; the package itself knows nothing of the elements of pages."""
    missing = "a live picture needs anywidget and what else the extra [notebook] of convolution-views names"
    found = tuple(entry_points(group=LIVE))
    if not found:
        raise ImportError(missing)
    try:
        make = found[0].load()
    except ImportError as error:
        raise ImportError(missing) from error
    return make(still, **asked)


def read_picture(source: Source) -> Picture:
    """Return the picture that a file was made from, by `Picture.save` or on the site.

    Args:
        source: where the file lies, or its bytes.

    Raises:
        ConvError: it carries no picture, or what was done with an image of one's own; it is damaged, or was
            written by a later version; or the settings in it make no picture.
        OSError: it cannot be read.

    >>> read_picture(show("sliding-filter", stride=2, step=3).svg().encode())
    pyconv.show('sliding-filter', stride=2, language='en', step=3)
    >>> read_picture(b"a text of somebody else")
    Traceback (most recent call last):
    pyconv.errors.ConvError: the file carries no picture of pyconv
    """
    found = read(source)
    if found.view in BROUGHT:
        raise ConvError(f"file-{found.view}")
    linked = found.linked
    if linked.left:
        raise ConvError("file-settings", settings=", ".join(linked.left))
    shown = state(found.view, linked.params, found.language, step=linked.step, cell=linked.pin)
    return Picture(shown, shown.call)


def _plain(value: object) -> object:
    """Return numbers of NumPy as those of Python."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value
