"""Words: both languages have the same ones, and there are words for everything that is said."""

from __future__ import annotations

import ast
import contextlib
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import pyconv
from pyconv import ConvError, messages
from pyconv.messages import LANGUAGES, catalogue, say
from pyconv.pictures.controls import Choice, Edits, Ranged
from pyconv.pictures.views import VIEWS, view

# A view brings its words along, and so does every other part.
for name in VIEWS:
    view(name)
for found in pkgutil.walk_packages(pyconv.__path__, "pyconv."):
    if found.name != "pyconv.__main__":
        # Where matplotlib is not, nothing is drawn with it.
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(found.name)

PACKAGE = Path(pyconv.__file__).parent
ASSETS = PACKAGE.parent / "site_assets"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield f"{path.name}:{node.lineno}", node


def pattern(node: ast.expr) -> str | None:
    """Return a regular expression of the texts that an expression may be, if it is written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.IfExp):
        one, other = pattern(node.body), pattern(node.orelse)
        return f"(?:{one}|{other})" if one and other else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
        )
    return None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_have_the_same_keys_in_the_same_order(language: str) -> None:
    assert list(catalogue(language)) == list(catalogue(LANGUAGES[0]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(catalogue("en")))
def test_the_languages_name_the_same_values(key: str, language: str) -> None:
    assert placeholders(catalogue(language)[key]) == placeholders(catalogue("en")[key])
    # What has an English term beside its name in another language needs none in English.
    assert catalogue(language)[key] or (language == "en" and key.startswith("terms."))


def test_the_errors_differ_between_the_languages() -> None:
    for key in catalogue("es"):
        if key.startswith("errors."):
            assert catalogue("es")[key] != catalogue("en")[key]


def test_every_reason_that_is_raised_has_words_for_the_values_that_it_gets() -> None:
    words = catalogue("en")
    raised = set()
    for where, call in calls("ConvError"):
        known = pattern(call.args[0])
        if known is None:
            continue  # an error passed on, with another field
        given = {keyword.arg for keyword in call.keywords} - {"field"}
        reasons = {
            key[7:]
            for key in words
            # A count chooses one of several forms.
            if re.fullmatch(f"errors\\.{known}(\\.one|\\.many)?", key)
            and (None in given or placeholders(words[key]) <= given)
        }
        assert reasons, f"{where}: no words for {known} with {given}"
        raised |= reasons
    told = {key[7:] for key in words if key.startswith("errors.")}
    assert told - raised == {
        "after-skipped.one",
        "after-skipped.many",
        "at-line",
        "at-layer.none",
        "at-layer.many",
        "axis",
        "any-axis",
        "nearest",
        "stale",
    }


def test_every_text_that_is_said_has_words() -> None:
    for where, call in calls("say"):
        known = pattern(call.args[1])
        if known is not None:
            # A count chooses one of several forms.
            found = [key for key in catalogue("en") if re.fullmatch(f"(?:{known})(?:\\.many)?", key)]
            assert found, f"{where}: no words for {known}"


def test_the_scripts_and_the_template_name_words_that_there_are() -> None:
    # `runtime.${key}` in a script stands for one of several.
    named: set[str] = set()
    for path in [*(ASSETS / "js").rglob("*.js"), *(ASSETS / "widgets").glob("*.html")]:
        text = path.read_text("utf-8")
        named |= set(re.findall(r"""["'`]((?:controls|runtime|errors|parts|options)\.[\w-]+)["'`]""", text))
    named -= {"controls.html"}  # a file
    assert named
    assert named <= set(catalogue("es"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(VIEWS))
def test_everything_in_the_registry_has_words(language: str, name: str) -> None:
    words = catalogue(language)
    assert words[f"{name}.title"]
    for parameter in view(name).parameters:
        if isinstance(parameter, Edits):
            continue
        assert words[f"parameters.{parameter.name}"]
        if isinstance(parameter, Choice):
            table = f"options.{parameter.words or parameter.name}."
            options = {key for key in words if key.startswith(table)}
            wanted = {f"{table}{option}" for option in parameter.options}
            # Words that are shared may be those of more options.
            assert wanted <= options if parameter.words else wanted == options
            assert all(words[key] for key in options)
        if isinstance(parameter, Ranged):
            assert all(words[f"parts.{part}"] for part in parameter.parts if part)
            assert not parameter.together or words[f"parts.{parameter.together}"]
            assert len(parameter.parts) == 1 or all(parameter.parts)


def test_say() -> None:
    assert say("es", "sliding-filter.place", row=1, column=2) == "(1, 2)"
    assert say("en", "decimal") == "."
    assert say("es", "errors.not-a-number", value="{x}").startswith("«{x}» no es un número")
    with pytest.raises(KeyError, match="no words for the language 'xx'"):
        say("xx", "decimal")
    with pytest.raises(KeyError, match=r"errors\.nothing"):
        say("en", "errors.nothing")


def test_a_package_brings_words_that_no_other_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    for name, text in (("words_of_its_own", "[own]\nwords = 'mine'"), ("words_of_others", "decimal = ','")):
        (tmp_path / name).mkdir()
        for language in ("__init__.py", *(f"{language}.toml" for language in LANGUAGES)):
            (tmp_path / name / language).write_text("" if language == "__init__.py" else text)
    monkeypatch.setattr(messages, "_PACKAGES", [*messages._PACKAGES])
    monkeypatch.setattr(messages, "_CATALOGUES", {})
    for _ in "twice":
        messages.add_words("words_of_its_own")
    assert {say(code, "own.words") for code in LANGUAGES} == {"mine"}
    messages.add_words("words_of_others")
    with pytest.raises(ValueError, match=r"words_of_others has other words for \['decimal'\]"):
        catalogue("en")


def test_a_language_is_read_when_it_is_first_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    read, words_of = [], messages._words_of

    def reading(package: str, language: str) -> dict[str, str]:
        read.append(language)
        return words_of(package, language)

    monkeypatch.setattr(messages, "_CATALOGUES", {})
    monkeypatch.setattr(messages, "_words_of", reading)
    assert say("en", "decimal") == "."
    assert set(read) == {"en"}
    read.clear()
    assert say("en", "decimal") == "."
    assert read == []


def test_an_error_tells_itself_in_both_languages() -> None:
    error = ConvError("out-of-range", field="kernel.1", name="kernel", value=9, low=1, high=7)
    assert str(error) == error.message() == "kernel must be between 1 and 7, but it is 9"
    assert error.message("es") == "núcleo: debe estar entre 1 y 7, pero es 9"
    assert (error.reason, error.field) == ("out-of-range", "kernel.1")
    assert error.numbers == {"name": "kernel", "value": 9, "low": 1, "high": 7}
    assert isinstance(error, ValueError)
    # A name without words is a name.
    assert "padding_mode" in ConvError("below-minimum", name="padding_mode", value=0, minimum=1).message("es")


def test_of_many_choices_the_nearest_are_named() -> None:
    names = [f"{word}-{number}" for word in ("alpha", "beta", "gamma") for number in range(10)]
    error = ConvError("unknown-view", value="beta3", choices=names)
    assert str(error) == "there is no view “beta3”; there are: beta-3, beta-9, beta-8 … (30 in all)"
    assert error.message("es").endswith("las que hay son: beta-3, beta-9, beta-8 … (30 en total)")
    # Also where nothing is near, and of what is no text.
    for value in ("", "zzz", None, 3, ["beta"], "x" * 10_000):
        assert str(ConvError("unknown-view", value=value, choices=names)).endswith("… (30 in all)")
    few = ConvError("unknown-view", value="beta3", choices=names[:6])
    assert str(few).endswith("there are: alpha-0, alpha-1, alpha-2, alpha-3, alpha-4, alpha-5")
    assert "(7 in all)" in str(ConvError("unknown-view", value="beta3", choices=tuple(names[:7])))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_mistyped_choice_is_told_in_a_sentence_that_can_be_read(language: str, name: str) -> None:
    for parameter in view(name).parameters:
        if isinstance(parameter, Choice):
            for option in parameter.options:
                with pytest.raises(ConvError) as refused:
                    parameter.read(f"{option}e")
                message = refused.value.message(language)
                assert option in message
                assert len(message) < 240
