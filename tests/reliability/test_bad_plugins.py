"""S9: whatever a plugin does, the journey goes on, the culprit is named and answers are intact."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from icf.app import create_app
from icf.assessments.sheet import Sheet, load
from icf.core.questionnaire import CORE
from icf.db import db, in_organisation, write
from icf.packs.service import set_switch
from tests.reliability.bad_plugins import BAD_PLUGINS, IMPORTS, Bad, hook, write_all
from tests.statements import counted
from tests.support import SECRET_KEY, CheckedClient

SignIn = Callable[..., CheckedClient]
WORDS = "We asked three groups in March."
STATEMENTS_AT_MOST = 10


@dataclass
class Ground:
    """An organisation with two people on a database, to which applications are opened."""

    instance: Path
    url: str
    lead: CheckedClient
    administrator: CheckedClient

    @contextmanager
    def app(self, **settings: Any) -> Iterator[Flask]:
        """The application with the plugins that the instance's folder has now, all switched on."""
        settings = {"secret_key": SECRET_KEY, "database_url": self.url, **settings}
        app = create_app(settings, instance=self.instance)
        app.test_client_class = CheckedClient
        app.config["PROPAGATE_EXCEPTIONS"] = False
        for browser in (self.lead, self.administrator):
            browser.application = app
        yield app
        with app.app_context():
            db.engine.dispose()

    def switch_on(self, app: Flask, names: Sequence[str]) -> None:
        organisation_id = self.actor.organisation_id
        with app.app_context(), in_organisation(organisation_id), write() as session:
            for name in names:
                set_switch(session, organisation_id, datetime.now(UTC), name, True)

    def sheet(self, app: Flask, assessment_id: int) -> Sheet:
        with app.test_request_context(), in_organisation(self.actor.organisation_id):
            return load(db.session, self.actor, assessment_id)

    @property
    def actor(self) -> Any:
        return self.lead.actor


@pytest.fixture
def ground(app: Flask, signed_in: SignIn, database_url: str, instance_folder: Path) -> Ground:
    return Ground(instance_folder, database_url, signed_in("lead"), signed_in("administrator"))


@dataclass
class Journey:
    """What came of walking from a new piece of work to the plan."""

    assessment_id: int
    core_answers: int
    worst_seconds: float
    plan: str


def walk(ground: Ground, app: Flask) -> Journey:
    """Start, answer, sense check, sign off, plan: every page must come."""
    lead, slowest = ground.lead, [0.0]

    def get(path: str) -> Any:
        began = time.perf_counter()
        page = lead.page(path)
        slowest[0] = max(slowest[0], time.perf_counter() - began)
        return page

    new = {"title": "Millbrook garden", "kind": "project", "is_new": "yes", "stage": "planning"}
    work = lead.send("/work/new", new).location
    get(work)
    tasks = lead.send(work, {"depth": "quick"}).location
    assessment_id = int(tasks.rpartition("/")[2])
    get(tasks)
    core = 0
    for section in ground.sheet(app, assessment_id).main_sections:
        address = f"{tasks}/sections/{section.key}"
        fields = _fields(get(address))
        reply = lead.send(address, {**fields, "finished": "yes"})
        expected = {302} if section.layer == CORE else {302, 422}
        assert reply.status_code in expected, reply.text
        core += sum(question.layer == CORE for question in section.questions)
    get(f"{tasks}/sense-check")
    added = lead.send(f"{tasks}/what-we-will-do/new", {"what": "Ask the growers"})
    assert added.status_code == 302
    get(f"{tasks}/print")
    get(f"{tasks}/sign-off")
    signed = {"do": "sign", "signed_name": "Ada Lead", "signed_role": "Manager"}
    reply = lead.send(f"{tasks}/sign-off", signed)
    assert reply.status_code == 302, reply.text
    get(f"{tasks}/finished")
    get(f"{tasks}/copy")
    plan = get(f"{tasks}/plan")
    assert WORDS in plan.text
    _choose_a_size(ground, app, work)
    for link in [*plan.select('a[href*="/files/"]'), *get("/").select('a[href^="/x/"]')]:
        # What add-ons make themselves may fail, in our frame; everything else must not.
        reply = lead.get(link["href"])
        assert reply.status_code in (200, 404, 500), link
        assert "<h1>Owned" not in reply.text
    return Journey(assessment_id, core, slowest[0], str(plan))


