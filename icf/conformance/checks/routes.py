"""The plugin's own pages: what they answer, to whom, and to whatever is sent to them."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlencode

from flask.testing import FlaskClient

from icf.conformance.case import ONLY_OURS, Case
from icf.conformance.kinds import HOSTILE
from icf.conformance.markup import Element
from icf.conformance.outcome import Fault, NotChecked
from icf.conformance.own_pages import Visit, own_address, walk
from icf.conformance.trial import Desk, new_trial
from icf.packs.pages import asks_for, route_at
from icf.plugin.route import Route
from icf.plugin.sound_page import PUBLIC
from icf.web.actor import CAPABILITIES

ROLES = ("lead", "administrator", "contributor", "reviewer", "viewer", "board_member")
"""Those who may most come first, but for the administrator, whom few pages are for."""

PLACE = re.compile(r"<[^>]+>")
REFUSED = (302, 303, 401, 403, 404)


def own_pages(case: Case) -> Iterator[Fault]:
    """Every page of its own comes, before anything was filled in and after, and is sound HTML."""
    routes = _routes(case, public=False)
    with new_trial(case.workspace / "empty").opened(case.subject.folder) as desk:
        yield from _page_faults(_walked(desk, case.name, routes), "with nothing filled in")
    if case.log.found:
        return
    case.signed_off()
    case.checklist.page()
    for visit in _walked(case.desk, case.name, routes):
        yield from _page_faults([visit], "with answers")
        yield from _lost_links(case, visit)


def audiences(case: Case) -> Iterator[Fault]:
    """Its pages are there for those whom they are for, and for nobody else."""
    desk, stranger = case.desk, case.desk.stranger
    for route in _routes(case, public=False):
        address = own_address(desk, case.name, route)
        if "GET" not in route.methods or "<" in address:
            continue
        if stranger.get(address).status_code not in REFUSED:
            yield Fault("Somebody who is not signed in can read it.", address)
        without = next((role for role in reversed(ROLES) if not _may(role, route)), None)
        if without and desk.browser_of(without).get(address).status_code not in REFUSED:
            yield Fault(f"A {without} can read it; it is for “{route.audience}”.", address)


def public_pages(case: Case) -> Iterator[Fault]:
    """Its public pages wait for a lead's word, and tell nothing that is only for us."""
    routes = [one for one in _routes(case, public=True) if "<" not in one.path]
    if not routes:
        raise NotChecked("its public pages need something in their address")
    beginnings = [own_address(case.desk, case.name, route) for route in routes]
    stranger = case.desk.stranger
    for address in beginnings:
        if stranger.get(address).status_code != 404:
            yield Fault("It is there before a lead has said so.", address)
    case.signed_off()
    case.desk.make_public(True)
    try:
        within = f"o/{case.desk.actor.organisation_id}/"
        for visit in walk(stranger, case.name, beginnings, within):
            yield from _page_faults([visit], "read by anybody")
            if ONLY_OURS in visit.reply.get_data(as_text=True):
                cure = "Show only what request.filled_in() gives on a public page."
                yield Fault("It tells an answer that is only for us.", visit.address, cure)
    finally:
        case.desk.make_public(False)


def page_input(case: Case) -> Iterator[Fault]:
    """Whatever is sent to its pages, they answer in words and stay sound."""
    routes = _routes(case)
    pages = list(_walked(case.desk, case.name, routes))
    forms = [(visit, form) for visit in pages for form in _forms(visit, case.name)]
    asked = {name for visit, form in forms if form.get("method").lower() != "post"
             for name in _names(form)}  # fmt: skip
    for route in routes:
        if "GET" in route.methods and route.audience != PUBLIC:
            yield from _first(_strange_addresses(case, route, sorted(asked | {"q"})))
    for route in routes:
        if "POST" in route.methods:
            yield from _first(_strange_forms(case, route, forms))
    case.desk.go_on()
    yield from _page_faults(_walked(case.desk, case.name, routes), "with all that stored")


def _routes(case: Case, public: bool | None = None) -> list[Route]:
    found = [
        one
        for one in case.registry.routes(case.name)
        if public is None or (one.audience == PUBLIC) == public
    ]
    if not found:
        raise NotChecked("it has no public pages" if public else "it has no pages of its own")
    return found


def _may(role: str, route: Route) -> bool:
    return asks_for(route) in CAPABILITIES[role]


