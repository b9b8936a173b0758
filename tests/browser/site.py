"""A site with something on every screen: all kinds of answers, long texts, and empty corners.

`furnish(app)` makes it through the services, in a second or two; `Site` says what is where.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from icf.accounts.code import code_at, new_code_secret, step_of
from icf.accounts.emails import stop_token
from icf.accounts.founding import invite_founder
from icf.accounts.link import enter_link, reset_link
from icf.accounts.models import Passkey
from icf.accounts.second_step import start_app
from icf.accounts.service import (
    add_membership,
    add_service,
    create_organisation,
    create_person,
    edit_organisation,
    invite,
)
from icf.accounts.setting import SETUP_FINISHED, set_setting
from icf.accounts.signin import open_sign_in
from icf.assessments.assignment import assign
from icf.assessments.moving.carry_out import undo
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.service import (
    Start,
    begin,
    delete_assessment,
    finish_section,
    reopen,
    start_assessment,
)
from icf.assessments.sheet import load
from icf.core.questionnaire import SELF_EVALUATION, Question
from icf.db import db, in_organisation, write
from icf.guests.link import come_in, make_link, withdraw_link
from icf.guests.models import GuestVisit
from icf.jobs.models import Job
from icf.packs.pages import set_public
from icf.packs.service import switch_plugin
from icf.plans.action import add_action, dismiss, suggestions
from icf.plans.follow_up import Place, list_action, say_how_it_goes
from icf.plans.links import Link
from icf.plans.proposals import accept, decline, proposals, propose, withdraw
from icf.plans.signing import sign_off
from icf.plugin.manager import Plugins
from icf.talk.comments import say, settle, take_back
from icf.talk.reviews import answer_review, ask_for_review
from icf.web.actor import Actor
from icf.work.service import delete_work, share_work, start_work
from icf.work.subject import take_subject
from tests.browser.conversations import conversations, panels, shared_by_a_partner, votes
from tests.browser.looking_back import look_back
from tests.browser.own_questions import own_questions
from tests.browser.partnership import PASSWORD
from tests.browser.years import years
from tests.own_questions import (
    BENCHES,
    CROSSING,
    KEY,
    LAMPS,
    LIGHTS,
    publish,
    switch_own,
)

NOW = datetime.now(UTC)
LONG = (
    "We met the allotment holders on a wet Tuesday, and they told us about the path that floods, "
    "the gate that sticks and the neighbour who has watered everything since 1987. "
) * 6
UNBROKEN = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3
ANSWERS = (
    {"fields": {"value": ["todo"]}, "words": "Nobody has asked the people next door yet."},
    {"fields": {"value": ["partly"]}, "words": LONG, "strength": "think", "later": True},
    {"fields": {"value": ["through"]}, "words": UNBROKEN, "strength": "think"},
    {"blank": "not_relevant", "reason": "The work stays inside one building."},
    {"fields": {"value": ["through"]}, "words": "Czy ktoś zapytał sąsiadów?", "strength": "told"},
    {"blank": "dont_know"},
    {},
)


@dataclass
class Site:
    """Ids by the names that addresses use, people by role, and paths of links that work once.

    The partner has the add-on of ``tests.addons.allotments`` on.
    """

    ids: dict[str, int] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def path(self, template: str) -> str:
        """`/checklists/{draft}` with the id of that checklist in it."""
        return template.format(**self.ids, **self.links)


def furnish(app: Flask) -> Site:
    """Fill an empty application."""
    site = Site()
    _people(app, site)
    with at_desk(app, site.people["partner"]) as desk:
        theirs = desk.work("A lunch club for both valleys", partners=["Brooktown Council"])
        desk.checklist(theirs, "quick", ANSWERS)
        share_work(db.session, desk.actor, NOW, theirs, True)
        site.ids["shared_work"] = theirs
        site.ids |= shared_by_a_partner(desk.call)
        _allotments(desk, site)
    with at_desk(app, site.people["lead"]) as desk:
        _work(desk, site)
        site.ids |= own_questions(desk.actor, desk.plugins)
        work = desk.work("Visits at home")
        site.ids["own_checklist"] = desk.checklist(work, "quick")
        found, links = conversations(desk.call, NOW, site.ids["work"], LONG, UNBROKEN)
        site.ids |= found
        site.links |= links
        found, links = panels(desk.call, site.ids["work"], LONG, UNBROKEN)
        site.ids |= found
        site.links |= links
        found, links = votes(desk.call, load(db.session, desk.actor, site.ids["draft"]), LONG)
        site.ids |= found
        site.links |= links
    site.ids |= years(app, site.people, NOW, LONG, UNBROKEN, site.ids["service"])
    _proposals(app, site)
    return site


def _proposals(app: Flask, site: Site) -> None:
    """Proposals in both directions: one waits, one is accepted for another day, one declined."""
    with at_desk(app, site.people["lead"]) as desk:
        for name in ("accepted", "declined"):
            made = desk.call(list_action, Place(), {"what": f"{name} {LONG[:120]}"})
            site.ids[name] = desk.call(propose, made, site.people["partner"].organisation_id)
    with at_desk(app, site.people["partner"]) as desk:
        found = {one.what.split()[0]: one.id for one in proposals(db.session, desk.actor)}
        later = NOW.date() + timedelta(days=40)
        site.ids["agreed"] = desk.call(accept, found["accepted"], Place(), later, LONG[:150])
        desk.call(decline, found["declined"], UNBROKEN)
        site.ids["to_answer"] = found["Train"]


class Desk:
    """What one person does through the services, inside their organisation's scope."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self.actor = actor
        self.plugins: Plugins = app.extensions["icf_plugins"]
        self.kinds = self.plugins.registry.kinds(None)

    def call(self, service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a service with the session, the actor and NOW."""
        return service(db.session, self.actor, NOW, *args, **kwargs)

    def work(self, title: str, **fields: Any) -> int:
        values = {"title": title, "kind": "project", "stage": "planning", **fields}
        return start_work(db.session, self.actor, NOW, values)

    def checklist(
        self, work_id: int, depth: str, answers: Sequence[Mapping[str, Any]] = (), **more: Any
    ) -> int:
        made = start_assessment(
            db.session, self.actor, NOW, self.plugins, work_id, depth, more.get("copy_from")
        )
        self.answer(made, answers)
        return made

    def answer(self, assessment_id: int, answers: Sequence[Mapping[str, Any]]) -> None:
        """Answer the framework's questions with these, over and over; no answers, no saving."""
        if not answers:
            return
        sheet = load(db.session, self.actor, assessment_id)
        questions = [
            one
            for section in sheet.main_sections
            for one in section.questions
            if one.scale == "icf:status"
        ]
        posted = [
            Posted(one.key, 0, **each) for one, each in zip(questions, cycle(answers), strict=False)
            if each
        ]  # fmt: skip
        self.save(assessment_id, posted)

    def save(self, assessment_id: int, posted: Sequence[Posted]) -> None:
        outcome = save_answers(db.session, self.actor, NOW, self.kinds, assessment_id, posted)
        assert outcome.is_complete, outcome

    def conversation(self, assessment_id: int) -> None:
        """The record of a conversation, with a rating for most themes."""
        asked = {"held": "yes", "held-on": None, "held-where": "Mill Street", "how-many": "14"}
        for name, value in asked.items():
            parts = (
                {"value": [value]} if value else {"year": ["2026"], "month": ["3"], "day": ["9"]}
            )
            self.save(assessment_id, [Posted(f"place-standard:{name}", 0, parts)])
        sheet = load(db.session, self.actor, assessment_id)
        themes = sheet.section("place-standard:themes").questions
        self.save(assessment_id, list(_ratings(themes)))

    def action(self, assessment_id: int, what: str, **fields: Any) -> int:
        sheet = load(db.session, self.actor, assessment_id)
        return add_action(db.session, self.actor, NOW, sheet, {"what": what, **fields})

    def sign(self, assessment_id: int, **paper: Any) -> None:
        sheet = load(db.session, self.actor, assessment_id)
        sign_off(db.session, self.actor, NOW, sheet, "Lena Lead", "Manager", paper)


@contextmanager
def at_desk(app: Flask, actor: Actor) -> Iterator[Desk]:
    """Work as somebody, in their organisation."""
    with app.app_context(), in_organisation(actor.organisation_id):
        yield Desk(app, actor)


def _ratings(themes: Sequence[Question]) -> Iterator[Posted]:
    for number, theme in enumerate(themes):
        if number == 4:
            continue
        rating = "" if number == 3 else str(number % 7 + 1)
        parts = {"rating": [rating], "good": ["The benches"], "better": [LONG[:180]]}
        yield Posted(theme.key, 0, parts)


def _people(app: Flask, site: Site) -> None:
    with app.app_context(), write() as session:
        ours = create_organisation(session, NOW, "Brooktown Council", "council", "large")
        theirs = create_organisation(session, NOW, "Hillside Group", "voluntary", "small")
        empty = create_organisation(session, NOW, "New Group", "voluntary", "micro")
        places = {
            "lead": ours, "contributor": ours, "administrator": ours, "partner": theirs,
            "newcomer": empty, "viewer": ours, "board_member": ours,
            "partnership_officer": ours,
        }  # fmt: skip
        set_setting(session, SETUP_FINISHED, True)
        for role, place in places.items():
            name = f"{role.replace('_', ' ').title()} Example"
            person = create_person(session, NOW, name, f"{role}@example.org", PASSWORD)
            real = "lead" if role in ("partner", "newcomer") else role
            membership = add_membership(session, NOW, place.id, person.id, real)
            site.ids[f"{role}_membership"] = membership.id
            site.people[role] = Actor(person.id, name, person.email, place.id, place.name, real)
            site.secrets[role] = open_sign_in(session, NOW, person.id, place.id)[1]
        administrator = site.people["administrator"]
        add_membership(session, NOW, theirs.id, administrator.person_id, "lead")
        _second_steps(session, site)
        _jobs(session, ours.id)
        site.ids |= {"organisation": ours.id, "other_organisation": theirs.id}
        _row, secret = invite_founder(session, administrator, NOW, "Una", "u@example.org", False)
        site.links["found"] = f"/link/{secret}"
        open_sign_in(session, NOW, administrator.person_id, ours.id, browser="Firefox, Android")
        site.links["enter"] = "/link/" + enter_link(session, NOW, administrator.person_id)[1]


def _second_steps(session: Session, site: Site) -> None:
    """A contributor with an app and a passkey, and a viewer with a passkey alone.

    The browsers that are signed in stay so.
    """
    person_id = site.people["contributor"].person_id
    secret = new_code_secret()
    start_app(session, NOW, person_id, secret, code_at(secret, step_of(NOW)))
    key = Passkey(
        person_id=person_id,
        name="A phone with quite a long name, so long that it wraps",
        credential_id="made-for-looking-at",
        public_key="none",
        created_at=NOW,
    )
    alone = Passkey(
        person_id=site.people["viewer"].person_id,
        name="A key",
        credential_id="for-the-viewer",
        public_key="none",
        created_at=NOW,
    )
    session.add_all([key, alone])
    session.flush()
    site.ids["passkey"] = key.id


def _jobs(session: Session, organisation_id: int) -> None:
    """One that failed and one that waits for its next try."""
    problem = "SMTPServerDisconnected: Connection unexpectedly closed: " + UNBROKEN
    times = {"created_at": NOW, "due_at": NOW + timedelta(hours=1)}
    session.add_all(
        Job(
            kind=kind, organisation_id=organisation_id, arguments={}, state=state, tries=tries,
            problem=problem[:300], reference="1a2b3c4d", **times,
        )
        for kind, state, tries in (
            ("send-invitation", "failed", 8), ("send-reset-link", "queued", 3)
        )
    )  # fmt: skip


def _work(desk: Desk, site: Site) -> None:
    lead = desk.actor
    with write() as session:
        edit_organisation(
            session,
            lead,
            NOW,
            lead.organisation_name,
            "The communities team",
            "OFFICIAL",
        )
        site.ids["service"] = add_service(session, lead, NOW, "Parks and open spaces").id
        switch_plugin(session, lead, NOW, desk.plugins, "place_standard", True)
        reader = site.people["viewer"].person_id
        site.links["stop_emails"] = f"/emails/stop/{stop_token(reader)}"
        site.links["join"] = "/link/" + invite(
            session, lead, NOW, "New Person", "new@example.org", "contributor"
        )[1]  # fmt: skip
        site.links["reset"] = "/link/" + reset_link(
            session, lead, NOW, site.ids["contributor_membership"]
        )[1]  # fmt: skip
    ids = site.ids
    ids["empty_work"] = desk.work("Millbrook garden")
    ids["empty"] = desk.checklist(ids["empty_work"], "quick")
    ids["unstarted_work"] = desk.work("A street party")
    ids["work"] = desk.work(
        "Walking and wheeling to school",
        summary=LONG[:300],
        neighbourhoods=["Mill Street", "The Rise"],
        partners=["Hillside Group", "A friends’ group that is not here"],
        lead_name="Parks officer",
        starts_on=date(2027, 4, 1),
    )
    ids["draft"] = desk.checklist(ids["work"], "standard", ANSWERS)
    desk.conversation(ids["draft"])
    finish_section(db.session, lead, NOW, ids["draft"], "icf:connecting", True)
    _give(desk, site)
    ids["action"] = desk.action(
        ids["draft"], "Ask the walking group to lead a visit", who="Parks officer",
        due_on=date(2026, 1, 5), how_we_know=LONG[:200], budget="asked",
        support_needed="A minibus", question="icf:connecting-who",
    )  # fmt: skip
    desk.action(ids["draft"], LONG[:250], no_date_reason="After the school holidays")
    desk.action(ids["draft"], UNBROKEN)
    _wave_away(desk, ids["draft"])
    _talk(desk, site)
    _change_a_lot(desk, ids["draft"])
    ids["copy"] = desk.checklist(ids["work"], "standard", copy_from=ids["draft"])
    ids["long_work"] = desk.work(UNBROKEN, neighbourhoods=[UNBROKEN], partners=[UNBROKEN])
    ids["long"] = desk.checklist(
        ids["long_work"], "quick", ({"fields": {"value": ["todo"]}, "words": UNBROKEN},)
    )
    _signed(desk, ids)
    _years(desk, ids)
    _actions(desk, site)
    _moved(desk, ids)
    look_back(desk, ids, LONG, UNBROKEN)
    gone = desk.work("An idea that was dropped")
    delete_work(db.session, lead, NOW, gone)
    delete_assessment(db.session, lead, NOW, desk.checklist(ids["work"], "quick"))


def _talk(desk: Desk, site: Site) -> None:
    draft, lead = site.ids["draft"], desk.actor
    contributor, administrator = site.people["contributor"], site.people["administrator"]
    question = "icf:connecting-who"
    with write() as session:
        ask = partial(say, session, assessment_id=draft, question=question, now=NOW)
        first = ask(actor=contributor, words=LONG, asked_id=lead.person_id)
        ask(actor=lead, words=f"I will, with @{contributor.name}.", reply_to=first)
        settle(session, lead, NOW, ask(actor=lead, words=UNBROKEN), True)
        take_back(session, lead, NOW, ask(actor=lead, words="A slip of the pen."))
        site.ids["comment"] = first
        site.ids["review"] = ask_for_review(
            session, contributor, NOW, draft, lead.person_id, "Is the budget clear?"
        )
        theirs = ask_for_review(session, lead, NOW, draft, administrator.person_id)
        answer_review(session, administrator, NOW, theirs, "changes", LONG)


def _allotments(desk: Desk, site: Site) -> None:
    """An add-on with pages and files, a plan with its answers, and its public pages public."""
    with write() as session:
        switch_plugin(session, desk.actor, NOW, desk.plugins, "allotments", True)
        set_public(session, desk.actor, NOW, desk.plugins, "allotments", True)
    made = desk.checklist(desk.work("Plots for all " + UNBROKEN[:80]), "quick", ANSWERS)
    desk.save(
        made,
        [
            Posted("allotments:how-many", 0, {"value": [LONG[:300]]}),
            Posted("allotments:quarrel", 0, {"value": ["With the golf club"]}),
        ],
    )
    desk.sign(made)
    site.ids["plots"] = made


def _give(desk: Desk, site: Site) -> None:
    sheet, due_on = load(db.session, desk.actor, site.ids["draft"]), date(2027, 3, 9)
    for who, section in (("viewer", "icf:trusting"), ("contributor", "place-standard:themes")):
        person = site.people[who].person_id
        assign(db.session, desk.actor, NOW, sheet, person, [section], due_on)
    sections = ["icf:communicating", "place-standard:themes"]
    for days, label in ((7, UNBROKEN), (14, "Tenants’ group")):
        secret = make_link(db.session, desk.actor, NOW, sheet, label[:200], sections, days)
    with write() as session:
        site.secrets["guest"] = come_in(session, NOW, secret, "Gus Example")[0]
    site.ids["guest_visit"] = db.session.scalars(sa.select(GuestVisit.id)).one()
    withdraw_link(db.session, desk.actor, NOW, sheet.id, 1)
    site.links["guest_link"] = f"/guest/link/{secret}"


def _change_a_lot(desk: Desk, assessment_id: int) -> None:
    """Enough changes for a second page of the history."""
    sheet = load(db.session, desk.actor, assessment_id)
    key = sheet.section("icf:trusting").questions[-1].key
    seen = sheet.edited[key].version if key in sheet.edited else 0
    for number in range(55):
        words = f"{LONG[: 12 * number]} ({number})"
        one = Posted(key, seen + number, {"value": ["todo"]}, words=words)
        at = NOW + timedelta(minutes=number + 1)
        save_answers(db.session, desk.actor, at, desk.kinds, assessment_id, [one])


def _wave_away(desk: Desk, assessment_id: int) -> None:
    sheet = load(db.session, desk.actor, assessment_id)
    offered = suggestions(db.session, desk.actor, sheet, (), desk.kinds)
    dismiss(db.session, desk.actor, NOW, sheet, offered[-1].key, False)


def _moved(desk: Desk, ids: dict[str, int]) -> None:
    """A checklist whose questions changed after it was answered, and newer ones to look at."""
    long = "{key: long, text: '" + LONG[:160] + "', kind: text}"
    first = publish(desk, "1.0.0", [LIGHTS, long])
    ids["undone_move"] = switch_own(desk, first)
    desk.call(undo, desk.plugins, ids["undone_move"])
    switch_own(desk, first)
    ids["moved_work"] = desk.work("Lighting on Mill Street")
    ids["moved"] = desk.checklist(ids["moved_work"], "quick")
    for version, words in enumerate((LONG, UNBROKEN)):
        desk.save(ids["moved"], [Posted(f"{KEY}:long", version, {"value": [words]})])
    second = publish(desk, "2.0.0", [LAMPS], aliases="{lights: lamps}")
    stay = {ids[name]: "stay" for name in ("empty", "draft", "copy", "long")}
    ids["move"] = switch_own(desk, second, "move", exceptions=stay)
    desk.save(ids["moved"], [Posted(f"{KEY}:lamps", 0, {"value": ["yes"]})])
    ids["newer_questions"] = publish(desk, "3.0.0", [CROSSING, BENCHES])


def _years(desk: Desk, ids: dict[str, int]) -> None:
    """Four self-evaluations of one service; in one year nobody said how far it matches."""
    for period, level in (("2023/24", "1"), ("2024/25", "3"), ("2025/26", ""), ("2026/27", "4")):
        with write() as session:
            subject = take_subject(session, desk.actor, NOW, ids["service"])
            start = Start(SELF_EVALUATION, "quick", period)
            made = begin(session, desk.actor, NOW, desk.plugins, subject, start)
        for key in ("alignment", "confidence"):
            fields = {"value": [level]} if level else {}
            blank = "" if level or key == "alignment" else "not_yet"
            whole = f"icf:self-connecting-{key}"
            desk.save(made, [Posted(whole, 0, fields, blank=blank, words=LONG if level else "")])
        ids |= {"years": subject.id, "latest_year": made}


def _actions(desk: Desk, site: Site) -> None:
    """Actions in every state, some without a checklist, enough for a second page."""
    ids, today = site.ids, NOW.date()
    links = [Link("approach", "icf:trusting"), Link("approach", "icf:celebrating")]
    ids["listed"] = desk.call(
        list_action,
        Place(),
        {
            "what": "Train three more people to lead a visit", "who": UNBROKEN[:150],
            "due_on": today - timedelta(days=9), "how_we_know": LONG[:200], "links": [
                *links, Link("question", "icf:connecting-who"), Link("finding", LONG[:150])
            ],
            "support_needed": LONG[:150], "support_offered": "A room on Mondays",
            "resources": "Two days a month", "budget": "agreed", "priority": "high",
            "review_on": today, "owner_id": desk.actor.person_id,
        },
    )  # fmt: skip
    said = (("at_risk", LONG), ("off_track", UNBROKEN), ("at_risk", "The hall is open again"))
    for version, (status, words) in enumerate(said, start=1):
        desk.call(say_how_it_goes, ids["listed"], version, status, words)
    states = ("on_track", "done", "stopped", "off_track", "not_rated")
    for number in range(55):
        status = states[number % len(states)]
        reason = LONG[:120] if status == "stopped" else ""
        values = {"what": f"Ask at door number {number}", "status": status}
        desk.call(list_action, Place(ids["work"]), {**values, "stopped_reason": reason})
    theirs = site.people["partner"].organisation_id
    ids["proposed"] = desk.call(propose, ids["listed"], theirs, LONG[:200])
    ids["withdrawn"] = desk.call(propose, ids["signed_action"], theirs)
    desk.call(withdraw, ids["withdrawn"])


def _signed(desk: Desk, ids: dict[str, int]) -> None:
    ids["signed_work"] = desk.work("The library’s new opening hours", is_new=False)
    first = desk.checklist(ids["signed_work"], "quick", ANSWERS)
    ids["signed_action"] = desk.action(first, "Open late on Thursdays", due_on=date(2027, 2, 1))
    desk.sign(first, decisions=["Agree the plan"], ask_again_on=date(2027, 9, 1))
    ids["signed"] = first
    ids["reopened"] = reopen(db.session, desk.actor, NOW, desk.plugins, first)
