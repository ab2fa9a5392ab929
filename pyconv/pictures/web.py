"""JSON text in, JSON text out: what the worker calls, and the build as well.

A request names a `view`, the `language` of its words and the `params` of the reader.
The answer holds the picture (its `focus` is None if it has no steps), or `refused`: why the
settings make none, and the field to blame. A request for a plot names a `figure` instead, and
needs matplotlib.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.pictures import pieces, svg
from pyconv.pictures import plot as figures
from pyconv.pictures.exact import parse
from pyconv.pictures.model import Focus
from pyconv.pictures.predictions import is_right
from pyconv.pictures.requests import LONGEST, UNKNOWN, Asked, checked, language_of, parsed
from pyconv.pictures.view import View
from pyconv.pictures.views import view

if TYPE_CHECKING:
    from pyconv.pictures.export import Work
    from pyconv.pictures.interpreter import Interpreter

Answer = dict[str, Any]


@lru_cache(maxsize=8)
def _prepared(name: str, params: str) -> tuple[View[Any, Any], Any]:
    """Return the view and what it computed for the parameters, given as JSON text."""
    shown = view(name)
    return shown, shown.prepared(json.loads(params))


def _of_view(asked: Asked) -> tuple[View[Any, Any], Any]:
    return _prepared(asked["view"], json.dumps(asked["params"]))


def _answered(
    request: str,
    answer: Callable[[Asked], Answer],
    *needed: str,
    longest: int = LONGEST,
    **optional: object,
) -> str:
    """Return the answer to a request with the parts named, as JSON text.

    What a reader got wrong is refused; a mistake of ours is raised.
    """
    language = UNKNOWN
    try:
        asked = parsed(request, longest)
        language = language_of(asked)
        result = answer(checked(asked, *needed, **optional))
    except ConvError as error:
        axes = {axis: say(language, f"axes.{axis}") for axis in (0, 1, 2)}
        result = {"refused": {"message": error.sentence(language, axes=axes), "field": error.field}}
    return _text(result)


def _text(result: object) -> str:
    return json.dumps(result, ensure_ascii=False, separators=(",", ":"))


def _drawn(focus: Focus) -> Answer:
    """Return a focus with its frames in units of the drawing."""
    answer: Answer = focus._asdict()
    answer["boxes"] = [
        {"grid": box.grid, "place": pieces.frame(box), "slant": pieces.slant(box.plane)}
        for box in focus.boxes
    ]
    return answer


def build(request: str) -> str:
    """Return the whole picture for the settings, at the step asked for or the last before.

    >>> answer = json.loads(build('{"view": "sliding-filter", "language": "en", "params": {}}'))
    >>> answer["steps"][:3], answer["focus"]["key"]
    (['out:0', 'out:1', 'out:2'], 'out:0')
    """

    def picture(asked: Asked) -> Answer:
        shown, prepared = _of_view(asked)
        scene = shown.scene(prepared, asked["language"])
        step = max(min(asked["step"], len(scene.steps) - 1), 0)
        shows = [
            _drawn(shown.focus(prepared, key, asked["language"])) for key in scene.steps[step : step + 1]
        ]
        return {
            "panels": svg.panels(scene.panels),
            "steps": scene.steps,
            "step": step,
            "summary": scene.summary,
            "formula": scene.formula,
            "focus": shows[0] if shows else None,
        }

    return _answered(request, picture, "view", "params", step=0)


def focus(request: str) -> str:
    """Return what the cell `key` is connected to, under the settings of the request."""

    def connections(asked: Asked) -> Answer:
        shown, prepared = _of_view(asked)
        return {"focus": _drawn(shown.focus(prepared, asked["key"], asked["language"]))}

    return _answered(request, connections, "view", "params", "key")


def check(request: str) -> str:
    """Return whether what a reader `typed` is `right`: the value of the result `key`.

    >>> check('{"view": "matrix", "language": "en", "params": {}, "key": "in:0", "typed": "3"}')
    '{"refused":{"message":"There is no result “in:0” to be foretold.","field":null}}'
    """

    def checked_result(asked: Asked) -> Answer:
        shown, prepared = _of_view(asked)
        language = asked["language"]
        return {"right": is_right(shown.scene(prepared, language), asked["key"], asked["typed"], language)}

    return _answered(request, checked_result, "view", "params", "key", "typed")


def edit(request: str) -> str:
    """Return what an `edit` in the picture makes of the settings, which it does not say anew itself.

    The answer has what to `take` over, and what is `said` of it. Settings that would make no picture are
    refused, so that the edit is not done.

    >>> asked = {"view": "network", "language": "en", "params": {"layer": "2"}, "edit": {"does": "remove"}}
    >>> json.loads(edit(json.dumps(asked)))["said"]
    'Layer 2, nn.Tanh(), is gone.'
    """

    def edited(asked: Asked) -> Answer:
        shown, params = view(asked["view"]), asked["params"]
        if shown.edit is None:
            raise ConvError("no-edit", value=shown.name)
        taken = shown.edit(shown.settings.read(params), asked["edit"], asked["language"])
        # It is what the page asks for next.
        _prepared(shown.name, json.dumps({**params, **taken.take}))
        return taken._asdict()

    return _answered(request, edited, "view", "params", "edit")


def exercise(request: str) -> str:
    """Return the exercise of a `kind` that a `seed` gives, and the words that a page says around it.

    >>> answer = json.loads(exercise('{"language": "en", "kind": "row-of-cell", "seed": 1}'))
    >>> answer["way"], answer["words"]["check"]
    ('number', 'Check')
    """

    def posed(asked: Asked) -> Answer:
        # Python is there sooner for the figures, which come before the exercises.
        from pyconv import exercises  # noqa: PLC0415

        language = asked["language"]
        return {
            **exercises.posed(asked["kind"], asked["seed"], language),
            "names": exercises.names(language),
            "words": exercises.page_words(language),
        }

    return _answered(request, posed, "kind", "seed")


def attempt(request: str) -> str:
    """Return whether what a reader answers an exercise with is `right`, and `why`.

    What is `typed` is a number as cells take them, the numbers of cells, or the place of a line. A figure
    that was set is told by its `view` and its `params` instead.

    >>> attempt('{"language": "en", "kind": "row-of-cell", "seed": 1, "typed": "one"}')
    '{"refused":{"message":"“one” is not a number: write for instance 2, −0.5 or 1/9.","field":null}}'
    """

    def checked_answer(asked: Asked) -> Answer:
        from pyconv import exercises  # noqa: PLC0415

        kind, seed, language = asked["kind"], asked["seed"], asked["language"]
        way = exercises.exercise(kind, seed).way
        if way == "figure":
            _, prepared = _of_view(asked)
            layer = getattr(prepared, "spec", None)
            return exercises.judged_figure(kind, seed, layer, language)._asdict()
        typed = asked["typed"].strip()
        given = exercises.answer_of(parse(typed, inf, inf)) if way == "number" else typed
        return exercises.judged(kind, seed, given, language)._asdict()

    return _answered(request, checked_answer, "kind", "seed", typed="", view="", params={})


def image(request: str) -> str:
    """Return what `params` make of a reader's own image, whose grey map is the `data` in Base64."""

    def computed(asked: Asked) -> Answer:
        # One page has need of it.
        from pyconv.pictures import imaging  # noqa: PLC0415

        return imaging.image_answer(asked["data"], json.dumps(asked["params"]), asked["language"])

    return _answered(request, computed, "data", "params")


