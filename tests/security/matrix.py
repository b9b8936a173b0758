"""Who sees what: every route, for every role, with numbers of another organisation put in.

The requests are made from the map of addresses, from the table of roles and from the forms on the
pages, so a new route, a new role and an add-on's page are tested without being named. A foreign
number has to be answered exactly as a number that nothing has: then nobody learns that it exists.
What a route needs in order to be reached (a row of its kind, a word in its address) comes from
``world.py``; a route that it cannot reach is a fault too.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from icf.accounts.session import COOKIE
from icf.web.actor import ALL_CAPABILITIES, CAPABILITIES, GUEST
from icf.web.guards import PUBLIC, SIGNED_IN
from tests.desk import WHO
from tests.security.world import (
    NOBODY_HAS,
    Place,
    address,
    audience_of,
    id_names,
    methods_of,
    mixes,
    rows_of,
    rules,
    variants,
)
from tests.support import CheckedClient

ACROSS = frozenset({"installation", "run_cycle", "read_submitted"})
"""Capabilities that are about every organisation: who has one sees all of them."""

ACROSS_FOR_ADMINISTRATORS = frozenset({"accounts.invite_organisation", "accounts.withdraw_founder"})
"""Pages for leads too, on which administrators see the invitations of every organisation."""

REACHED_ELSEWHERE = {
    "reports.shared": "test_a_partner_reads_the_plan_that_was_shared",
    "selfeval.questions_of_the_year": ("test_the_pages_say_it_in_plain_words_and_lead_to_the_way"),
    "conversations.of_others": "test_what_others_share_is_read_and_not_changed",
}
"""Routes that need more than one's own numbers, and the test that reaches them."""

ALIASES = {
    "assessment_id": ("copy_from", "checklist"),
    "membership_id": ("person", "person_id"),
}

OWN_FIELDS: Mapping[str, Mapping[str, str]] = {
    "editor.new_question": {"section": "mark"},
    "editor.move": {"part": "question", "key": "mark", "version": "3"},
    "editor.delete_part": {"part": "question", "key": "mark", "version": "3"},
    "history.restore": {"question": WHO, "version": "1", "seen": "1"},
}
"""What one's own form says at routes that answer 404 without."""

ANSWERS = {"answers": [{"key": WHO, "version": 0, "value": "todo", "words": "Ours now"}]}
FORM = {
    "title": "Ours now", "kind": "project", "is_new": "yes", "stage": "planning", "what": "Ours",
    "name": "Ours", "role": "lead", "depth": "quick", "share": "yes", "version": "1", "sure": "yes",
    "do": "sign", "signed_name": "Us", f"a-{WHO}-version": "1", f"a-{WHO}-value": "todo",
    "email": "us@example.org",
}  # fmt: skip
"""What a hostile person would send to any form, so that it would be stored if it could be."""

_CHANGING = re.compile(
    r'value="[\w.\-]{60,}"|"challenge": ?"[\w-]+"'
    r'|next=[^"]*|/(?:link|calendar)/[\w-]+|/\d+\b|P\d+|<strong>[0-9a-f]{8}</strong>'
    r'|name="form_number" value="\w+"|"reference": ?"[0-9a-f]*"|\d{4}-\d\d-\d\dT[\d:.+]+'
)
"""What no two replies share: tokens, challenges, links that are made once, numbers (of rows and of
opened forms), references and moments."""


@dataclass(frozen=True)
class Ask:
    """One request: ``where`` is ``path``, ``query``, ``form``, ``json`` or ``field``."""

    where: str
    method: str
    path: str
    sent: Mapping[str, object] = field(default_factory=dict)

    def send(self, client: CheckedClient) -> TestResponse:
        if self.method == "GET":
            return client.get(self.path, query_string=dict(self.sent))
        if self.where == "json":
            return client.send_json(self.path, dict(self.sent))
        return client.send(self.path, dict(self.sent))

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.where})"