def _reader(desk: Desk, route: Route) -> FlaskClient:
    """A browser of somebody who may see the page; the lead's own where she may."""
    role = next((one for one in ROLES if _may(one, route)), "lead")
    return desk.browser if role == "lead" else desk.browser_of(role)


def _walked(desk: Desk, plugin: str, routes: list[Route]) -> Iterator[Visit]:
    """The pages for people who are signed in, each asked for by somebody who may see it."""
    seen: set[str] = set()
    for route in routes:
        if "GET" not in route.methods or "<" in route.path or route.audience == PUBLIC:
            continue
        for visit in walk(_reader(desk, route), plugin, [own_address(desk, plugin, route)]):
            if visit.address not in seen:
                seen.add(visit.address)
                yield visit


def _page_faults(visits: Iterator[Visit] | list[Visit], state: str) -> Iterator[Fault]:
    for visit in visits:
        for fault in visit.faults:
            yield Fault(f"{fault[0].upper()}{fault[1:]} ({state}).", visit.address)


def _lost_links(case: Case, visit: Visit) -> Iterator[Fault]:
    """Links to what is neither a page for people who are signed in nor a public one."""
    begin = f"/x/{case.name}/o/{case.desk.actor.organisation_id}/"
    for found in visit.links:
        path = unquote(found.partition("?")[0])
        if path.startswith(begin):
            path = path.removeprefix(begin)
            if route_at(case.desk.plugins, case.name, path, public=True) is None:
                yield Fault(f"The link to “/{path}” leads to no page.", visit.address)


def _forms(visit: Visit, plugin: str) -> list[Element]:
    """The forms on a page that are sent to the plugin's own pages."""
    middle = visit.middle
    found = middle.all("form") if middle is not None else ()
    return [one for one in found if _action(one, visit).startswith(f"/x/{plugin}/")]


def _action(form: Element, visit: Visit) -> str:
    return (form.get("action") or visit.address).partition("?")[0]


def _names(form: Element) -> list[str]:
    fields = form.all("input", "select", "textarea", "button")
    named = (one.get("name") for one in fields if one.get("name") != "csrf_token")
    return list(dict.fromkeys(filter(None, named)))


def _strange_addresses(case: Case, route: Route, names: list[str]) -> Iterator[Fault]:
    """What is wrong when somebody writes anything into an address."""
    client, address = _reader(case.desk, route), own_address(case.desk, case.name, route)
    for text in HOSTILE:
        placed = quote(text, safe="").join(PLACE.split(address))
        wanted = placed + "?" + urlencode([(name, text) for name in (*names, *names)])
        yield from _faults(Visit(wanted, client.get(wanted)), f"{route.path} with {text!r:.40}")


def _strange_forms(case: Case, route: Route, forms: list[tuple[Visit, Element]]) -> Iterator[Fault]:
    """What is wrong when somebody sends anything as a form."""
    address = own_address(case.desk, case.name, route)
    pattern = re.compile(PLACE.sub("[^/]+", address).rstrip("/") + "/?")
    sent = [(_action(form, visit), _names(form)) for visit, form in forms
            if pattern.fullmatch(_action(form, visit))]  # fmt: skip
    plain = PLACE.sub("1", address)
    client = _reader(case.desk, route)
    for to, names in dict.fromkeys((one, tuple(all_)) for one, all_ in [*sent, (plain, [])]):
        fields: list[dict[str, list[str]]] = [{}, {name: [""] for name in names}]
        for text in HOSTILE if names else ():
            fields += [dict.fromkeys(names, texts) for texts in ([text], [text, text])]
        for one in fields:
            typed = next(iter(one.values()), [""])[0]
            reply = case.desk.send(to, one, client)
            yield from _faults(Visit(to, reply), f"the form of {route.path} with {typed!r:.40}")


def _faults(visit: Visit, name: str) -> Iterator[Fault]:
    """What is wrong with what was answered; a refusal in words is sound."""
    code = visit.reply.status_code
    if code == 200 or code >= 500:
        for fault in visit.faults:
            yield Fault(f"{fault[0].upper()}{fault[1:]}.", name)


def _first(faults: Iterator[Fault]) -> Iterator[Fault]:
    """The first alone: what is wrong once is wrong for each hostile text."""
    for fault in faults:
        yield fault
        return