def pixel(request: str) -> str:
    """Return the sum of the pixel `key` of what `image` was asked for, and where its window lies."""

    def told(asked: Asked) -> Answer:
        from pyconv.pictures import imaging  # noqa: PLC0415

        params = json.dumps(asked["params"])
        return imaging.pixel_answer(asked["data"], params, asked["key"], asked["language"])

    return _answered(request, told, "data", "params", "key")


LONGEST_SOUND = 400_000
"""Characters of a request that holds a sound of so many seconds as it may have."""


def sound(request: str) -> str:
    """Return what `params` make of a sound, whose samples of 16 bits are the `data` in Base64."""

    def computed(asked: Asked) -> Answer:
        # One page has need of it.
        from pyconv.pictures import sounding  # noqa: PLC0415

        return sounding.sound_answer(asked["data"], json.dumps(asked["params"]), asked["language"])

    return _answered(request, computed, "data", "params", longest=LONGEST_SOUND)


def sample(request: str) -> str:
    """Return the sum of the sample `key` of what `sound` was asked for, drawn and in words."""

    def told(asked: Asked) -> Answer:
        from pyconv.pictures import sounding  # noqa: PLC0415

        params = json.dumps(asked["params"])
        return sounding.sample_answer(asked["data"], params, asked["key"], asked["language"])

    return _answered(request, told, "data", "params", "key", longest=LONGEST_SOUND)


