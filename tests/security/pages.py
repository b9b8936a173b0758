"""Pages as a hostile person uses them: every form filled, every page read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests.support import CheckedClient

PASSWORD = "four quiet words together"
SHORTEST_LIMIT = 60
"""What fits into every field for text."""

ONE_SORT = {
    "email": "odd+one@example.org",
    "url": "https://example.org/results",
    "decimal": "12",
}
"""What goes into boxes that take one sort of text only, by their type or their keyboard."""

ONE_TEXT_ALONE = ("/close", "/propose", "/second-step/app", "/second-step/app/remove")
_DATE_PART = re.compile(r"-(day|month|year)$")
EVALUATED = str(1_234_567 * 7)
"""What a template would make of one of the texts."""


@dataclass
class Filled:
    """A form as it would be sent: where to, its fields, and the names of those typed by hand."""

    path: str
    fields: dict[str, list[str]]
    typed: list[str] = field(default_factory=list)

    @property
    def takes_one_text_alone(self) -> bool:
        """Whether it refuses all but the name of what goes, a code that an app shows, or a year."""
        path = urlsplit(self.path).path
        return path.endswith(ONE_TEXT_ALONE) or path.startswith("/self-evaluation/start")

    def with_text(self, text: str) -> dict[str, list[str]]:
        return self.fields | {name: [text] for name in self.typed}


def parsed(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words_of(html: str) -> str:
    """What somebody reads on a page, on one line."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def forms_of(response: TestResponse) -> Iterator[Filled]:
    """The forms of a page that have something to type in."""
    for form in parsed(response).select('form[method="post"]'):
        filled = Filled(urljoin(response.request.url, str(form.get("action") or "")), {})
        for one in form.select("input, textarea, select"):
            _fill(filled, one)
        if filled.typed:
            yield filled


def _fill(filled: Filled, one: Tag) -> None:
    name, kind = str(one.get("name") or ""), str(one.get("type") or one.name)
    if kind == "select":
        options = [str(option.get("value") or "") for option in one.select("option")]
        filled.fields[name] = options[-1:]
    elif kind in ("radio", "checkbox"):
        if _is_chosen(filled, one, name, kind):
            filled.fields[name] = [str(one["value"])]
    elif kind == "password":
        filled.fields[name] = [PASSWORD]
    elif sort := ONE_SORT.get(kind) or ONE_SORT.get(str(one.get("inputmode"))):
        filled.fields[name] = [sort]
    elif _DATE_PART.search(name):
        filled.fields[name] = [{"day": "1", "month": "5", "year": "2027"}[name.rpartition("-")[2]]]
    elif kind == "hidden":
        filled.fields[name] = [str(one.get("value") or "")]
    elif name != "colour" and kind != "file":
        filled.typed.append(name)


def _is_chosen(filled: Filled, one: Tag, name: str, kind: str) -> bool:
    """The first of each choice, unless another is chosen already. Of boxes, only those needed."""
    if kind == "checkbox":
        return name == "sections" and name not in filled.fields
    return one.has_attr("checked") or name not in filled.fields


def fill_all(client: CheckedClient, path: str, text: str) -> int:
    """Fill and send every form of a page; gives how many fields took the text.

    A form that refuses has to give everything back; what fits everywhere has to be taken.
    """
    count, client.look_at_pages = 0, False
    for filled in list(forms_of(client.get(path))):
        count += len(filled.typed)
        reply = client.send(filled.path, filled.with_text(text))
        assert reply.status_code < 500, f"{filled.path}: {reply.status_code}"
        if reply.status_code >= 400:
            kept = [one for box in parsed(reply).select("textarea, input") for one in _values(box)]
            for name in filled.typed:
                assert any(same(one, text) for one in kept), f"{filled.path} lost {name}"
            again = next(one for one in forms_of(reply) if one.path == filled.path)
            short = client.send(again.path, again.with_text(text[:SHORTEST_LIMIT]))
            said = "".join(faults(short))
            is_known = "already" in said or (said and again.takes_one_text_alone)
            assert short.status_code < 400 or is_known, f"{again.path}: {faults(short)}"
    client.look_at_pages = True
    return count


def faults(reply: TestResponse) -> list[str]:
    """The error messages of a page."""
    return [one.get_text(" ", strip=True) for one in parsed(reply).select(".govuk-error-message")]


def _values(box: Tag) -> list[str]:
    return [str(box.get("value") or ""), box.get_text()]


def same(one: str, other: str) -> bool:
    """Whether two texts are the same to a reader: without blanks and what is not printed."""
    return plain(one) == plain(other)


def plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


def harm_in(page: BeautifulSoup) -> list[str]:
    """What on a page would run, load or lead somewhere that our own pages never do."""
    found = [f"<{tag.name} id=pwned>" for tag in page.select("#pwned")]
    found += [f"<{tag.name}>" for tag in page(["iframe", "object", "embed", "base", "img"])]
    for tag in page.find_all(True):
        found += [f"{tag.name} {key}" for key in tag.attrs if key.lower().startswith("on")]
        found += [
            f"{tag.name} {key}={tag[key]}"
            for key in ("href", "src", "action", "formaction", "xlink:href", "srcdoc", "data")
            if key in tag.attrs and not _is_harmless(tag, str(tag[key]))
        ]
    if EVALUATED in page.get_text():
        found.append("a template was evaluated")
    return found


def _is_harmless(tag: Tag, link: str) -> bool:
    """Pages lead to pages of ours, and links out of them to places that we chose."""
    parts = urlsplit(link)
    if tag.name == "a" and parts.scheme in ("https", "http", "mailto"):
        return "evil" not in link
    return not parts.scheme and not parts.netloc and "\\" not in link