@dataclass
class Matrix:
    """What was tried and what was found. ``reached`` are routes that led somewhere for somebody."""

    routes: Sequence[Rule]
    audiences: Mapping[str, str]
    tried: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)

    @property
    def unclassified(self) -> list[str]:
        """Routes that do not say who may see them."""
        known = {PUBLIC, SIGNED_IN, GUEST, *ALL_CAPABILITIES}
        return sorted(str(one) for one in self.routes if self.audiences[one.endpoint] not in known)

    @property
    def unreached(self) -> list[str]:
        """Routes with numbers in them that led nowhere even for those whose numbers they are."""
        owned = (one for one in self.routes if id_names(one))
        known = self.reached | set(REACHED_ELSEWHERE)
        return sorted(
            str(one)
            for one in owned
            if one.endpoint not in known and self.audiences[one.endpoint] != PUBLIC
        )

    def summary(self) -> str:
        """One line, as ``make matrix`` and CI print it."""
        classified = len(self.routes) - len(self.unclassified)
        return (
            f"{len(self.routes)} routes, {classified / len(self.routes):.0%} classified,"
            f" {sum(self.tried.values())} combinations tried, {len(self.leaks)} leaks"
        )

    def table(self) -> str:
        """Each audience with its roles and routes; then how much was tried for each role."""
        lines = []
        for audience in sorted(set(self.audiences.values())):
            may = [role for role, can in CAPABILITIES.items() if audience in can]
            everybody = {PUBLIC: "everybody", SIGNED_IN: "every role", GUEST: "guests alone"}
            lines.append(f"\n{audience}: {everybody.get(audience, ', '.join(may))}")
            lines += [
                f"    {'/'.join(methods_of(one)):8} {one}"
                for one in self.routes
                if self.audiences[one.endpoint] == audience
            ]
        lines.append("")
        lines += [f"{who}: {count} combinations" for who, count in sorted(self.tried.items())]
        lines += [f"LEAK {one}" for one in self.leaks]
        return "\n".join([*lines, self.summary()])


def run_matrix(
    app: Flask,
    ours: Place,
    theirs: Place,
    put_back: Callable[[], None],
    nobody: CheckedClient,
    below: str = "/",
) -> Matrix:
    """Try everything.

    Args:
        below: only routes whose addresses begin like this.
        put_back: makes the database again what it was before; called after each change.
        nobody: a browser in which nobody is signed in.
    """
    found = [rule for rule in rules(app) if str(rule).startswith(below)]
    matrix = Matrix(found, {one.endpoint: audience_of(app, one) for one in found})
    before = rows_of(app, theirs), rows_of(app, ours)
    fields = _numbers_in_forms(app, found, ours)
    put_back()
    for role, client in ours.browsers.items():
        client.look_at_pages = False
        cookie = client.get_cookie(COOKIE)
        assert cookie is not None
        trial = _Trial(app, matrix, ours, theirs, client, role, put_back, before[0], cookie.value)
        trial.across(fields)
        trial.own()
        trial.look_for_changes("anything")
        put_back()
    _as_guest(matrix, app, ours, theirs, put_back)
    nobody.look_at_pages = False
    _as_nobody(app, matrix, ours, nobody)
    if rows_of(app, ours) != before[1]:
        matrix.leaks.append("nobody: something was changed without signing in")
    return matrix


