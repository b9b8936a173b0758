"""Two organisations with everything in them, and every address that there is.

Whatever one of them wrote carries its own mark, so that a leak is a mark on somebody else's page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from icf.accounts.founding import invite_founder
from icf.accounts.models import Membership, OneTimeLink, Organisation, Passkey, Person, SignIn
from icf.accounts.organisation import remove_service
from icf.accounts.service import add_service, invite
from icf.assessments import service as checklists
from icf.assessments.assignment import assign
from icf.assessments.models import Assignment
from icf.assessments.service import Start, begin
from icf.assessments.sheet import load
from icf.conversations.answering import add_point
from icf.conversations.service import add_conversation, delete_conversation
from icf.core.questionnaire import SELF_EVALUATION
from icf.cycle.copies import keep_pdf
from icf.cycle.sending import send, would_send
from icf.cycle.service import Wanted, open_cycle
from icf.db import Base, across_organisations, db, in_organisation, write
from icf.editor import service as editor
from icf.editor.publishing import publish
from icf.editor.upload import named
from icf.evaluation.promises import save_review
from icf.evaluation.start import StartEvaluation, start_evaluation
from icf.guests.link import come_in, make_link
from icf.guests.models import GuestLink, GuestVisit
from icf.jobs.models import Job
from icf.packfile import read_pack_text
from icf.packs.service import add_ons, set_switch
from icf.plans import action as actions
from icf.plans.follow_up import Place as PlaceOfAction
from icf.plans.follow_up import list_action
from icf.plans.models import Promise
from icf.plans.proposals import propose
from icf.plans.signing import sign_off
from icf.selfeval.implementation import save_plan
from icf.selfeval.service import start_self_evaluation
from icf.talk.comments import say
from icf.talk.reviews import ask_for_review
from icf.voices.service import delete_panel, hear, staff_say, start_panel
from icf.web.actor import Actor
from icf.web.guards import BY_ADDRESS
from icf.work.service import delete_work, start_work
from icf.work.subject import take_subject
from icf.workshops.service import close, start
from tests import own_questions
from tests.desk import NOW, WHO, Desk, posted
from tests.support import CheckedClient

NOBODY_HAS = 987_654
SECTION = "icf:connecting"
PAGES_OF = "size_by_cost"
"""An add-on with pages, which is on for both organisations."""

COST = "size-by-cost:cost"
DOORS = {
    "question": WHO,
    "section": SECTION,
    "depth": "quick",
    "key": "connecting",
    "name": "place_standard",
    "step": "names",
    "what": "settle",
    "colour": "12436d",
    "secret": "guessed",
    "token": "guessed",
    "code": "GUESSD",
    "fingerprint": "0" * 12,
    "plugin": PAGES_OF,
    "path": "",
    "number": NOBODY_HAS,
    "tenths": 110,
    "height": 142,
    "part": "mark",
    "kind": "yaml",
    "form": "planning",
    "ending": "docx",
}
"""Parts of addresses that are the same for everybody."""

DOORS_OF: Mapping[str, Mapping[str, object]] = {
    "reports.file": {"key": "impact_assessment:grid"},
    "offline.blank_file": {"ending": "xlsx"},
}
"""The same, where a route means something else by the name."""


@dataclass
class Place:
    """One organisation: browsers by role, and the number of something of each kind."""

    name: str
    mark: str
    id: int
    browsers: Mapping[str, CheckedClient]
    ids: dict[str, int] = field(default_factory=dict)
    guest_secret: str = ""

    def text(self, words: str) -> str:
        return f"{words} {self.mark}"


def fill(app: Flask, place: Place) -> Place:
    """Put work, checklists, actions, a service and an invitation into an organisation."""
    actor = place.browsers["lead"].actor
    assert actor is not None
    desk = Desk(app, actor, 0, 0)
    ids = place.ids
    ids |= {
        f"{role}_person_id": browser.actor.person_id
        for role, browser in place.browsers.items()
        if browser.actor is not None
    }
    desk.run(lambda: _switch_on(desk))
    desk.work_id = ids["work_id"] = desk.call(start_work, _work(place))
    for name, size in (("signed_id", "quick"), ("assessment_id", "full")):
        ids[name] = desk.call(checklists.start_assessment, desk.plugins, desk.work_id, size)
    desk.assessment_id = ids["assessment_id"]
    desk.save(posted(WHO, "partly", words=place.text("We met them")), posted(COST, "most"))
    made = {"what": place.text("We will meet"), "due_on": date(2027, 4, 3), "question": WHO}
    ids["action_id"] = desk.call(actions.add_action, desk.sheet(), made)
    ids["proposal_id"] = _propose_elsewhere(desk, place)
    gone = desk.call(actions.add_action, desk.sheet(), {"what": place.text("Gone")})
    just_now(desk, actions.delete_action, desk.sheet(), gone)
    desk.assessment_id = ids["signed_id"]
    desk.save(posted(WHO, "through", words=place.text("We asked")))
    paper = {"position": place.text("Where we are"), "ask_again_on": date(2027, 9, 1)}
    desk.call(sign_off, desk.sheet(), place.text("Signer"), "Manager", paper)
    ids["deleted_action_id"] = gone
    looking = desk.call(start_evaluation, desk.plugins, desk.work_id, StartEvaluation("quick"))
    promise = desk.run(lambda: db.session.scalar(sa.select(Promise.id)))
    said = {"answer": "not", "why": place.text("Rain"), "who_says": place.text("Walkers")}
    desk.call(save_review, desk.sheet(looking), promise, 0, said)
    ids["promise_id"], ids["evaluation_id"] = promise, looking
    made, draft = {"what": place.text("We will phone")}, desk.sheet(ids["assessment_id"])
    ids["unpromised_action_id"] = desk.call(actions.add_action, draft, made)
    deleted = desk.call(checklists.start_assessment, desk.plugins, desk.work_id, "quick")
    just_now(desk, checklists.delete_assessment, deleted)
    ids["deleted_checklist_id"] = deleted
    ids["deleted_work_id"] = desk.call(start_work, {"title": place.text("Deleted work")})
    just_now(desk, delete_work, ids["deleted_work_id"])
    _people(desk, place)
    _conversations(desk, place)
    _panels(desk, place)
    _workshop(desk, place)
    _own_questions(desk, place)
    _year(desk, place)
    _self_evaluations(desk, place)
    streets = own_questions.publish(
        desk,
        "1.0.0",
        [own_questions.LIGHTS],
        key=f"streets-{place.id}",
        title=place.text("Our streets"),
    )
    ids["move_id"] = own_questions.switch_own(desk, streets, "bring_in")
    return place


def _conversations(desk: Desk, place: Place) -> None:
    """Entries of the register that only the organisation sees; one of them is deleted."""
    ids = place.ids
    values = {
        "title": place.text("Walk"),
        "month": date(2027, 5, 1),
        "neighbourhoods": [place.text("Mill Street")],
        "other_groups": [place.text("Walkers")],
        "topics": place.text("Lights"),
        "contact": place.text("Cy"),
        "work_id": ids["work_id"],
        "only_us": True,
    }
    gone = desk.call(add_conversation, {**values, "title": place.text("Gone")})
    just_now(desk, delete_conversation, gone)
    number = desk.call(add_conversation, values)
    ids["conversation_id"], ids["deleted_conversation_id"] = number, gone
    said = {"said": place.text("Too dark"), "answer": "will", "words": place.text("Lamps")}
    ids["conversation_point_id"] = desk.call(add_point, number, said)


def _year(desk: Desk, place: Place) -> None:
    """A year of the partnership that only this organisation takes part in, and what it sent.

    Its title bears no mark: years are the partnership's, and everybody who runs them sees them.
    """
    ids, now = place.ids, datetime.now(UTC)
    officer = replace(desk.actor, role="partnership_officer")
    title = str(2030 + place.id)

    def add() -> None:
        wanted = Wanted(title, now.date() + timedelta(days=150))
        ids["cycle_id"] = open_cycle(db.session, officer, now, desk.plugins, wanted, [place.id])
        with write() as session:
            subject = take_subject(session, desk.actor, now)
            start = Start(SELF_EVALUATION, "quick", period=title)
            made = begin(session, desk.actor, now, desk.plugins, subject, start)
            checklists.mark_signed(session, desk.actor, now, made, place.text("Signer"), "Lead")
            ids["sent_evaluation"], ids["subject"] = made, subject.id
        session = db.session
        paper = would_send(session, desk.actor, now, desk.plugins, ids["cycle_id"])
        ids["submission_id"] = send(
            session, desk.actor, now, desk.plugins, ids["cycle_id"], paper.sha256
        )
        with write() as session:
            keep_pdf(session, place.id, now, ids["submission_id"], place.text("%PDF-").encode())

    desk.run(add)


def _panels(desk: Desk, place: Place) -> None:
    """A panel with a sheet and the staff's words, and one that is deleted."""
    ids = place.ids
    gone = desk.call(start_panel, ids["work_id"], place.text("Gone"))
    just_now(desk, delete_panel, gone)
    number = desk.call(start_panel, ids["work_id"], place.text("Tenants"))
    ids["voice_panel_id"], ids["deleted_voice_panel_id"] = number, gone
    desk.call(staff_say, number, 1, {"real-say": "yes"}, place.text("We asked"))
    said = {"real-say": {"yes": 2, "no": 4}}
    ids["voice_sheet_id"] = desk.call(hear, number, "together", said, place.text("Cold"))