def _choose_a_size(ground: Ground, app: Flask, work: str) -> None:
    """Answer the first few questions of a larger checklist, so that a size is suggested."""
    lead = ground.lead
    tasks = lead.send(work, {"depth": "standard"}).location
    for _round in range(2):
        # Answers to the first ones open more.
        for section in ground.sheet(app, int(tasks.rpartition("/")[2])).screening:
            address = f"{tasks}/sections/{section.key}"
            fields = _last_choices(lead.page(address))
            assert lead.send(address, {**fields, "finished": "yes"}).status_code == 302
    assert "We suggest:" in lead.page(f"{tasks}/size").text


def _last_choices(page: Any) -> dict[str, str]:
    fields = {}
    for box in page.select("[data-question]"):
        name = f"a-{box['data-question']}"
        fields[f"{name}-version"] = box.select_one(f'[name="{name}-version"]')["value"]
        fields[f"{name}-value"] = box.select(f'input[name="{name}-value"]')[-1]["value"]
    return fields


def _fields(page: Any) -> dict[str, str]:
    fields = {}
    for box in page.select("[data-question]"):
        name = f"a-{box['data-question']}"
        fields[f"{name}-version"] = box.select_one(f'[name="{name}-version"]')["value"]
        radios = [one["value"] for one in box.select(f'input[name="{name}-value"]')]
        fields[f"{name}-value"] = "partly" if "partly" in radios else "Some text"
        fields[f"{name}-words"] = WORDS
    return fields


def assert_answers_are_intact(ground: Ground, app: Flask, journey: Journey) -> None:
    answers = ground.sheet(app, journey.assessment_id).answers
    core = [one for key, one in answers.items() if key.startswith(f"{CORE}:")]
    assert len(core) == journey.core_answers
    assert all(one.value == "partly" and one.words == WORDS for one in core)
    assert all(one.displayed for one in answers.values())


def culprits_named(ground: Ground, app: Flask, plugins: Sequence[Bad]) -> tuple[set[str], float]:
    """Those among the plugins that the problems page names, and the processor time that it took.

    That it comes soon is seen from what it does: it calls nothing of a plugin, and asks the
    database for a few things, however many plugins failed. The time is a figure to print.
    """
    ground.administrator.page("/add-ons/problems")
    ground.administrator.look_at_pages = False
    watch = app.extensions["icf_plugins"].watch
    calls, began = watch.timings(), time.thread_time()
    with counted(app) as statements:
        page = ground.administrator.get("/add-ons/problems").text
    seconds = time.thread_time() - began
    assert watch.timings() == calls
    assert len(statements) <= STATEMENTS_AT_MOST
    ground.administrator.look_at_pages = True
    return {one.name for one in plugins if one.name in page}, seconds


@pytest.mark.parametrize("bad", BAD_PLUGINS, ids=lambda one: one.name)
def test_the_journey_passes_with_each_bad_plugin_and_names_it(ground: Ground, bad: Bad) -> None:
    bad.write(ground.instance / "plugins")
    with ground.app() as app:
        ground.switch_on(app, [bad.name])

        journey = walk(ground, app)

        named, _seconds = culprits_named(ground, app, [bad])
        records = [one for one in app.extensions["icf_plugins"].found if one.name == bad.name]
        assert bool(records[-1].problem) == bad.refused
        assert named == {bad.name}
        assert bad.name in _names_of_failed(ground) or not bad.named or bad.is_slow
        assert "<script>alert" not in journey.plan
        assert "onload" not in journey.plan
        assert_answers_are_intact(ground, app, journey)