@dataclass
class _Trial:
    app: Flask
    matrix: Matrix
    ours: Place
    theirs: Place
    client: CheckedClient
    role: str
    put_back: Callable[[], None]
    before: dict[str, set[str]]
    secret: str

    def across(self, fields: Sequence["Number"]) -> None:
        """Foreign numbers in every place, against numbers that nothing has."""
        for rule in self.matrix.routes:
            audience = self.matrix.audiences[rule.endpoint]
            is_across = rule.endpoint in ACROSS_FOR_ADMINISTRATORS and self._may("installation")
            if is_across or (audience in ACROSS and self._may(audience)):
                continue
            for foreign, absent in self._pairs(rule):
                self._compare(rule, foreign, absent)
        people = {one.actor.person_id for one in self.ours.browsers.values() if one.actor}
        here = {*self.ours.ids.values(), *people}
        for one in fields:
            number = self.theirs.ids[one.kind]
            # A number is told by its value alone, which something else of ours may have as well.
            is_told = one.name in _names_of(one.kind) or number not in here
            if is_told and str(number) not in one.offered:
                foreign, absent = (
                    Ask("field", "POST", one.path, {**one.sent, one.name: str(value)})
                    for value in (number, NOBODY_HAS)
                )
                self._compare(None, foreign, absent)

    def own(self) -> None:
        """The same routes with one's own numbers: they show that the rest proves something."""
        for rule in self.matrix.routes:
            if not id_names(rule) or rule.endpoint in self.matrix.reached:
                continue
            body = OWN_FIELDS.get(rule.endpoint, {})
            asks = (
                ask for ids in variants(rule, self.ours.ids) for ask in self._asks(rule, ids, body)
            )
            if any(self._reply(ask).status_code not in (403, 404) for ask in asks):
                self.matrix.reached.add(rule.endpoint)

    def _pairs(self, rule: Rule) -> Iterator[tuple[Ask, Ask]]:
        nothing = dict.fromkeys(self.ours.ids, NOBODY_HAS)
        if self.matrix.audiences[rule.endpoint] != PUBLIC:
            known = mixes(rule, self.ours.ids, self.theirs.ids)
            unknown = mixes(rule, self.ours.ids, nothing)
            for one, other in zip(known, unknown, strict=True):
                asks = self._asks(rule, one, {}), self._asks(rule, other, {})
                yield from zip(*asks, strict=True)
        bodies = [_everywhere(ids) for ids in (self.theirs.ids, nothing)]
        yield from zip(*(self._asks(rule, self.ours.ids, body) for body in bodies), strict=True)

    def _asks(self, rule: Rule, ids: Mapping[str, int], body: Mapping[str, str]) -> list[Ask]:
        path = address(self.app, rule, ids)
        asks = []
        for method in methods_of(rule):
            if method == "GET":
                asks.append(Ask("query" if body else "path", "GET", path, body))
            else:
                asks.append(Ask("form", "POST", path, {**FORM, **body}))
                asks.append(Ask("json", "POST", path, {**ANSWERS, **body}))
        return asks

    def _compare(self, rule: Rule | None, foreign: Ask, absent: Ask) -> None:
        self.matrix.tried[self.role] += 1
        fault = self._fault(rule, foreign, absent)
        # A page may show the minute, which may have gone by: what leaks, leaks again.
        if fault and self._fault(rule, foreign, absent):
            self.matrix.leaks.append(f"{self.role}: {foreign}: {fault}")

    def _fault(self, rule: Rule | None, foreign: Ask, absent: Ask) -> str:
        reply = self._reply(foreign)
        if self.theirs.mark in _words(reply):
            return "shows what another organisation wrote"
        if reply.status_code >= 500:
            return f"fails with {reply.status_code}"
        if rule is not None and self.matrix.audiences[rule.endpoint] == GUEST:
            expected = 401 if foreign.where == "json" else 410
            return "" if reply.status_code == expected else f"is {reply.status_code}, no guest"
        if rule is not None and not self._may(self.matrix.audiences[rule.endpoint]):
            return "" if reply.status_code == 403 else f"is {reply.status_code}, not 403"
        is_foreign = rule is not None and not _is_own(rule, foreign, self)
        if is_foreign and reply.status_code not in (403, 404):
            return f"is {reply.status_code}, not 404"
        other = self._reply(absent)
        if seen(reply) != seen(other):
            return f"differs from what does not exist: {_difference(seen(reply), seen(other))}"
        return ""

    def _reply(self, ask: Ask) -> TestResponse:
        reply = ask.send(self.client)
        # Signing out, or going on elsewhere, must not be the end of the trial.
        self.client.set_cookie(COOKIE, self.secret)
        # What a limit counts would differ between two requests as well.
        if ask.method == "POST" and (reply.status_code < 400 or reply.status_code == 429):
            self.look_for_changes(str(ask))
            self.put_back()
        return reply

    def look_for_changes(self, what: str) -> None:
        """Note it as a leak when anything of the other organisation is not as it was."""
        if rows_of(self.app, self.theirs) != self.before:
            self.matrix.leaks.append(f"{self.role}: {what}: changed another organisation's rows")
            self.put_back()

    def _may(self, audience: str) -> bool:
        return audience in {PUBLIC, SIGNED_IN, *CAPABILITIES[self.role]}


