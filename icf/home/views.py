"""The first page, reading the framework, and what people want to know about the toolkit itself."""

from dataclasses import dataclass

from flask import Blueprint, current_app, g, render_template, request, url_for

from icf import __version__
from icf.accounts.forms import ROLE_MEANINGS, ROLE_NAMES
from icf.accounts.models import ROLES
from icf.accounts.service import organisation_of, setup_finished
from icf.assessments.extras import extras_of
from icf.assessments.installed import kinds
from icf.assessments.moving.notice import newer_questions
from icf.assessments.moving.patches import take_patches_once
from icf.assessments.samples import sample_sheet
from icf.assessments.service import questionnaire_language
from icf.assessments.sheet import load
from icf.assessments.task_list import TaskRow
from icf.config import Settings
from icf.core.questionnaire import (
    EVALUATION,
    PLANNING,
    SCREENING,
    SELF_EVALUATION,
    Questionnaire,
)
from icf.cycle.dates import day_of
from icf.cycle.due import due_here
from icf.cycle.service import years_under_way
from icf.db import UNDO_DAYS, db
from icf.errors import NotFound
from icf.home import reading, service
from icf.home.example import answered_sections, filled_in
from icf.home.statement import CHECKED_ON
from icf.packs.pages import PageLink, pages_for
from icf.packs.selection import Selection, enabled_plugins, selection
from icf.packs.service import approach_names, composed_with
from icf.packs.views import plugins
from icf.selfeval.period import year_of
from icf.selfeval.position import position
from icf.selfeval.service import self_evaluations
from icf.web import guards
from icf.web.actor import Actor
from icf.web.guards import now, public
from icf.web.i18n import _, page_language
from icf.work.service import shared_with_us

blueprint = Blueprint("home", __name__)

DRAFTS_SHOWN = 10
ALIGNMENT, CONFIDENCE, STATUS = "icf:alignment", "icf:confidence", "icf:status"


@dataclass(frozen=True)
class ContinueCard:
    """The draft to go on with: what comes next, in words, and where it is."""

    draft: service.Draft
    step: str
    counts: str
    href: str


@blueprint.get("/")
@public
def index() -> str:
    """What do I do next? For somebody who is not signed in: what this is."""
    person = _person()
    if person is None:
        return render_template("home/welcome.html", is_set_up=setup_finished(db.session))
    take_patches_once(db.session, person, now(), plugins())
    reads, today = person.may("read"), guards.today()
    drafts, unstarted = service.open_work(db.session, person) if reads else ([], [])
    found = service.waiting(db.session, person, drafts)
    mine = service.last_changed_by_me(drafts) if person.may("fill") else None
    return render_template(
        "home/index.html",
        yours=found.sections,
        card=_continue_card(person, mine) if mine else None,
        ready=[draft for draft in found.ready if draft is not mine],
        drafts=[draft for draft in drafts if draft is not mine and draft not in found.ready],
        drafts_shown=DRAFTS_SHOWN,
        newer=newer_questions(db.session, person, plugins()) if person.may("addons") else 0,
        unstarted=unstarted if person.may("fill") else [],
        actions=service.due_actions(db.session, person, today) if reads else [],
        dates=service.coming_dates(db.session, person, today) if reads else [],
        shared=shared_with_us(db.session, person),
        reviews=found.reviews,
        comments=found.comments,
        pages=_pages_of_add_ons(person),
        year_to_start=_year_to_start(person),
        due=due_here(db.session, person, day_of(now())) if reads else [],
        years=years_under_way(db.session) if person.may("read_submitted") else [],
        today=today,
    )


def _year_to_start(person: Actor) -> str:
    """This year, where the organisation as a whole has no self-evaluation of it; else empty."""
    year = year_of(guards.today())
    if not person.may("fill"):
        return ""
    started = self_evaluations(db.session, person)
    is_there = any(one.service_id is None and one.period == year for one in started)
    return "" if is_there else year


