"""The policy: what it allows, what it refuses to seal."""

from __future__ import annotations

import base64
import hashlib

import pytest

from site_assets.publish.csp import CHARSET, SealError, policy, script_hashes, seal, sealed

HEAD = f"<!doctype html>\n<html>\n  <head>\n    {CHARSET}\n    <title>x</title></head>"


def source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_inline_scripts_are_allowed_by_hash_byte_for_byte():
    page = "<script>a && b < c; '&amp;'</script><script type='module'> é\n</script>"
    assert script_hashes(page) == {source("a && b < c; '&amp;'"), source(" é\n")}


def test_scripts_with_an_address_and_data_need_no_hash():
    page = '<script src="a.js"></script><script type="application/json">{"a": 1}</script>'
    assert script_hashes(page) == set()


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<p>\n<b style='color: red'>", r'line 2: style="color: red" on <b>'),
        ("<style>p {}</style>", "line 1: a <style> element"),
        ('<a onclick="go()">', 'onclick="go\\(\\)" on <a>'),
        ('<a href=" JavaScript:go()">', 'JavaScript:go\\(\\)" on <a>'),
    ],
)
def test_what_no_strict_policy_allows_is_named(page, message):
    with pytest.raises(SealError, match=message):
        script_hashes(page)


def test_the_policy_names_no_host_and_no_unsafe_word_but_the_one_for_wasm():
    text = policy(["'sha256-B'", "'sha256-A'"])
    assert text.startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-A' 'sha256-B'; ")
    assert "http" not in text
    assert text.replace("'wasm-unsafe-eval'", "").count("unsafe") == 0


def test_the_policy_stands_right_after_the_charset_and_only_once():
    once = sealed(HEAD, "default-src 'none'")
    assert f'{CHARSET}\n      <meta http-equiv="Content-Security-Policy" content="default-src' in once
    assert sealed(once, "default-src 'none'") == once
    assert sealed(sealed(HEAD, "img-src 'self'"), "default-src 'none'") == once
    with pytest.raises(SealError, match="charset"):
        sealed("<html>", "default-src 'none'")


def test_one_policy_for_all_pages(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "index.html").write_text(HEAD + "<script>1</script>", encoding="utf-8")
    (tmp_path / "en/index.html").write_text(HEAD + "<script>2</script>", encoding="utf-8")
    text = seal(tmp_path)
    assert source("1") in text
    assert source("2") in text
    for page in ("index.html", "en/index.html"):
        assert f'content="{text}"' in (tmp_path / page).read_text(encoding="utf-8")


def test_a_page_that_cannot_be_sealed_is_named_and_nothing_is_written(tmp_path):
    (tmp_path / "a.html").write_text(HEAD, encoding="utf-8")
    (tmp_path / "b.html").write_text(HEAD + "<p style='x'>", encoding="utf-8")
    with pytest.raises(SealError, match=r"b\.html: line 5: style"):
        seal(tmp_path)
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == HEAD
