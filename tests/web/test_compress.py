"""What browsers can read compressed is sent compressed, and is the same when unpacked."""

import gzip

import pytest

from icf.web.assets import asset

ZIPPED = {"Accept-Encoding": "gzip, br"}


def stylesheet(app):
    with app.test_request_context():
        return asset("icf.css")


def test_pages_are_compressed_for_browsers_that_ask(client):
    plain = client.get("/accessibility")

    client.look_at_pages = False
    reply = client.get("/accessibility", headers=ZIPPED)

    assert reply.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in reply.headers["Vary"]
    assert len(reply.data) < len(plain.data) / 2
    assert gzip.decompress(reply.data).startswith(b"<!DOCTYPE html>")


def test_pages_are_plain_for_everybody_else(client):
    reply = client.get("/accessibility", headers={"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in reply.headers
    assert "Accept-Encoding" in reply.headers["Vary"]


def test_style_sheets_unpack_to_the_file(app, client):
    address = stylesheet(app)
    file = client.get(address).data

    for _again in range(2):
        reply = client.get(address, headers=ZIPPED)

        assert gzip.decompress(reply.data) == file
        assert int(reply.headers["Content-Length"]) == len(reply.data)


def test_a_browser_that_has_the_file_is_told_so(app, client):
    address = stylesheet(app)
    etag = client.get(address, headers=ZIPPED).headers["ETag"]

    reply = client.get(address, headers={**ZIPPED, "If-None-Match": etag})

    assert reply.status_code == 304
    assert reply.data == b""


@pytest.mark.parametrize(
    "path", ["/static/fonts/atkinson-hyperlegible-next-bold.woff2", "/healthz"]
)
def test_fonts_and_tiny_replies_stay_as_they_are(client, path):
    reply = client.get(path, headers=ZIPPED)

    assert reply.status_code == 200
    assert "Content-Encoding" not in reply.headers
