"""The first visit is light, also on a bus."""

from playwright.sync_api import Page, Request

MOST_BYTES = 60_000


def test_the_first_page_takes_at_most_60_kb(page: Page) -> None:
    fetched: list[Request] = []
    page.on("requestfinished", lambda request: fetched.append(request))

    page.goto("/", wait_until="networkidle")

    sizes = {one.url: one.sizes()["responseBodySize"] for one in fetched}
    assert {"icf.css", "icf.js"} <= {url.rpartition("/")[2] for url in sizes}
    assert sum(sizes.values()) <= MOST_BYTES, sizes
