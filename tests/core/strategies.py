"""Generated core packs, overlays and answers: small, sound, and as varied as packs may be."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from icf.core.answer import STRENGTHS, Answer, Value
from icf.core.compose import compose
from icf.core.questionnaire import (
    STATUS,
    AddTo,
    Approach,
    Choice,
    Depth,
    Guidance,
    Instrument,
    Pack,
    Question,
    Questionnaire,
    Sample,
    Section,
    Suggest,
    SuggestedAction,
    Term,
)
from icf.core.scale import Level, Scale
from icf.core.showif import And, Answered, Compare, Condition, Not, Or, Selected
from icf.core.wording import NO_WORDS, Wording, plain

CORE_DEPTHS = ("quick", "standard", "full")
LEVELS = ("todo", "partly", "through")
OWN_LEVELS = ("1", "2", "3")
OPTIONS = ("alone", "carers", "new")
KINDS = ("scale", "yes_no", "choice", "choices", "text", "number", "date")

wordings = st.sampled_from(
    [plain("Who?"), plain("Who “é”\n\nis it?"), Wording((("en", "Who?"), ("cy", "Pwy?")))]
)
maybe_wordings = st.just(NO_WORDS) | wordings
directions = st.sampled_from(["up", "down"])


def scale(key: str, levels: tuple[str, ...] = LEVELS) -> Scale:
    """A scale with these level keys, lowest first."""
    return Scale(key, plain("How far?"), tuple(Level(level, plain(level)) for level in levels))


def levels_of(question: Question) -> tuple[str, ...]:
    """The levels that a question offers: the status's, or those of an overlay's own scale."""
    return LEVELS if question.scale == STATUS else OWN_LEVELS


def literals(question: Question) -> tuple[str, ...]:
    """Answers that a condition can compare a question with."""
    return {
        "scale": levels_of(question),
        "yes_no": ("yes", "no"),
        "choice": OPTIONS,
        "number": ("0", "3", "12"),
        "date": ("2026-03-27",),
    }.get(question.kind, ("some words",))


@st.composite
def conditions(draw: st.DrawFn, earlier: list[Question], deep: int = 2) -> Condition:
    """A sound condition on any of these questions."""
    if deep and draw(st.booleans()):
        parts = st.lists(conditions(earlier, deep - 1), min_size=2, max_size=3).map(tuple)
        return draw(
            st.one_of(parts.map(And), parts.map(Or), conditions(earlier, deep - 1).map(Not))
        )
    question = draw(st.sampled_from(earlier))
    if question.kind == "choices":
        return Selected(question.key, draw(st.sampled_from(OPTIONS)))
    ordered = ("=", "!=", "<", "<=", ">", ">=") if question.kind in ("number", "date") else ()
    op = draw(st.sampled_from(ordered or ("=", "!=")))
    literal = draw(st.sampled_from(literals(question)))
    return draw(st.sampled_from([Answered(question.key), Compare(question.key, op, literal)]))


@st.composite
def questions(
    draw: st.DrawFn, key: str, layer: str, earlier: list[Question], kind: str = ""
) -> Question:
    """A sound question; its condition reads earlier ones only, so that nothing loops."""
    kind = kind or draw(st.sampled_from(KINDS))
    scales = (STATUS,) if layer == "icf" else (STATUS, f"{layer}:ready")
    made = Question(
        key=key,
        layer=layer,
        text=draw(wordings),
        kind=kind,
        depth=draw(st.sampled_from(CORE_DEPTHS)),
        scale=draw(st.sampled_from(scales)) if kind == "scale" else "",
        choices=tuple(Choice(option, plain(option)) for option in OPTIONS)
        if kind in ("choice", "choices")
        else (),
        show_if=draw(st.none() | conditions(earlier)) if earlier else None,
        hint=draw(maybe_wordings),
        why=draw(maybe_wordings),
        good=draw(maybe_wordings),
        example=draw(maybe_wordings),
        words_about=draw(st.integers(0, 99)),
        droppable=layer == "icf" and draw(st.booleans()),
    )
    when = (draw(st.sampled_from(levels_of(made))),) if kind == "scale" else ()
    action = SuggestedAction(f"{key}-action", draw(wordings), draw(st.sampled_from([(), when])))
    return replace(
        made,
        actions=(action,) if kind == "scale" and draw(st.booleans()) else (),
        sample=draw(st.none() | samples(made)),
    )


@st.composite
def samples(draw: st.DrawFn, question: Question) -> Sample:
    """How a made-up project answered."""
    chosen = draw(st.sets(st.sampled_from(OPTIONS), min_size=1)) if question.choices else ()
    several = question.kind == "choices"
    value = ", ".join(sorted(chosen)) if several else draw(st.sampled_from(literals(question)))
    return Sample(value, draw(maybe_wordings))


@st.composite
def core_packs(draw: st.DrawFn) -> Pack:
    """A core pack: a screening, and a planning section for each of one to three approaches."""
    first = draw(questions("icf:people", "icf", [], "yes_no"))
    second = draw(questions("icf:spend", "icf", [first], "number"))
    asked = [first, second]
    screening = Section("icf:screening", "icf", "screening", plain("First"), (first, second))
    sections = []
    for number in range(draw(st.integers(1, 3))):
        own: list[Question] = []
        for place in range(draw(st.integers(1, 4))):
            kind = "scale" if draw(st.integers(0, 2)) else ""
            own.append(draw(questions(f"icf:q{number}-{place}", "icf", [*asked, *own], kind)))
        sections.append(
            Section(
                key=f"icf:section{number}",
                layer="icf",
                instrument="planning",
                title=draw(wordings),
                questions=tuple(own),
                approach=f"icf:approach{number}",
                show_if=draw(st.none() | conditions(asked)),
            )
        )
        asked += own
    return Pack(
        key="icf",
        version="1.0.0",
        title=plain("The framework"),
        publisher="Us",
        scales=(scale(STATUS),),
        instruments=(
            Instrument("screening", plain("First")),
            Instrument("planning", plain("Planning"), ("not_relevant", "dont_know")),
        ),
        depths=tuple(Depth(key, "icf", plain(key), 15) for key in CORE_DEPTHS),
        sections=(screening, *sections),
        approaches=tuple(
            Approach(section.approach, draw(wordings), plain("Why"), (), ()) for section in sections
        ),
        suggest=(
            Suggest("full", plain("It is large."), draw(conditions([first, second]))),
            Suggest("quick", plain("It is small.")),
        ),
        glossary=(Term(plain("Ward"), draw(wordings)),),
    )


@st.composite
def overlays(draw: st.DrawFn, core: Pack, key: str) -> Pack:
    """An overlay that uses everything that an overlay may add."""
    of_core = [question for section in core.sections for question in section.questions]
    own: list[Question] = []
    for place in range(draw(st.integers(1, 4))):
        question = draw(questions(f"{key}:q{place}", key, [*of_core, *own]))
        own.append(replace(question, depth=draw(st.sampled_from(("", *CORE_DEPTHS)))))
    cut = draw(st.integers(0, len(own) - 1))
    # Several groups may name one section, which means the same as one group.
    added = tuple(
        AddTo(draw(st.sampled_from(core.sections)).key, (question,)) for question in own[:cut]
    )
    guided = draw(st.sets(st.sampled_from([question.key for question in of_core]), max_size=3))
    section = Section(
        key=f"{key}:section",
        layer=key,
        instrument=draw(st.sampled_from(["screening", "planning"])),
        title=draw(wordings),
        questions=tuple(own[cut:]),
        intro=draw(maybe_wordings),
        visible_to=draw(st.sampled_from(["us", "submitted"])),
        show_if=draw(st.none() | conditions(of_core)),
    )
    return Pack(
        key=key,
        version="1.0.0",
        title=draw(wordings),
        publisher="A partner",
        extends="icf",
        description=draw(maybe_wordings),
        aliases=draw(st.sampled_from([(), ((f"{key}:old", own[0].key),)])),
        scales=(replace(scale(f"{key}:ready", OWN_LEVELS), direction=draw(directions)),),
        sections=(section,),
        add_to=added,
        guidance=tuple(
            Guidance(key, question, draw(wordings), *(draw(maybe_wordings) for _ in range(3)))
            for question in sorted(guided)
        ),
        depths=(draw(own_depths(core, key, own)),),
    )


@st.composite
def own_depths(draw: st.DrawFn, core: Pack, key: str, own: list[Question]) -> Depth:
    """A depth that keeps what may not be dropped, and one question of each approach."""
    keys = []
    for section in core.sections:
        if section.instrument == "planning":
            fixed = [q.key for q in section.questions if q.depth == "quick" and not q.droppable]
            keys += fixed or [section.questions[0].key]
    keys += [question.key for question in own if draw(st.booleans())]
    return Depth(
        f"{key}:micro", key, plain("Tiny"), 5, screening=draw(st.booleans()), questions=tuple(keys)
    )


@st.composite
def packs(draw: st.DrawFn, least: int = 0) -> tuple[Pack, tuple[Pack, ...]]:
    """A core pack and three overlays or fewer, in any order."""
    core = draw(core_packs())
    keys = draw(st.permutations(["alpha", "beta", "gamma"]))[: draw(st.integers(least, 3))]
    return core, tuple(draw(overlays(core, key)) for key in keys)


questionnaires = packs().map(lambda made: compose(*made))


def values(question: Question) -> st.SearchStrategy[Value]:
    """Values that a question's kind may store."""
    match question.kind:
        case "scale":
            return st.sampled_from(levels_of(question))
        case "choices":
            chosen = st.sets(st.sampled_from(OPTIONS), min_size=1)
            return chosen.map(lambda keys: tuple(sorted(keys)))
        case "number":
            return st.integers(0, 20)
    return st.sampled_from(literals(question))


@st.composite
def answers_to(draw: st.DrawFn, questionnaire: Questionnaire) -> Mapping[str, Answer]:
    """Answers to some of the questions, hidden ones and ones that are not asked among them."""
    given = {}
    for key, question in questionnaire.index.question.items():
        state = draw(st.sampled_from(["missing", "empty", "blank", "value", "value", "value"]))
        if state == "missing":
            continue
        given[key] = Answer(
            key,
            value=draw(values(question)) if state == "value" else None,
            blank=draw(st.sampled_from(["not_relevant", "dont_know"]))
            if state == "blank"
            else None,
            strength=draw(st.sampled_from([None, *STRENGTHS])),
            copied=draw(st.booleans()),
            later=draw(st.booleans()),
        )
    return given


@st.composite
def situations(draw: st.DrawFn) -> tuple[Questionnaire, str, Mapping[str, Answer]]:
    """A questionnaire, one of its depths, and answers."""
    questionnaire = draw(questionnaires)
    depth = draw(st.sampled_from([depth.key for depth in questionnaire.depths]))
    return questionnaire, depth, draw(answers_to(questionnaire))