def heard(request: str) -> str:
    """Return how far from that result is what a browser `played` of it: floats of 32 bits in Base64."""

    def compared(asked: Asked) -> Answer:
        from pyconv.pictures import sounding  # noqa: PLC0415

        params = json.dumps(asked["params"])
        return sounding.heard_answer(asked["data"], params, asked["played"], asked["language"])

    return _answered(request, compared, "data", "params", "played", longest=4 * LONGEST_SOUND)


def image_file(request: str) -> str:
    """Return what `image` was asked for as a file, as `further` does: a `format` of `export.imaged`."""

    def saved(asked: Asked) -> Answer:
        from pyconv.pictures.export import imaged  # noqa: PLC0415 - few readers ask for a file

        made = imaged.written(asked["format"], asked["data"], json.dumps(asked["params"]), asked["language"])
        return {**made._asdict(), "file": b64encode(made.file).decode()}

    return _answered(request, saved, "data", "params", "format")


def sound_file(request: str) -> str:
    """Return what `sound` was asked for as a file, as `further` does: a `format` of `export.sounded`."""

    def saved(asked: Asked) -> Answer:
        from pyconv.pictures.export import sounded  # noqa: PLC0415 - few readers ask for a file

        made = sounded.written(asked["format"], asked["data"], json.dumps(asked["params"]), asked["language"])
        return {**made._asdict(), "file": b64encode(made.file).decode()}

    return _answered(request, saved, "data", "params", "format", longest=LONGEST_SOUND)


def plot(request: str) -> str:
    """Return a figure as SVG in both palettes, its size and its words.

    The request names the `figure` and says whether it is to be `narrow`.
    """

    def drawn(asked: Asked) -> Answer:
        return figures.drawing(
            asked["figure"],
            asked["params"],
            language=asked["language"],
            narrow=asked["narrow"],
        )._asdict()

    return _answered(request, drawn, "figure", "params", narrow=False)


_ADDRESS = re.compile(r"https?://\S+\Z")


class _Making(NamedTuple):
    """A file that is being made."""

    work: "Work"
    name: str
    media: str
    carries: str


_MAKING: list[_Making] = []
"""The file that is being made, if any: there is one at a time, and who asks for another gives it up."""


def file(request: str) -> str:
    """Begin to make a file of a picture, in one of `FORMATS`, and answer as `further` does.

    The results that its animation has not come to are left out, as on the page: `step` is where it
    stands, and `key` the cell that is pinned, if one is. The `address` is that of the figure.
    """

    def begun(asked: Asked) -> Answer:
        # Few readers ask for a file, and Python is there sooner for all the others.
        from pyconv.pictures.export import FORMATS, Options, work  # noqa: PLC0415
        from pyconv.pictures.export.carried import line  # noqa: PLC0415
        from pyconv.pictures.state import state  # noqa: PLC0415

        _MAKING.clear()
        shown = state(
            asked["view"], asked["params"], asked["language"], step=asked["step"], cell=asked["key"]
        )
        address = asked["address"] if _ADDRESS.match(asked["address"]) else ""
        options = Options(asked["dark"], asked["narrow"], asked["scale"], so_far=True, address=address)
        kind = asked["format"]
        making = work(kind, shown, options)
        name = f"{shown.name}{FORMATS[kind].suffix}"
        _MAKING.append(_Making(making, name, FORMATS[kind].media, line(shown)))
        return _further()

    return _answered(
        request,
        begun,
        "view",
        "params",
        "format",
        step=0,
        key="",
        dark=False,
        narrow=False,
        scale=2,
        address="",
    )