def _names_of_failed(ground: Ground) -> str:
    """The words of the cards of the page, each of which is about one that failed."""
    page = ground.administrator.page("/add-ons/problems")
    return " ".join(card.text for card in page.select(".icf-card"))


def test_the_journey_passes_with_all_bad_plugins_at_once(
    ground: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    write_all(ground.instance / "plugins", BAD_PLUGINS)
    with ground.app() as app:
        ground.switch_on(app, [one.name for one in BAD_PLUGINS])

        journey = walk(ground, app)

        faulty = [one for one in BAD_PLUGINS if one.named and not one.is_slow]
        named, seconds = culprits_named(ground, app, faulty)
        assert {one.name for one in faulty} - named == set()
        pdf = ground.lead.get(f"/checklists/{journey.assessment_id}/plan.pdf")
        assert pdf.data.startswith(b"%PDF-")
        assert_answers_are_intact(ground, app, journey)
    with capsys.disabled():
        print(
            f"\nS9: {len(BAD_PLUGINS)} bad plugins at once: journey passed, {len(named)} culprits"
            f" named in {seconds:.2f} s of processor time, {journey.core_answers} answers of the"
            f" framework intact, slowest page {journey.worst_seconds:.1f} s"
        )


def test_safe_mode_starts_among_bad_plugins_and_says_so(ground: Ground) -> None:
    write_all(ground.instance / "plugins", BAD_PLUGINS)
    with ground.app(safe_mode=True) as app:
        ground.switch_on(app, [one.name for one in BAD_PLUGINS])

        journey = walk(ground, app)

        used = [one.name for one in app.extensions["icf_plugins"].found if not one.problem]
        assert used == [CORE]
        assert "Safe mode" in ground.lead.page("/").text
        assert_answers_are_intact(ground, app, journey)


GOOD_KIND = IMPORTS + hook(
    "register_question_kinds",
    'return [replace(TEXT, name=NAME + ":own", display=lambda q, s, v, l: "Shown: " + str(v))]',
)


def good(name: str = "good_one") -> Bad:
    return Bad(name, GOOD_KIND.format(name=name).removeprefix(IMPORTS), kind=f"{name}:own")


@pytest.mark.parametrize("how", ["uninstalled", "safe mode", "blocked"])
def test_answers_of_a_plugin_that_is_gone_can_be_read(ground: Ground, how: str) -> None:
    folder = good().write(ground.instance / "plugins")
    with ground.app() as app:
        ground.switch_on(app, ["good_one"])
        work = ground.lead.send(
            "/work/new",
            {"title": "Garden", "kind": "project", "is_new": "yes", "stage": "planning"},
        ).location
        tasks = ground.lead.send(work, {"depth": "quick"}).location
        address = f"{tasks}/sections/good-one:own"
        assert ground.lead.send(address, _fields(ground.lead.page(address))).status_code == 302
    settings: dict[str, Any] = {}
    if how == "uninstalled":
        for file in sorted(folder.iterdir()):
            file.unlink()
        folder.rmdir()
    elif how == "safe mode":
        settings["safe_mode"] = True
    else:
        settings["blocked_plugins"] = "other, good_one"

    with ground.app(**settings) as app:
        page = ground.lead.page(address)
        plan = ground.lead.page(f"{tasks}/plan")
        saved = ground.lead.send_json(
            f"/assessments/{tasks.rpartition('/')[2]}/answers",
            {"answers": [{"key": "good-one:one", "version": 1, "value": "Changed"}]},
        )

        assert page.text.count("Shown: Some text") == 3
        assert page.text.count("You can read the answer, but not change it.") == 1
        assert page.text.count("The answer, which cannot be changed now") == 3
        assert page.select("[data-question]") == []
        assert "Shown: Some text" in plan.text
        assert saved.status_code == 422
        answers = ground.sheet(app, int(tasks.rpartition("/")[2])).answers
        assert answers["good-one:one"].value == "Some text"