def _workshop(desk: Desk, place: Place) -> None:
    """A vote that is over."""
    levels = [("todo", place.text("Still to do")), ("partly", "Partly")]
    sheet = desk.sheet(place.ids["assessment_id"])
    number = desk.call(start, sheet, WHO, levels, None)
    place.ids["workshop_id"] = number
    desk.call(close, number)


def _propose_elsewhere(desk: Desk, place: Place) -> int:
    """An action without a checklist, which is proposed to a third organisation."""
    listed = {"what": place.text("We will ask"), "how_we_know": place.text("We count")}
    number = desk.call(list_action, PlaceOfAction(place.ids["work_id"]), listed)
    with desk.app.app_context(), write() as session:
        third = Organisation(name=place.text("Third"), created_at=NOW)
        session.add(third)
        session.flush()
        other = third.id
    made: int = desk.call(propose, number, other, place.text("Would you?"))
    return made


def just_now(desk: Desk, delete: Callable[..., Any], *args: Any) -> None:
    """Delete by the real clock: the pages that offer it back for 30 days ask the real clock too."""
    desk.run(lambda: delete(db.session, desk.actor, datetime.now(UTC), *args))


def _switch_on(desk: Desk) -> None:
    with write() as session:
        set_switch(session, desk.actor.organisation_id, NOW, PAGES_OF, True)


