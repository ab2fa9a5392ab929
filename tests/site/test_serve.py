"""The server of the tests behaves as GitHub Pages does."""

from __future__ import annotations

import gzip
import http.client
import socket

import pytest

from site_assets.plugin.contents import write_tree
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


def answered(server, start):
    """Return the status and the body of the answer to some raw bytes, with the headers between."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as connection:
        connection.sendall(start + b"\r\nHost: here\r\nConnection: close\r\n\r\n")
        whole = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = whole.partition(b"\r\n\r\n")
    return int(head.split()[1]), head, body


@pytest.fixture
def failures(server, monkeypatch):
    """Return what the server could not cope with; only a browser that leaves is no failure."""
    caught = []
    monkeypatch.setattr(server, "handle_error", lambda *about: caught.append(about))
    return caught


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (b"/pyconv/%00", 404),
        (b"/pyconv/index.html%00.txt", 404),
        (b"/pyconv/%00/../index.html", 404),
        (b"/pyconv/" + b"a" * 5000, 404),
        (b"/pyconv/" + b"%C3%A1" * 5000, 404),
        (b"/pyconv" + b"/a" * 10_000, 404),
        (b"http://[/", 400),
        (b"http://[::1/pyconv/", 400),
        (b"//[/pyconv/", 404),
        (b"http://here/pyconv/", 200),
        (b"http://[::1]:80/pyconv/", 200),
        (b"http://here:99999999/pyconv/", 200),
        (b"http://here", 404),
        (b"*", 404),
        (b"?q", 404),
        (b"pyconv/", 404),
        (b"//elsewhere/pyconv/nothing", 404),
        (b"/pyconv//parameters", 404),
        (b"/pyconv/%2Fparameters", 404),
        (b"/pyconv/..%2fsecret.txt", 404),
        (b"/pyconv/..\\secret.txt", 404),
        (b"/pyconv/%5c..%5csecret.txt", 404),
        (b"/pyconv/parameters/../../secret.txt", 404),
        (b"/pyconv/index.html/../../secret.txt", 404),
        (b"/pyconv/%ff", 404),
        (b"/pyconv/\xff\xfe", 404),
        (b"/pyconv/%ed%a0%80", 404),
        (b"/pyconv/parameters%0d%0aX-Made:up", 404),
        (b"/pyconv/parameters?a=\xff", 301),
        (b"/pyconv/empty", 404),
        (b"/pyconv/empty/deep", 404),
        (b"/pyconv/index.html/", 404),
        (b"/pyconv/index.html/x", 404),
    ],
)
def test_every_address_has_an_answer(server, failures, asked, status):
    found, head, body = answered(server, b"GET " + asked + b" HTTP/1.1")
    assert found == status
    assert b"X-Made" not in head
    assert b"secret" not in body
    head_status, _, nothing = answered(server, b"HEAD " + asked + b" HTTP/1.1")
    assert (head_status, nothing) == (found, b"")
    assert not failures
    assert ask(server, "/pyconv/")[1] == b"<h1>home</h1>"


@pytest.mark.parametrize(
    "header",
    [
        b"Range: bytes=9-1",
        b"Range: \xff",
        b"Range: bytes=0-1",
        b"Accept-Encoding: \xff\xfe",
        b"X" * 5000 + b": 1",
    ],
)
def test_headers_that_mean_nothing_here_are_left_alone(server, failures, header):
    status, _, body = answered(server, b"GET /pyconv/ HTTP/1.1\r\n" + header)
    assert (status, body) == (200, b"<h1>home</h1>")
    assert not failures


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"POST /pyconv/ HTTP/1.1", 501),
        (b"OPTIONS * HTTP/1.1", 501),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1", 414),
        (b"GET /pyconv/ HTTP/1.1\r\n" + b"a: 1\r\n" * 200, 431),
    ],
)
def test_other_requests_are_refused(server, failures, line, status):
    assert answered(server, line)[0] == status
    assert not failures