def _pages_of_add_ons(person: Actor) -> list[PageLink]:
    enabled = enabled_plugins(db.session, person.organisation_id)
    return pages_for(plugins(), enabled, page_language(), person)


@blueprint.get("/framework")
@public
def framework() -> str:
    """The principles, the approaches, how it works and the two ratings."""
    whole, language = asked_here()
    names = approach_names(db.session)
    return render_template(
        "home/framework.html",
        principles=reading.principles(whole, names, language),
        approaches=reading.approaches(whole, names, language),
        alignment=reading.levels(whole, ALIGNMENT, language),
        confidence=reading.levels(whole, CONFIDENCE, language),
        sizes=reading.sizes(whole, language),
    )


@blueprint.get("/framework/<key>")
@public
def approach(key: str) -> str:
    """One approach with its questions; ``key`` is its key, or the part after ``icf:``."""
    whole, language = asked_here()
    found = reading.approaches(whole, approach_names(db.session), language)
    place = next((i for i, one in enumerate(found) if key in (one.key, one.address)), None)
    if place is None:
        raise NotFound(_("There is no such approach."), _("The page “The framework” lists all."))
    return render_template(
        "home/approach.html",
        approach=found[place],
        previous=found[place - 1] if place else None,
        following=found[place + 1] if place + 1 < len(found) else None,
        sections=reading.sections_of_approach(whole, found[place].key, language),
        yearly=reading.sections_of_approach(whole, found[place].key, language, SELF_EVALUATION),
    )


@blueprint.get("/framework/questions/<depth>")
@public
def questions(depth: str) -> str:
    """Every question of one size, to read and to print."""
    whole, language = asked_here()
    if depth not in whole.index.depth:
        raise NotFound(
            _("There is no such size of checklist."), _("Choose quick, standard or full.")
        )
    names = approach_names(db.session)
    offered = reading.sizes(whole, language)
    return render_template(
        "home/questions.html",
        size=next(one for one in offered if one.key == depth),
        sizes=offered,
        screening=reading.sections(whole, SCREENING, depth, {}, language),
        sections=reading.sections(whole, PLANNING, depth, names, language),
        statuses=reading.levels(whole, STATUS, language)[::-1],
        unfolded=request.args.get("guidance") == "open",
    )


@blueprint.get("/framework/example")
@public
def example() -> str:
    """The filled-in example at one size."""
    whole, language = asked_here()
    wanted = request.args.get("depth", "")
    depth = wanted if wanted in whole.index.depth else whole.depths[0].key
    return render_template(
        "home/example.html",
        example=filled_in(whole, kinds(), depth, approach_names(db.session), language),
        depth=depth,
        sizes=reading.sizes(whole, language),
    )


@blueprint.get("/framework/self-evaluation")
@public
def self_evaluation_questions() -> str:
    """Every question of the yearly self-evaluation, to read and to print."""
    whole, language = asked_here()
    offered = reading.sizes(whole, language, SELF_EVALUATION)
    size = next((one for one in offered if one.key == request.args.get("size")), offered[0])
    names = approach_names(db.session)
    return render_template(
        "home/self_evaluation_questions.html",
        size=size,
        sizes=offered,
        sections=reading.sections(whole, SELF_EVALUATION, size.key, names, language),
        alignment=reading.levels(whole, ALIGNMENT, language),
        confidence=reading.levels(whole, CONFIDENCE, language),
        unfolded=request.args.get("guidance") == "open",
    )


@blueprint.get("/framework/self-evaluation/example")
@public
def self_evaluation_example() -> str:
    """A filled-in self-evaluation, of nobody."""
    whole, language = asked_here()
    offered = reading.sizes(whole, language, SELF_EVALUATION)
    size = next((one for one in offered if one.key == request.args.get("size")), offered[0])
    sheet = sample_sheet(
        whole, kinds(), SELF_EVALUATION, size.key, language, _("Millbrook Council"), "2026/27"
    )
    names = approach_names(db.session)
    return render_template(
        "home/self_evaluation_example.html",
        size=size,
        sizes=offered,
        found=position(sheet, None, names),
        sections=answered_sections(
            whole, SELF_EVALUATION, size.key, sheet.answers, names, language
        ),
    )


