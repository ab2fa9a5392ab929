"""The command `python -m pyconv`: pictures as files, without a program.

    python -m pyconv views                              which views there are
    python -m pyconv views sliding-filter               what can be set in one
    python -m pyconv figure sliding-filter --stride 2 -o figure.svg
    python -m pyconv figure sliding-filter --padding 1 --input:0,0 3,1/2 --step 4 -o figure.png
    python -m pyconv guide -o folder                    the guide's animations
    python -m pyconv read figure.svg                    the call that made it

It ends with 0, with 2 if what was asked for makes no sense, and with 1 if a file cannot be read or written.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from pyconv.errors import ConvError
from pyconv.messages import LANGUAGES, say
from pyconv.pictures import links
from pyconv.pictures.controls import Choice, Edits, Parameter, Ranged
from pyconv.pictures.export import FORMATS, Options, format_of, written
from pyconv.pictures.notebook import read_picture
from pyconv.pictures.state import state
from pyconv.pictures.view import View
from pyconv.pictures.views import VIEWS, view


def main(arguments: Sequence[str]) -> int:
    """Do what some arguments ask for; return the exit code."""
    parser = _parser()
    known, others = parser.parse_known_args(list(arguments))
    if others and known.does is not _figure:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        known.does(known, others)
    except ConvError as error:
        sys.stderr.write(f"{error.sentence(getattr(known, 'language', 'en'))}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m pyconv", description=_described(), allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listing = commands.add_parser("views", help="list the views, or what can be set in one")
    listing.add_argument("view", nargs="?", default="")
    listing.set_defaults(does=_views)
    figure = commands.add_parser(
        "figure",
        help="save a picture",
        epilog="What a view can be set to is given as --NAME VALUE, for instance --stride 2 or --padding 1,2;"
        " edited cells as --input:0,0 3,1/2, which are those to the right of the one named.",
        allow_abbrev=False,
    )
    figure.add_argument("view")
    figure.add_argument("-o", "--output", required=True, metavar="FILE", help="- writes an SVG to the output")
    figure.add_argument("--step", type=int, default=0, help="which step is lit, from 0")
    figure.add_argument("--rest", action="store_true", help="light nothing")
    figure.add_argument(
        "--cell", default="", help="the key of a cell to light instead, such as in:7 or tap:2"
    )
    figure.add_argument("--animated", action="store_true", help="an SVG with all steps")
    figure.add_argument("--so-far", action="store_true", help="leave out results of later steps in a still")
    figure.set_defaults(does=_figure)
    _look(figure)
    for shown in map(view, VIEWS):
        if shown.pack:
            name, choice = shown.pack
            pack = commands.add_parser(name, help=say("en", f"{shown.name}.title"), allow_abbrev=False)
            pack.add_argument("-o", "--output", required=True, metavar="FOLDER")
            pack.add_argument("--format", choices=list(FORMATS), nargs="+", default=["gif"])
            pack.set_defaults(does=_pack, view=shown, choice=choice)
            _look(pack)
    reading = commands.add_parser("read", help="tell which call made a file")
    reading.add_argument("file")
    reading.set_defaults(does=_read)
    return parser


def _described() -> str:
    return "Pictures of convolutions as files."


def _look(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--dark", action="store_true", help="the dark colours")
    parser.add_argument("--narrow", action="store_true", help="as wide as a phone")
    parser.add_argument("--scale", type=int, default=2, help="pixels for one of the picture: 1, 2 or 4")


def _figure(asked: argparse.Namespace, others: Sequence[str]) -> None:
    output = asked.output
    kind = "svg" if output == "-" else format_of(output, animated=asked.animated)
    params = _settings(view(asked.view).parameters, others)
    step = None if asked.rest else asked.step
    shown = state(asked.view, params, asked.language, step=step, cell=asked.cell)
    data = written(kind, shown, Options(asked.dark, asked.narrow, asked.scale, asked.so_far))
    if output == "-":
        sys.stdout.buffer.write(data)
    else:
        Path(output).write_bytes(data)


def _settings(parameters: Sequence[Parameter], others: Sequence[str]) -> dict[str, Any]:
    """Return settings given as `--name value`, by name; a hyphen may stand for a low line."""
    known = {each.name: each for each in parameters}
    said = []
    for name, value in _pairs(others):
        plain = name if ":" in name else name.replace("-", "_")
        if ":" not in plain and plain not in known:
            raise ConvError("unknown-parameter", value=name, choices=sorted(known))
        said.append(f"{plain}={links.escaped(value)}")
    linked = links.read("&".join(said), parameters)
    for setting in linked.left:
        name, _, raw = setting.partition("=")
        if name in known:
            # Its own words are better, where it has some.
            known[name].read(raw.split(",") if isinstance(known[name], Ranged) else raw)
        raise ConvError("senseless", settings=unquote_plus(setting))
    return linked.params


def _pairs(others: Sequence[str]) -> list[tuple[str, str]]:
    pairs = []
    rest = list(others)
    while rest:
        name, mark, value = rest.pop(0).removeprefix("--").partition("=")
        if not mark:
            if not rest:
                raise ConvError("missing-value", value=name)
            value = rest.pop(0)
        pairs.append((name, value))
    return pairs


def _pack(asked: argparse.Namespace, _: Sequence[str]) -> None:
    folder = Path(asked.output)
    folder.mkdir(parents=True, exist_ok=True)
    shown: View[Any, Any] = asked.view
    choice = next(each for each in shown.parameters if each.name == asked.choice)
    for option in choice.ends():
        made = state(shown.name, {choice.name: option}, asked.language, step=0)
        for kind in asked.format:
            path = folder / f"{option}{FORMATS[kind].suffix}"
            path.write_bytes(written(kind, made, Options(asked.dark, asked.narrow, asked.scale)))
            sys.stdout.write(f"{path}\n")


def _views(asked: argparse.Namespace, _: Sequence[str]) -> None:
    if not asked.view:
        width = max(map(len, VIEWS))
        for name in VIEWS:
            view(name)
            sys.stdout.write(f"{name:{width}}  {say('en', f'{name}.title')}\n")
        return
    for each in view(asked.view).parameters:
        sys.stdout.write(f"{_told(each)}\n")


def _told(parameter: Parameter) -> str:
    first = parameter.first()
    if isinstance(parameter, Edits):
        return "\n".join(f"--{grid}:ROW,COLUMN VALUE,…" for grid in parameter.grids)
    if isinstance(parameter, Choice):
        kinds = f"{', '.join(parameter.options)}{', or cells per side' if parameter.by_hand else ''}"
    elif isinstance(parameter, Ranged):
        kinds = f"{parameter.low} … {parameter.high}"
        first = ",".join(map(str, first))
    else:
        kinds = "a text"
        first = repr(first)[:60]
    return f"--{parameter.name} {first}  ({kinds})"


def _read(asked: argparse.Namespace, _: Sequence[str]) -> None:
    sys.stdout.write(f"{read_picture(asked.file)!r}\n")