def _self_evaluations(desk: Desk, place: Place) -> None:
    """A year that is signed off, a draft beside it, and an implementation plan."""
    kept, ids = desk.assessment_id, place.ids
    for name, year in (("signed_year_id", "2025/26"), ("year_id", "2026/27")):
        desk.assessment_id = ids[name] = desk.call(
            start_self_evaluation, desk.plugins, None, year, "full"
        )
        desk.save(
            posted("icf:self-connecting-actions", place.text("We walked the wards")),
            posted("icf:self-connecting-alignment", "3", words=place.text("So they say")),
        )
        if name == "signed_year_id":
            paper = {"position": place.text("Half way"), "answered_by": place.text("The team")}
            desk.call(sign_off, desk.sheet(), place.text("Signer"), "Manager", paper)
    desk.assessment_id = kept
    values = dict.fromkeys(("years", "awareness", "needed", "measured", "reported"), "")
    said = {**values, "awareness": place.text("Posters")}
    ids["plan_id"] = desk.call(save_plan, None, said, 0)


OWN_QUESTIONS = """
format: 1
pack: own
extends: icf
version: 1.0.0
language: en
title: Own questions {mark}
publisher: Us {mark}
scales:
  - key: mark
    title: How far {mark}?
    levels: [{{key: "1", label: Low {mark}}}, {{key: "2", label: High {mark}}}]
depths:
  - {{key: mark, title: Visit {mark}, minutes: "5", screening: false,
     questions: [icf:connecting-who, icf:communicating-channels, icf:equalising-voice,
     icf:trusting-promise, icf:celebrating-credit, mark]}}
sections:
  - key: mark
    instrument: planning
    title: Pages {mark}
    questions:
      - {{key: mark, text: Who {mark}?, kind: choice, hint: Hint {mark},
         choices: [{{key: a, label: One {mark}}}, {{key: b, label: Two {mark}}}]}}
      - {{key: far, text: How far {mark}?, kind: scale, scale: mark, show_if: "${{mark}} = 'a'",
         actions: [{{key: act, text: Do {mark}}}]}}
guidance:
  - {{question: icf:connecting-who, hint: Guidance {mark}}}
"""


