"""An organisation's own questions in every state, for the site that browser tests look at."""

from datetime import UTC, datetime

from icf.db import db, write
from icf.editor import service
from icf.editor.publishing import publish
from icf.editor.upload import named
from icf.packfile import read_pack_text
from icf.packs.own_switch import switch_own
from icf.plugin.manager import Plugins
from icf.web.actor import Actor

NOW = datetime.now(UTC)
LONG = "Who of the people that the crews visit at home on wet and windy evenings in the winter "
UNBROKEN = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3
TEXT = """
format: 1
pack: fire
version: 1.0.0
extends: icf
language: en
title: Fire safety at home
publisher: Brooktown Council
description: What our crews want to know before a project visits people at home.
scales:
  - key: readiness
    title: How ready are we?
    levels:
      - {key: "1", label: Not ready, text: Nobody has been named or trained.}
      - {key: "2", label: Nearly}
      - {key: "3", label: Ready, text: Crews are trained.}
depths:
  - {key: visit, title: One visit, minutes: "5", screening: false, questions: [QUICK, home-visits]}
sections:
  - key: at-home
    instrument: planning
    title: At home
    intro: Answer these if anybody goes into people's homes.
    questions:
      - {key: home-visits, text: Will anybody visit people at home?, kind: yes_no, depth: quick}
      - key: crew-ready
        text: How ready are the people who will visit?
        kind: scale
        scale: readiness
        show_if: ${home-visits} = 'yes'
        why: A poor visit costs trust for years.
        good: Two named people who have been on a visit before.
        actions:
          - {key: shadow, text: Pair each new visitor with an experienced one., when: ["1", "2"]}
      - key: households
        text: Which households come first?
        kind: choices
        choices: [{key: alone, label: People living alone}, {key: carers, label: Unpaid carers}]
  - key: more
    instrument: planning
    title: LONG
    visible_to: submitted
    questions:
      - {key: long, text: LONG, kind: text, hint: UNBROKEN, words_about: "50"}
add_to:
  - section: icf:communicating
    questions:
      - {key: alarm-languages, text: In which languages will you explain the alarm?, kind: text}
guidance:
  - {question: icf:communicating-channels, hint: For us the doorstep as well as the letter.}
"""
NEVER = "show_if: ${home-visits} = 'yes' and ${home-visits} = 'no'"


def own_questions(actor: Actor, plugins: Plugins) -> dict[str, int]:
    """Numbers of questions that are on with a draft, that have faults, and that are empty."""
    with write() as session:
        empty = service.start(session, actor, NOW, plugins, "Nothing yet", set()).id
        faulty = service.start(session, actor, NOW, plugins, UNBROKEN[:100], set()).id
        service.change(session, actor, NOW, faulty, "Added a section", _with_faults)
        gone = service.start(session, actor, NOW, plugins, "An idea that was dropped", set()).id
        service.delete(session, actor, NOW, gone)
    installed = service.installed(plugins)
    core = installed.core
    fixed = [
        one.key for section in core.sections for one in section.questions
        if one.depth == core.depths[0].key and not one.droppable
    ]  # fmt: skip
    text = TEXT.replace("QUICK", ", ".join(fixed)).replace("LONG", LONG * 2)
    text = text.replace("UNBROKEN", UNBROKEN)
    with write() as session:
        pack = named(read_pack_text(text), actor.organisation_name, "", installed).pack
        own = service.take_in(session, actor, NOW, pack, set(), 0).id
    version = _published(actor, plugins, own, "minor")
    _changed(actor, plugins, own, text.replace("Which households", "Which homes"))
    _published(actor, plugins, own, "patch")
    with write() as session:
        switch_own(session, actor, NOW, plugins, own, version)
    _changed(actor, plugins, own, text.replace("show_if: ${home-visits} = 'yes'", NEVER))
    return {"own": own, "own_version": version, "own_faulty": faulty, "own_empty": empty}


def _with_faults(values: service.Values) -> None:
    values["sections"] = [
        {
            "key": "home",
            "instrument": "planning",
            "title": UNBROKEN,
            "questions": [
                {"key": "q1", "text": LONG * 3, "kind": "choice"},
                {"key": "far", "text": UNBROKEN, "kind": "scale", "show_if": "${gone} = 1 or"},
            ],
        }
    ]
    values["depths"] = [{"key": "small", "title": "Small", "minutes": "5", "questions": ["gone"]}]


def _published(actor: Actor, plugins: Plugins, own: int, step: str) -> int:
    seen = service.own_pack(db.session, actor, own).draft_version
    with write() as session:
        installed = service.installed(plugins)
        note = "What our crews asked for."
        return publish(session, actor, NOW, plugins, own, seen, step, note, installed).id


def _changed(actor: Actor, plugins: Plugins, own: int, text: str) -> None:
    pack = named(read_pack_text(text), actor.organisation_name, "", service.installed(plugins)).pack
    with write() as session:
        seen = service.own_pack(session, actor, own).draft_version
        service.take_in(session, actor, NOW, pack, set(), seen)
