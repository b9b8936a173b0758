"""The plugin's own pages as somebody walks through them, from link to link."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from icf.conformance.files import file_faults
from icf.conformance.markup import Element, read_html
from icf.conformance.page import faults_of_page
from icf.conformance.trial import Desk
from icf.plugin.route import Route
from icf.plugin.sound_page import PUBLIC, parts_of

MOST_PAGES = 60


@dataclass(frozen=True)
class Visit:
    """A page or file of the plugin's own that was asked for."""

    address: str
    reply: TestResponse

    @property
    def is_page(self) -> bool:
        """Whether it is a page in our frame, and no file to keep."""
        return self.reply.mimetype == "text/html"

    @property
    def middle(self) -> Element | None:
        """What stands between our header and our footer; None where it is no page."""
        if not self.is_page:
            return None
        return next(read_html(self.reply.text).all("main"), None)

    @property
    def links(self) -> list[str]:
        """Where it leads: the addresses of its links, or the one that it sends to."""
        if self.reply.status_code in (302, 303):
            return [self.reply.location.partition("#")[0]]
        middle = self.middle
        found = middle.all("a") if middle is not None else ()
        return [link.get("href").partition("#")[0] for link in found]

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, in words."""
        if self.reply.status_code in (302, 303):
            return []
        if self.reply.status_code != 200:
            return [f"the page answers {self.reply.status}"]
        if self.is_page:
            return faults_of_page(self.reply.text)
        return list(file_faults(self.reply.content_type, self.reply.data))


def own_address(desk: Desk, plugin: str, route: Route) -> str:
    """Where one of its routes is; ``<name>`` stands in it where the route has it."""
    public = f"o/{desk.actor.organisation_id}/" if route.audience == PUBLIC else ""
    return f"/x/{plugin}/{public}{'/'.join(parts_of(route.path))}"


def walk(
    client: FlaskClient, plugin: str, beginnings: list[str], within: str = ""
) -> Iterator[Visit]:
    """Ask for some addresses, and for those of the plugin's own that they lead to.

    Args:
        within: what else an address that is followed begins with, such as ``"o/1/"``.
    """
    waiting, seen = list(beginnings), set(beginnings)
    for address in waiting:
        visit = Visit(address, client.get(address))
        yield visit
        for found in visit.links:
            is_own = found.startswith(f"/x/{plugin}/{within}")
            is_public = found.startswith(f"/x/{plugin}/o/")
            if is_own and is_public == bool(within) and found not in seen:
                seen.add(found)
                if len(waiting) < MOST_PAGES:
                    waiting.append(found)