def _own_questions(desk: Desk, place: Place) -> None:
    """A set of questions with a published version and a draft, and one that is deleted."""
    ids = place.ids
    installed = editor.installed(desk.plugins)

    def bring_in(version: str, seen: int) -> int:
        text = OWN_QUESTIONS.format(mark=f"{place.mark}{version}")
        pack = named(read_pack_text(text), place.name, "own.yaml", installed).pack
        with write() as session:
            return editor.take_in(session, desk.actor, NOW, pack, set(), seen).id

    def add() -> None:
        ids["pack_id"] = bring_in("", 0)
        with write() as session:
            made = publish(
                session, desk.actor, NOW, desk.plugins, ids["pack_id"], 1, "minor",
                place.text("First"), installed,
            )  # fmt: skip
            ids["version_id"] = made.id
        bring_in(" again", 2)
        with write() as session:
            gone = editor.start(session, desk.actor, NOW, desk.plugins, place.text("Gone"), set())
            editor.delete(session, desk.actor, datetime.now(UTC), gone.id)
            ids["deleted_pack_id"] = gone.id

    desk.run(add)


def switch_all_on(app: Flask, place: Place) -> None:
    """Switch every add-on on, so that their pages are there too."""
    plugins, now = app.extensions["icf_plugins"], datetime.now(UTC)
    with app.app_context(), in_organisation(place.id), write() as session:
        for record in add_ons(plugins):
            if not record.problem:
                set_switch(session, place.id, now, record.name, True)


def _work(place: Place) -> dict[str, Any]:
    return {
        "title": place.text("Garden"),
        "summary": place.text("A garden for all"),
        "lead_name": place.text("Ada"),
        "partners": [place.text("Walkers")],
        "neighbourhoods": [place.text("Mill Street")],
    }


