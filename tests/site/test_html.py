"""The built pages as HTML: valid, with headings in order and words for every picture."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from itertools import pairwise

import pytest

from site_assets import programs
from site_assets.serve import served
from tests.site.html_tree import Element, parse, read_pages

pytestmark = pytest.mark.site

CHECKER = "node_modules/vnu-jar/build/dist/vnu.jar"
CHECKER_SECONDS = 300
# What the checker says and what it says it of, with the reason why it stands.
ALLOWED = [
    # Material's own switches of the menu and the search, in no block of its template that a site can
    # replace. Without the attribute, Firefox would open them again after a reload.
    (r"^Attribute “autocomplete” is only allowed when", r'<input class="md-toggle" data-md-toggle='),
    # Data and no script: the policy is not asked about it, and no browser runs it.
    (r"^Inline script violates Content Security Policy", r'<script id="__config" type="application/json">'),
    # Scripts show it when there is a sign to show, which still is nothing to be read aloud.
    (r"^Attribute “aria-hidden” is unnecessary", r'<span class="pc-sign" aria-hidden="true" hidden>'),
]
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NAMED = ("a", "button", "label", "summary")


@pytest.fixture(scope="module")
def pages(built_site):
    return read_pages(built_site)


def test_every_page_is_valid_html(project, built_site, pages):
    jar = project / CHECKER
    assert jar.is_file(), f"no {CHECKER}: `nox -s tests` installs it"
    with served(built_site) as server:
        # Over HTTP, so that it judges the policy ('self') as a browser does; in one run, which is fast.
        command = [
            *(
                str(programs.find(programs.JAVA)),
                "-Dnu.validator.servlet.allow-forbidden-hosts=true",
                "-jar",
                str(jar),
            ),
            *("--format", "json", "--stdout", "--exit-zero-always"),
            *(server.address + page for page in pages),
        ]
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, timeout=CHECKER_SECONDS
        )
        assert done.returncode == 0, done.stderr
        messages = json.loads(done.stdout)["messages"]
    found = Counter()
    used = set()
    for message in messages:
        said, extract = message["message"], message.get("extract", "")
        reasons = [each for each in ALLOWED if re.search(each[0], said) and re.search(each[1], extract)]
        used.update(reasons)
        if not reasons:
            page = message.get("url", "").removeprefix(server.address)
            found[f"{page}:{message.get('lastLine')}: {said} {' '.join(extract.split())}"] += 1
    assert not found, "\n".join(found)
    assert used == set(ALLOWED), "what is allowed still occurs; else the list is to be made shorter"


def levels(page: Element):
    return [int(heading.tag[1]) for heading in page.all(*HEADINGS)]


def in_order(found):
    """Tell whether a page has one main heading, at its beginning, and skips no level.

    >>> in_order([1, 2, 3, 2]), in_order([1, 3]), in_order([2, 1]), in_order([1, 1]), in_order([])
    (True, False, False, False, False)
    """
    return (
        found[:1] == [1]
        and found.count(1) == 1
        and all(after <= before + 1 for before, after in pairwise(found))
    )


def test_headings_are_in_order_and_say_something(pages):
    for name, page in pages.items():
        assert in_order(levels(page)), f"{name}: {levels(page)}"
        empty = [heading.tag for heading in page.all(*HEADINGS) if not heading.text.strip("¶ \n")]
        assert not empty, f"{name}: {empty}"


def alternative(picture: Element):
    """Return the words that stand for a picture: its own, or "" if it is not to be heard of."""
    if picture["aria-hidden"] == "true" or picture["role"] == "presentation":
        return ""
    if picture.tag == "img":
        return picture.attributes.get("alt")
    if picture.tag == "figure":
        own = picture["aria-label"] or " ".join(caption.text for caption in picture.all("figcaption"))
    else:
        own = picture["aria-label"] or " ".join(title.text for title in picture.all("title"))
    return own.strip() or None


def is_icon(picture: Element):
    """Tell whether a picture is a sign on something that says its name."""
    return any(
        above.tag in NAMED and (above["aria-label"] or above["title"] or above.text.strip())
        for above in picture.ancestors
    )


def unsaid(page: Element):
    """Return the pictures of a page that no words stand for."""
    hidden = {each for each in page.all() if each["aria-hidden"] == "true"}
    return [
        picture
        for picture in page.all("svg", "img", "figure", "canvas", "video")
        if alternative(picture) is None and not is_icon(picture) and not hidden & set(picture.ancestors)
    ]


def test_every_picture_has_words_for_those_who_do_not_see_it(pages):
    for name, page in pages.items():
        wrong = [f"<{picture.tag} {picture.attributes}>" for picture in unsaid(page)]
        assert not wrong, f"{name}: " + "\n".join(wrong)
        content = page.one("article", "md-content__inner")
        assert all(image["alt"].strip() for image in content.all("img")), f"{name}: a picture with no words"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<svg></svg>", 1),
        ('<svg aria-label=" "></svg>', 1),
        ('<img src="a.png">', 1),
        ("<figure><p>Text</p></figure>", 1),
        ("<button><svg></svg></button>", 1),
        ('<button title="Play"><svg></svg></button>', 0),
        ('<svg aria-hidden="true"></svg>', 0),
        ('<div aria-hidden="true"><svg></svg></div>', 0),
        ("<svg><title>A grid</title></svg>", 0),
        ('<img src="a.png" alt="A grid">', 0),
        ("<figure><figcaption>Text</figcaption></figure>", 0),
    ],
)
def test_a_picture_without_words_is_seen(text, count):
    assert len(unsaid(parse(text))) == count
