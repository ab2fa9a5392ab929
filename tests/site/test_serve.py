"""The server of the tests behaves as GitHub Pages does."""

from __future__ import annotations

import gzip
import http.client

import pytest

from site_assets.publish.contents import write_tree
from site_assets.serve import served


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    site = tmp_path_factory.mktemp("served") / "site"
    write_tree(
        site,
        {
            "index.html": b"<h1>home</h1>",
            "404.html": b"<h1>lost</h1>",
            "parameters/index.html": b"<h1>parameters</h1>",
            "runtime/a.wasm": b"\x00asm",
            "runtime/a.mjs": b"export {}",
            "wheel/a-1-py3-none-any.whl": b"PK",
            "empty/deep/x.txt": b"x",
        },
    )
    (site.parent / "secret.txt").write_bytes(b"secret")
    with served(site) as running:
        yield running


def ask(server, path, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/pyconv/", 200, "text/html; charset=utf-8"),
        ("/pyconv/?q=1", 200, "text/html; charset=utf-8"),
        ("/pyconv/parameters/", 200, "text/html; charset=utf-8"),
        ("/pyconv/runtime/a.wasm", 200, "application/wasm"),
        ("/pyconv/runtime/a.mjs", 200, "text/javascript; charset=utf-8"),
        ("/pyconv/wheel/a-1-py3-none-any.whl", 200, "application/octet-stream"),
        ("/pyconv/nothing", 404, "text/html; charset=utf-8"),
        ("/pyconv/empty/", 404, "text/html; charset=utf-8"),
        ("/pyconv/runtime/a.wasm/", 404, "text/html; charset=utf-8"),
        ("/other/", 404, "text/html; charset=utf-8"),
        ("/pyconv/../secret.txt", 404, "text/html; charset=utf-8"),
        ("/pyconv/%2e%2e/secret.txt", 404, "text/html; charset=utf-8"),
    ],
)
def test_status_and_type(server, path, status, kind):
    answer, body = ask(server, path)
    assert (answer.status, answer.headers["Content-Type"]) == (status, kind)
    assert answer.headers["Cache-Control"] == "max-age=600"
    assert b"secret" not in body
    assert (body == b"<h1>lost</h1>") == (status == 404)


@pytest.mark.parametrize(
    ("path", "target"),
    [("/", "/pyconv/"), ("/pyconv", "/pyconv/"), ("/pyconv/parameters?a=1", "/pyconv/parameters/?a=1")],
)
def test_redirects(server, path, target):
    answer, _ = ask(server, path)
    assert (answer.status, answer.headers["Location"]) == (301, target)


def test_text_is_compressed_when_the_browser_takes_it(server):
    answer, body = ask(server, "/pyconv/", **{"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == b"<h1>home</h1>"
    answer, body = ask(server, "/pyconv/wheel/a-1-py3-none-any.whl", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] is None
    assert body == b"PK"


def test_head_sends_no_body(server):
    answer, body = ask(server, "/pyconv/", method="HEAD")
    assert (answer.status, answer.headers["Content-Length"], body) == (200, "13", b"")