drawing = file
"""The same for the kinds of files that are drawn: they need matplotlib, which a page gets for this name."""

pdf = file
"""The same for PDF, which needs fontTools besides."""


def further(request: str) -> str:
    """Go on with the file: answer how far it has come, `done` and `of`, or at last the `file` itself.

    The file is text in Base64, with its `name`, its `media` type and the line that it `carries`.
    """
    return _answered(request, lambda _: _further())


def _further() -> Answer:
    if not _MAKING:
        raise ConvError("no-file")
    making = _MAKING[0]
    try:
        done, of = next(making.work)
    except StopIteration as end:
        _MAKING.clear()
        said = {"name": making.name, "media": making.media, "carries": making.carries}
        return {"file": b64encode(end.value).decode(), **said}
    return {"done": done, "of": of}


LARGEST_FILE = 30_000_000
"""Characters of a request that holds a file."""


def opened(request: str) -> str:
    """Return which view a file shows, whose bytes are the `data` in Base64, and what a link says of it.

    The link says every setting, so that it does not matter what a figure begins with. What makes no sense
    any more is left in it, for the figure to tell.
    """

    def found(asked: Asked) -> Answer:
        from pyconv.pictures import links  # noqa: PLC0415
        from pyconv.pictures.export.carried import parameters_of, read  # noqa: PLC0415

        try:
            data = b64decode(asked["data"], validate=True)
        except ValueError:
            raise ConvError("file-damaged") from None
        carried = read(data)
        linked = carried.linked
        # A figure of a page is never at rest.
        said = links.written(
            parameters_of(carried.view),
            linked.params,
            step=linked.step or 0,
            pin=linked.pin,
            whole=True,
        )
        left = "".join(f"{setting}&" for setting in linked.left)
        return {"view": carried.view, "said": left + said}

    return _answered(request, found, "data", longest=LARGEST_FILE)


def needed(request: str) -> str:
    """Return what is `needed` before the cell with this `code` is run.

    >>> needed('{"language": "en", "code": "from matplotlib import pyplot"}')
    '{"needed":["matplotlib"]}'
    """

    def found(asked: Asked) -> Answer:
        from pyconv.pictures import interpreter  # noqa: PLC0415 - only cells need it

        return {"needed": interpreter.needed(asked["code"])}

    return _answered(request, found, "code")


@lru_cache(maxsize=1)
def _interpreter() -> "Interpreter":
    from pyconv.pictures.interpreter import Interpreter  # noqa: PLC0415 - only cells need it

    return Interpreter()


def run(request: str, tell: Callable[[str], object]) -> str:
    r"""Run the `code` of the cell that a `page` calls `cell`, and return its `failure`, if it failed.

    What it puts out is told meanwhile, part by part, as JSON text.

    >>> told = []
    >>> run('{"language": "en", "page": "/", "cell": "sum", "code": "6 * 7"}', told.append), *told
    ('{"failure":null}', '{"kind":"value","text":"42\\n"}')
    """

    def ran(asked: Asked) -> Answer:
        from pyconv.pictures.interpreter import Cell  # noqa: PLC0415

        cell = Cell(asked["code"], asked["cell"], asked["page"], asked["language"])
        failure = _interpreter().run(cell, lambda part: tell(_text(part)))
        return {"failure": failure and failure._asdict()}

    return _answered(request, ran, "code", "cell", "page")
