"""A small core pack and an overlay, for tests that tell one thing at a time."""

from dataclasses import replace

from icf.core.questionnaire import (
    STATUS,
    Approach,
    Depth,
    Instrument,
    Pack,
    Question,
    Questionnaire,
    Section,
    Suggest,
)
from icf.core.scale import Level, Scale
from icf.core.showif import Compare
from icf.core.wording import plain

LEVELS = ("todo", "partly", "through")


def scale(key: str = STATUS, *levels: str) -> Scale:
    """A scale, lowest level first."""
    return Scale(
        key, plain("How far?"), tuple(Level(one, plain(one.title())) for one in levels or LEVELS)
    )


def question(key: str, kind: str = "scale", **more: object) -> Question:
    """A question; its layer is the first part of its key, its scale the status."""
    made = Question(
        key=key,
        layer=key.split(":")[0],
        text=plain(f"{key}?"),
        kind=kind,
        depth="quick",
        scale=STATUS if kind == "scale" else "",
    )
    return replace(made, **more)


def section(key: str, *questions: Question, **more: object) -> Section:
    """A planning section; its layer is the first part of its key."""
    made = Section(key, key.split(":")[0], "planning", plain(key), questions)
    return replace(made, **more)


LARGE = question("icf:large", "yes_no", depth="")
WHO = question("icf:who")
WHERE = question("icf:where", depth="standard", droppable=True)
LISTEN = question("icf:listen")
REPLY = question("icf:reply", droppable=True, show_if=Compare("icf:listen", "=", "through"))


def core_pack(**more: object) -> Pack:
    """Two approaches with two questions each, after one screening question."""
    made = Pack(
        key="icf",
        version="1.0.0",
        title=plain("The framework"),
        publisher="Us",
        scales=(scale(),),
        instruments=(
            Instrument("screening", plain("First")),
            Instrument("planning", plain("Planning"), ("not_relevant", "dont_know")),
        ),
        depths=tuple(
            Depth(key, "icf", plain(key), minutes)
            for key, minutes in (("quick", 15), ("standard", 40), ("full", 90))
        ),
        sections=(
            section("icf:first", LARGE, instrument="screening"),
            section("icf:connecting", WHO, WHERE, approach="icf:connecting"),
            section("icf:communicating", LISTEN, REPLY, approach="icf:communicating"),
        ),
        approaches=tuple(
            Approach(f"icf:{name}", plain(name), plain("Why"), (), ())
            for name in ("connecting", "communicating")
        ),
        suggest=(
            Suggest("full", plain("It is large."), Compare("icf:large", "=", "yes")),
            Suggest("quick", plain("It is small.")),
        ),
    )
    return replace(made, **more)


def overlay(key: str = "fire", **more: object) -> Pack:
    """An overlay with one section of one question."""
    made = Pack(
        key=key,
        version="1.0.0",
        title=plain("Fire safety"),
        publisher="A partner",
        extends="icf",
        sections=(section(f"{key}:home", question(f"{key}:visits", "yes_no", depth="")),),
    )
    return replace(made, **more)


def core_questions(questionnaire: Questionnaire) -> list[tuple[str, list[Question]]]:
    """The core's questions by section and in order, without the guidance of overlays."""
    return [
        (section.key, [replace(q, guidance=()) for q in section.questions if q.layer == "icf"])
        for section in questionnaire.sections
        if section.layer == "icf"
    ]