def _people(desk: Desk, place: Place) -> None:
    ids = place.ids

    def add() -> None:
        with write() as session:
            team = add_service(session, desk.actor, NOW, place.text("Parks"))
            email = f"{place.mark}@example.org"
            link, _secret = invite(session, desk.actor, NOW, place.text("Bo"), email, "contributor")
            ids["service_id"], ids["link_id"] = team.id, link.id
            _add_what_is_over(place, session, desk.actor)
        colleague = place.browsers["contributor"].actor
        assert colleague is not None
        _add_passkey_and_job(place, colleague.person_id, desk.actor.organisation_id)
        ids["membership_id"] = db.session.scalar(
            sa.select(Membership.id).where(Membership.person_id == colleague.person_id)
        )
        ids["sign_in_id"] = db.session.scalar(
            sa.select(SignIn.id).where(SignIn.person_id == colleague.person_id)
        )
        ids["organisation_id"] = desk.actor.organisation_id
        with write() as session:
            draft, words = ids["assessment_id"], place.text("Who says so?")
            ids["comment_id"] = say(session, desk.actor, NOW, draft, WHO, words)
            ids["review_id"] = ask_for_review(
                session, colleague, NOW, draft, desk.actor.person_id, place.text("Please look")
            )
        sheet = load(db.session, desk.actor, ids["assessment_id"])
        assign(db.session, desk.actor, NOW, sheet, colleague.person_id, [SECTION])
        # Whether a link still works is told by the clock, not by the time of these rows.
        place.guest_secret = make_link(
            db.session, desk.actor, datetime.now(UTC), sheet, place.text("Guests"), [SECTION], 14
        )
        ids["guest_link_id"] = db.session.scalar(
            sa.select(GuestLink.id).where(GuestLink.organisation_id == place.id)
        )
        with write() as session:
            come_in(session, datetime.now(UTC), place.guest_secret, place.text("Gus"))
        ids["guest_visit_id"] = db.session.scalar(
            sa.select(GuestVisit.id)
            .join(GuestLink, GuestLink.id == GuestVisit.link_id)
            .where(GuestLink.organisation_id == place.id)
        )
        ids["assignment_id"] = db.session.scalar(sa.select(Assignment.id))

    desk.run(add)
    _one_of_each_other_kind(desk, place)


def _add_what_is_over(place: Place, session: Session, actor: Actor) -> None:
    """A service that was removed, somebody who left, a closed organisation and its invitation."""
    ids, now = place.ids, datetime.now(UTC)
    gone = add_service(session, actor, now, place.text("Closed baths"))
    remove_service(session, actor, now, gone.id)
    ids["removed_service_id"] = gone.id
    left = Person(
        name=place.text("Cy"), email=f"cy.{place.mark}@example.org".lower(), created_at=now
    )
    closed = Organisation(name=place.text("Closed"), created_at=now, closed_at=now)
    session.add_all([left, closed])
    session.flush()
    ended = Membership(
        organisation_id=place.id, person_id=left.id, role="viewer", created_at=now, ended_at=now
    )
    session.add(ended)
    session.flush()
    email = f"di.{place.mark}@example.org".lower()
    founder, _secret = invite_founder(session, actor, now, place.text("Di"), email, True)
    ids["ended_membership_id"], ids["closed_organisation_id"] = ended.id, closed.id
    ids["founder_link_id"] = founder.id


def _one_of_each_other_kind(desk: Desk, place: Place) -> None:
    """A number for each other part of an address that is one, from the table of its name."""
    wanted = {name for rule in rules(desk.app) for name in id_names(rule)} - set(place.ids)

    def look() -> None:
        for name in sorted(wanted):
            table = Base.metadata.tables.get(name.removesuffix("_id"))
            if table is not None and {"id", "organisation_id"} <= set(table.c.keys()):
                found = sa.select(table.c.id).where(table.c.organisation_id == place.id)
                number = db.session.scalar(found.order_by(table.c.id))
                place.ids.update({name: number} if number else {})

    desk.run(look)


def _add_passkey_and_job(place: Place, person_id: int, organisation_id: int) -> None:
    with write() as session:
        key = Passkey(
            person_id=person_id,
            name=place.text("Phone"),
            credential_id=place.mark,
            public_key="",
            created_at=NOW,
        )
        job = Job(
            kind="send-invitation",
            organisation_id=organisation_id,
            arguments={"link_id": place.ids["link_id"]},
            state="failed",
            problem=place.text("Away"),
            created_at=NOW,
            due_at=NOW,
        )
        session.add_all([key, job])
        session.flush()
        place.ids["passkey_id"], place.ids["job_id"] = key.id, job.id