@blueprint.get("/framework/words")
@public
def glossary() -> str:
    """What words mean here."""
    whole, language = asked_here()
    terms = [
        (one.term.in_language(language), one.meaning.in_language(language))
        for one in whole.glossary
    ]
    return render_template(
        "home/glossary.html", terms=sorted(terms, key=lambda term: term[0].casefold())
    )


@blueprint.get("/about")
@public
def about() -> str:
    """Whose wording this is, licences and versions."""
    whole, language = asked_here()
    packs = [(title.in_language(language), version) for _key, version, title in whole.packs]
    return render_template("home/about.html", version=__version__, packs=packs)


@blueprint.get("/help", endpoint="help")
@public
def help_page() -> str:
    """How to do things, one task at a time."""
    roles = [(ROLE_NAMES[role], ROLE_MEANINGS[role]) for role in ROLES]
    return render_template("home/help.html", days=UNDO_DAYS, roles=roles, **_whom_to_ask())


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """The accessibility statement."""
    return render_template(
        "home/accessibility.html", checked_on=CHECKED_ON, version=__version__, **_whom_to_ask()
    )


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """Which personal data there is, why, and for how long."""
    settings: Settings = current_app.extensions["icf_settings"]
    return render_template("home/privacy.html", days=UNDO_DAYS, settings=settings, **_whom_to_ask())


def _person() -> Actor | None:
    found: Actor | None = g.get("actor")
    return found


def asked_here() -> tuple[Questionnaire, str]:
    """The questions, with the add-ons of the reader's organisation, and their language."""
    person = _person()
    chosen = selection(db.session, person.organisation_id) if person else Selection()
    whole = composed_with(db.session, plugins(), chosen).questionnaire
    return whole, questionnaire_language(whole)


def _whom_to_ask() -> dict[str, str]:
    """What the organisation says about whom to ask; empty when nobody is signed in."""
    person = _person()
    if person is None:
        return {"who_to_ask": "", "organisation_name": ""}
    own = organisation_of(db.session, person.organisation_id)
    return {"who_to_ask": own.who_to_ask, "organisation_name": own.name}


def _continue_card(person: Actor, draft: service.Draft) -> ContinueCard:
    counts = _("%(answered)s of %(asked)s answered", answered=draft.answered, asked=draft.asked)
    first = _first_task(person, draft)
    if first is not None:
        return ContinueCard(draft, first.title, first.hint, first.href)
    step = None if draft.is_ready else service.next_step(db.session, person, draft)
    if step is not None:
        return ContinueCard(draft, step.title, counts, _where(person, draft, step))
    if person.may("sign_off"):
        href = url_for(draft.pages.check, assessment_id=draft.id)
        return ContinueCard(draft, _("Check and sign off"), counts, href)
    href = url_for(draft.pages.result, assessment_id=draft.id)
    return ContinueCard(
        draft, _("See what the answers say, then ask a lead to sign off"), counts, href
    )


def _first_task(person: Actor, draft: service.Draft) -> TaskRow | None:
    """What an evaluation asks before its questions, such as promises, while it is open."""
    if draft.instrument != EVALUATION:
        return None
    sheet = load(db.session, person, draft.id)
    return next((one for one in extras_of(sheet).first_tasks(sheet) if one.wants_something), None)


def _where(person: Actor, draft: service.Draft, step: service.NextStep) -> str:
    """The section or its first open question, as the person likes to answer."""
    if person.layout == "section":
        return url_for("assessments.section", assessment_id=draft.id, section=step.section)
    return url_for("assessments.question", assessment_id=draft.id, question=step.question)
