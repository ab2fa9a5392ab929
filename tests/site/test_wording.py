"""The words of the pages: one Spanish for all who read it, plain English, figures named, not counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mkdocs.utils.yaml import yaml_load

from pyconv.messages import LANGUAGES

# Of one region, or another name for what has one.
AVOIDED = r"vídeo|\bIntro\)|contramano|de deprisa|conectada localmente|relleno [«“]|\bordenador"

# Turns of phrase that are not English.
UNIDIOMATIC = (
    r"By the end of this page you (?:can|have)\b|zeros? more\b|kernel less one|equally many|in turns"
    r"|[Ee]ach axis more|numbers of the moment|it comes of |is no weight"
)

# In Spanish the English word stands beside the first use, in the order in which the pages are read.
TERMS = {
    "núcleo": "kernel",
    "paso": "stride",
    "relleno": "padding",
    "dilatación": "dilation",
    "convolución transpuesta": "transposed convolution",
    "mapa de activaciones": "activation map",
    "localmente conectada": "locally connected",
    "equivarianza": "equivariance",
    "agrupación": "pooling",
    "correlación cruzada": "cross-correlation",
    "campo receptivo": "receptive field",
}


@pytest.fixture(scope="module")
def read_in_order(project: Path) -> str:
    """The Spanish pages, one after the other."""
    with (project / "mkdocs.yml").open("rb") as file:
        nav = yaml_load(file)["nav"]
    names = [name for entry in nav for name in (entry.values() if isinstance(entry, dict) else [entry])]
    return "\n".join((project / "docs" / "es" / name).read_text("utf-8") for name in names)


def test_spanish_is_that_of_no_region(project: Path, read_in_order: str) -> None:
    said = [path.read_text("utf-8") for path in (project / "pyconv").rglob("es.toml")]
    for text in (read_in_order, *said, (project / "README.es.md").read_text("utf-8")):
        assert not re.findall(AVOIDED, text)


def test_english_is_idiomatic(project: Path) -> None:
    for path in [*(project / "docs" / "en").glob("*.md"), *(project / "pyconv").rglob("en.toml")]:
        assert not re.findall(UNIDIOMATIC, path.read_text("utf-8")), path.name


@pytest.mark.parametrize("term", TERMS)
def test_the_english_term_stands_beside_the_first_use(read_in_order: str, term: str) -> None:
    first = re.search(rf"\b{term}\b", read_in_order)
    assert first
    assert TERMS[term] in read_in_order[first.end() : first.end() + 60]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_names_the_figure_that_it_sends_to(project: Path, language: str) -> None:
    # Stills count as figures too, and have no controls: “the second one” would be one of them.
    for path in sorted((project / "docs" / language).glob("*.md")):
        text = path.read_text("utf-8")
        assert not re.findall(r"(?:segunda|tercera) figura|(?:second|third) figure", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_is_a_number_is_no_list(project: Path, language: str) -> None:
    # “16. The middle …” would begin a list that counts from 16.
    for path in sorted((project / "docs" / language).glob("*.md")):
        assert not re.findall(r"^ {4}\d+\. .*", path.read_text("utf-8"), re.MULTILINE), path.name