def _is_own(rule: Rule, ask: Ask, trial: _Trial) -> bool:
    """Whether every number in the address is the person's own, and only the body has others."""
    return ask.path == address(trial.app, rule, trial.ours.ids)


def _everywhere(ids: Mapping[str, int]) -> dict[str, str]:
    """Every number under every name that a form or a query might use for it."""
    return {name: str(number) for kind, number in ids.items() for name in _names_of(kind)}


def _names_of(kind: str) -> tuple[str, ...]:
    # What forms call "version" counts how often something was saved.
    short = {kind.removesuffix("_id")} - {"version"}
    return (kind, *short, *ALIASES.get(kind, ()))


def seen(response: TestResponse) -> tuple[int, str]:
    """What somebody can tell from a reply: its status and its words but for what always differs."""
    return response.status_code, _CHANGING.sub("", _words(response))


class NoPdf:
    """Stands where the renderer would; nothing here is about how a PDF looks."""

    def render(self, html: str, fillable: bool = False) -> bytes:
        return b"%PDF-" + (b"form" if fillable else b"") + html.encode()


def _difference(one: tuple[int, str], other: tuple[int, str]) -> str:
    """Where two replies part, for whoever has to find the leak."""
    pairs = enumerate(zip(one[1], other[1], strict=False))
    at = next((number for number, (a, b) in pairs if a != b), 0)
    start = max(at - 40, 0)
    return f"{one[0]} …{one[1][start : at + 60]!r}, {other[0]} …{other[1][start : at + 60]!r}"


def _words(response: TestResponse) -> str:
    # Not everything is text: there are fonts, and files to keep.
    return response.data.decode(errors="replace")


@dataclass(frozen=True)
class Number:
    """A number of a row in a form of one's own.

    Args:
        path: where the form goes.
        sent: what the form would send.
        name: the field's.
        kind: what the number is of.
        offered: everything that the form offers for this field: one's own.
    """

    path: str
    sent: Mapping[str, str]
    name: str
    kind: str
    offered: frozenset[str]


def _numbers_in_forms(app: Flask, routes: Sequence[Rule], place: Place) -> list[Number]:
    """Numbers of rows that the forms on an organisation's own pages carry."""
    found = {}
    for role in ("lead", "administrator"):
        for rule in routes:
            if "GET" not in methods_of(rule) or audience_of(app, rule) in {PUBLIC, *ACROSS}:
                continue
            path = address(app, rule, place.ids)
            for form in _forms_on(place.browsers[role], path):
                for name, value, kind in _numbers_of(form, place):
                    target = str(form.get("action") or path)
                    sent, offered = _fields_of(form) | {name: value}, _offered(form, name)
                    found[target, name, kind] = Number(target, sent, name, kind, offered)
    return [number for _key, number in sorted(found.items())]


def _offered(form: BeautifulSoup, name: str) -> frozenset[str]:
    chosen = form.select(f'select[name="{name}"] option, input[name="{name}"]')
    return frozenset(str(one.get("value") or "") for one in chosen)


def _forms_on(client: CheckedClient, path: str) -> list[BeautifulSoup]:
    client.look_at_pages = False
    reply = client.get(path)
    if reply.mimetype != "text/html":
        return []
    return list(BeautifulSoup(reply.text, "html.parser").select('form[method="post"]'))  # type: ignore[arg-type]


def _numbers_of(form: BeautifulSoup, place: Place) -> Iterator[tuple[str, str, str]]:
    for one in form.select(
        'option[value], input:is([type="radio"], [type="hidden"], [type="checkbox"])'
    ):
        box = one.find_parent("select") if one.name == "option" else one
        name, value = str(box.get("name") or "") if box else "", str(one.get("value") or "")
        for kind, number in place.ids.items():
            if name and value == str(number) and "version" not in name:
                yield name, value, kind


