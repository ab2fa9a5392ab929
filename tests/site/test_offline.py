"""What is kept for times without a network, and what installs the site: lists, icons, manifests."""

from __future__ import annotations

import hashlib
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from site_assets.plugin.contents import read_tree, write_tree
from site_assets.publish import install
from site_assets.publish.languages import LANGUAGES
from site_assets.publish.offline import LIST, PLACE, NoPlaceForSizeError, fill_size, is_kept, listing
from site_assets.publish.version import PLACE as VERSION_PLACE

HASH = "0123456789ab"
PAGE = f'<meta charset="utf-8">{VERSION_PLACE}><div {PLACE}></div>'.encode()


def facts(data: bytes) -> dict:
    sealed = json.loads(data)
    assert hashlib.sha256(sealed["facts"].encode()).hexdigest() == sealed["sha256"]
    return json.loads(sealed["facts"])


def test_files_with_a_hash_never_change_and_pages_belong_to_a_version(tmp_path):
    names = [
        *("index.html", "en/why/index.html", "404.html", "sitemap.xml", "sitemap.xml.gz"),
        *(f"static/{HASH}/js/a.js", f"en/figures/{HASH}/a.svg", f"runtime/{HASH}/licences/a.txt"),
        *("assets/javascripts/bundle.0123abcd.min.js", "assets/javascripts/bundle.0123abcd.min.js.map"),
        *(f"{root}assets/javascripts/lunr/min/lunr.es.min.js" for root in ("", "en/")),
        "search/search_index.json",
    ]
    write_tree(tmp_path, dict.fromkeys(names, PAGE))
    told = facts(listing(tmp_path, "1f"))
    assert told["version"] == "1f"
    assert [each["address"] for each in told["files"]] == [
        "assets/javascripts/bundle.0123abcd.min.js",
        f"en/figures/{HASH}/a.svg",
        f"static/{HASH}/js/a.js",
    ]
    pages = {each["address"]: each["sha256"] for each in told["pages"]}
    unchecked = {"", "en/why/", "sitemap.xml"}
    checked = {"assets/javascripts/lunr/min/lunr.es.min.js", "search/search_index.json"}
    assert pages.keys() == unchecked | checked
    assert {address for address, told in pages.items() if told is None} == unchecked
    assert {pages[address] for address in checked} == {hashlib.sha256(PAGE).hexdigest()}
    assert listing(tmp_path, "1f") == listing(tmp_path, "1f")


def test_a_page_without_a_place_for_the_size_is_named(tmp_path):
    write_tree(tmp_path, {"index.html": PAGE, "a.bin": bytes(1_234_567)})
    assert fill_size(tmp_path) == 1.2
    assert 'data-megabytes="1.2"' in (tmp_path / "index.html").read_text("utf-8")
    with pytest.raises(NoPlaceForSizeError, match=r"index\.html: 0 places"):
        fill_size(tmp_path)


@pytest.mark.site
def test_the_list_is_of_the_built_site_and_pages_say_how_much_it_is(built_site):
    told = facts((built_site / LIST).read_bytes())
    every = [*told["files"], *told["pages"]]
    for each in every:
        data = (built_site / (each["address"] if each["address"][-1:].strip("/") else f"{each['address']}index.html"))
        assert len(data.read_bytes()) == each["bytes"]
        assert each["sha256"] in (None, hashlib.sha256(data.read_bytes()).hexdigest())
    pages = [path for path in built_site.rglob("*.html") if path.name != "404.html"]
    assert len([each for each in told["pages"] if each["address"][-1:] in ("", "/")]) == len(pages)
    size = sum(each["bytes"] for each in every) / 1e6
    for page in built_site.rglob("*.html"):
        text = page.read_text("utf-8")
        (said,) = re.findall(r'data-megabytes="([\d.]+)"', text)
        assert float(said) == pytest.approx(size, abs=0.06)
        assert f'content="{told["version"]}"' in text


@pytest.mark.site
def test_what_is_left_out_is_fetched_by_no_page(built_site):
    left = {name for name in read_tree(built_site) if not is_kept(name)}
    assert left
    texts = [path.read_text("utf-8") for path in built_site.rglob("*.html")]
    for name in left - {"404.html", "en/404.html"}:
        assert not any(f'/{name.rpartition("/")[2]}"' in text for text in texts), name


@pytest.mark.parametrize("full", [False, True])
def test_icons_are_drawn_as_the_favicon_is(project, full):
    image = np.asarray(Image.open(io.BytesIO(install.icon(install.drawing(project), 512, full=full))))
    assert image.shape == (512, 512, 4)
    ground, orange = (0x0D, 0x3B, 0x44, 255), (0xF2, 0xA6, 0x5A, 255)
    corner = image[0, 0]
    assert tuple(corner) == (ground if full else (0, 0, 0, 0))
    assert tuple(image[310, 190]) == orange
    if full:
        rows, columns = np.nonzero((image != ground).any(axis=2))
        # Whatever a system cuts an icon to leaves a circle of four fifths.
        assert np.hypot(rows - 255.5, columns - 255.5).max() < 0.4 * 512


@pytest.mark.site
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_language_can_be_installed(built_site, language):
    folder = built_site / language.folder
    told = json.loads((folder / install.MANIFEST).read_text("utf-8"))
    assert told["lang"] == language.code
    assert told["name"]
    assert len(told["short_name"]) <= 12
    assert (folder / told["scope"]).resolve() == built_site.resolve()
    assert (folder / told["start_url"] / "index.html").is_file()
    # It would count from the root of the host, where other sites have theirs.
    assert "id" not in told
    assert {(icon["purpose"], icon["sizes"]) for icon in told["icons"]} == {
        (purpose, size) for purpose in ("any", "maskable") for size in ("192x192", "512x512")
    }
    for icon in told["icons"]:
        with Image.open(folder / icon["src"]) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
    page = (folder / "why/index.html").read_text("utf-8")
    assert f'<link rel="manifest" href="../{install.MANIFEST}">' in page
    (touch,) = re.findall('<link rel="apple-touch-icon" href="([^"]+)">', page)
    assert (folder / "why" / touch).is_file()


def test_the_footer_says_the_same_in_every_language(project):
    folder = project / "site_assets/js/offline/words"
    assert {path.stem for path in folder.iterdir()} == {language.code for language in LANGUAGES}
    script = (project / "site_assets/js/offline/keeping.js").read_text("utf-8")
    said = set(re.findall(r'this\.#say\("([\w-]+)"', script)) - {"keep"}
    said |= {"renew", "fetch", "damaged", "missing"}
    told = [json.loads(path.read_text("utf-8")) for path in sorted(folder.iterdir())]
    for words in told:
        assert words.keys() == said
    for name in said:
        one, *others = (sorted(re.findall(r"\{\w+\}", words[name])) for words in told)
        assert all(other == one for other in others), name