def rows_of(app: Flask, place: Place) -> dict[str, set[str]]:
    """Everything that is stored of an organisation, to see whether anything changed."""
    known = (Membership, OneTimeLink, SignIn)
    with app.app_context(), across_organisations("tests compare rows"):
        found = {}
        for table in Base.metadata.sorted_tables:
            of_tenant = table.c.get("organisation_id")
            if of_tenant is None or table.name == "audit":
                continue
            columns = [one for one in table.c if one.name not in ("seen_at",)]
            rows = db.session.execute(sa.select(*columns).where(of_tenant == place.id))
            found[table.name] = {repr(tuple(row)) for row in rows}
        assert {one.__tablename__ for one in known} <= set(found)
        own = db.session.execute(
            sa.select(*Organisation.__table__.c).where(Organisation.id == place.id)
        )
        found["organisation"] = {repr(tuple(row)) for row in own}
        members = sa.select(Membership.person_id).where(Membership.organisation_id == place.id)
        keys = sa.select(*Passkey.__table__.c).where(Passkey.person_id.in_(members))
        found["passkey"] = {repr(tuple(row)) for row in db.session.execute(keys)}
        return found


def rules(app: Flask) -> list[Rule]:
    """Every route of the application."""
    return sorted(app.url_map.iter_rules(), key=str)


def audience_of(app: Flask, rule: Rule) -> str:
    view: Any = app.view_functions[rule.endpoint]
    audience = str(getattr(view, "audience", ""))
    if audience != BY_ADDRESS:
        return audience
    with app.test_request_context():
        return str(view.decide(**{name: str(DOORS[name]) for name in rule.arguments}))


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def id_names(rule: Rule) -> list[str]:
    """The parts of an address that are numbers of rows."""
    return sorted(name for name in rule.arguments if name.endswith("_id"))


VARIANTS = {
    "assessment_id": (
        "assessment_id",
        "signed_id",
        "deleted_checklist_id",
        "year_id",
        "signed_year_id",
        "evaluation_id",
    ),
    "work_id": ("work_id", "deleted_work_id", "subject"),
    "voice_panel_id": ("voice_panel_id", "deleted_voice_panel_id"),
    "conversation_id": ("conversation_id", "deleted_conversation_id"),
    "action_id": ("action_id", "deleted_action_id"),
    "membership_id": ("membership_id", "ended_membership_id"),
    "service_id": ("service_id", "removed_service_id"),
    "pack_id": ("pack_id", "deleted_pack_id"),
    "link_id": ("link_id", "founder_link_id"),
    "organisation_id": ("organisation_id", "closed_organisation_id"),
}
"""Rows of one kind in several states: some routes are about one state only."""


def variants(rule: Rule, ids: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """The numbers of an organisation, with each combination of states of what a route names."""
    names = [name for name in VARIANTS if name in rule.arguments]
    for choice in product(*(VARIANTS[name] for name in names)):
        yield {**ids, **{name: ids[one] for name, one in zip(names, choice, strict=True)}}


def address(app: Flask, rule: Rule, ids: Mapping[str, int]) -> str:
    """The address of a route with these numbers in it."""
    doors = DOORS | DOORS_OF.get(rule.endpoint, {})
    values = {name: ids.get(name, doors.get(name, "icf.css")) for name in rule.arguments}
    with app.test_request_context():
        return str(rule.build(values, append_unknown=False)[1])  # type: ignore[index]


def mixes(
    rule: Rule, own: Mapping[str, int], foreign: Mapping[str, int]
) -> Iterator[dict[str, int]]:
    """Every way to put somebody else's numbers among one's own; at least one is foreign."""
    names = id_names(rule)
    for choice in product((own, foreign), repeat=len(names)):
        if any(one is foreign for one in choice):
            yield {name: chosen[name] for name, chosen in zip(names, choice, strict=True)}