def _fields_of(form: BeautifulSoup) -> dict[str, str]:
    """What the form would send if somebody only pressed its button."""
    sent = {str(one["name"]): one.get_text() for one in form.select("textarea[name]")}
    for one in form.select("input[name]"):
        chosen = one.get("type") not in ("radio", "checkbox") or one.has_attr("checked")
        if chosen and one["name"] != "csrf_token":
            sent[str(one["name"])] = str(one.get("value") or "")
    for one in form.select("select[name]"):
        option = one.select_one("option[selected]") or one.select_one("option")
        sent[str(one["name"])] = str(option.get("value") or "") if option else ""
    return sent


def _as_nobody(app: Flask, matrix: Matrix, place: Place, client: CheckedClient) -> None:
    """Without signing in, every route that is not public leads to the page to sign in."""
    for rule in matrix.routes:
        if matrix.audiences[rule.endpoint] == PUBLIC:
            continue
        known = address(app, rule, place.ids)
        absent = address(app, rule, dict.fromkeys(place.ids, NOBODY_HAS))
        for method in methods_of(rule):
            for where, sent in (("path", {}), ("form", FORM), ("json", ANSWERS)):
                if (method == "GET") != (where == "path"):
                    continue
                one = Ask(where, method, known, sent).send(client)
                other = Ask(where, method, absent, sent).send(client)
                matrix.tried["nobody"] += 1
                is_refused = is_sent_away(one, matrix.audiences[rule.endpoint])
                if place.mark in _words(one) or not is_refused or seen(one)[0] != seen(other)[0]:
                    matrix.leaks.append(f"nobody: {method} {known} ({where}): {one.status_code}")


def is_sent_away(reply: TestResponse, audience: str) -> bool:
    """Whether a reply asks somebody to sign in or, on a page of guests, says there is no way in."""
    if audience == GUEST:
        return reply.status_code in (401, 410)
    to_sign_in = (reply.location or "").startswith("/sign-in?next=/")
    return reply.status_code == 401 or (reply.status_code == 303 and to_sign_in)


def _as_guest(
    matrix: Matrix, app: Flask, ours: Place, theirs: Place, put_back: Callable[[], None]
) -> None:
    """A guest of one section: every other page asks them to sign in, all numbers are in vain."""
    client = guest_of(app, ours)
    before = rows_of(app, theirs)
    for rule in matrix.routes:
        audience = matrix.audiences[rule.endpoint]
        for ids in (ours.ids, theirs.ids):
            path, body = address(app, rule, ids), _everywhere(theirs.ids)
            for method in methods_of(rule):
                kinds = ("query",) if method == "GET" else ("form", "json")
                for where in kinds:
                    sent = {"query": {}, "form": FORM, "json": ANSWERS}[where]
                    ask = Ask(where, method, path, {**sent, **body})
                    reply = ask.send(client)
                    matrix.tried[GUEST] += 1
                    fault = _fault_of_guest(reply, audience, theirs)
                    if fault:
                        matrix.leaks.append(f"guest: {ask}: {fault}")
                    if method == "POST" and reply.status_code < 400:
                        if rows_of(app, theirs) != before:
                            matrix.leaks.append(f"guest: {ask}: changed another organisation")
                        put_back()
                        client = guest_of(app, ours)
    put_back()


def _fault_of_guest(reply: TestResponse, audience: str, theirs: Place) -> str:
    if theirs.mark in _words(reply):
        return "shows what another organisation wrote"
    if reply.status_code >= 500:
        return f"fails with {reply.status_code}"
    if audience not in (PUBLIC, GUEST) and not is_sent_away(reply, audience):
        return f"is {reply.status_code}: let in"
    return ""


def guest_of(app: Flask, place: Place) -> CheckedClient:
    """The browser of a guest who came through the link of an organisation."""
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    client.look_at_pages = False
    came = client.send(f"/guest/link/{place.guest_secret}", {"name": place.text("Gita")})
    assert came.status_code == 303, came.text
    return client
