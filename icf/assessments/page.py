"""What a question looks like on a page: everything the question macro draws, already in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from jinja2 import Environment
from markupsafe import Markup

from icf.assessments.last_time import LastTime as Before
from icf.assessments.sheet import SCREENING, Sheet
from icf.core.answer import Answer, Value
from icf.core.kinds import QuestionKind
from icf.core.last_time import Gone
from icf.core.questionnaire import CORE, Question
from icf.core.scale import Level, Scale
from icf.plugin.guard import guarded
from icf.plugin.manager import Plugins
from icf.plugin.registry import NOTHING_STANDS_STILL, Standstill
from icf.plugin.sound_html import check_html
from icf.web.i18n import page_language
from icf.web.markdown import markdown_html

FOLDED_DEPTHS = ("quick",)
RIGHT_TO_LEFT = ("ur", "ar", "fa", "he", "ps", "sd", "ku")


@dataclass(frozen=True)
class LastTime:
    """The answer of last time, read-only.

    Args:
        heading: when that was.
        in_view: it stands in full view beside the question, and is never folded.
        asked: the words of the question then, where they were others.
        fits: the answer can be given again; not where the levels or choices were others.
    """

    displayed: str
    words: str
    heading: str
    can_copy: bool
    in_view: bool = False
    asked: str = ""
    fits: bool = True


@dataclass(frozen=True)
class AskedBefore:
    """A question of last time that is not asked now, with its answer, in words."""

    text: str
    displayed: str
    words: str


@dataclass(frozen=True)
class Added:
    """What an add-on says about a core question, below the core's own words."""

    layer_label: str
    hint: str
    why: Markup
    good: Markup
    example: Markup


@dataclass(frozen=True)
class ConflictView:
    """Two versions of one answer, in words, for the person to decide between."""

    who: str
    theirs: str
    mine: str
    version: int


@dataclass(frozen=True)
class QuestionView:
    """One question with its answer as templates/macros/question.html draws it (see there).

    ``kept``: whether the answer is stored somewhere, so that there is something to come back to.
    """

    key: str
    number: str
    text: str
    kind: str
    template: str
    hint: str
    why: Markup
    good: Markup
    examples: tuple[Markup, ...]
    added: tuple[Added, ...]
    layer_label: str | None
    options: tuple[tuple[str, str, str], ...]
    blanks: tuple[tuple[str, str], ...]
    strengths: tuple[tuple[str, str], ...]
    ask_words: bool
    value: Any = field(hash=False)
    blank: str
    reason: str
    words: str
    strength: str
    later: bool
    copied: bool
    version: int
    words_about: int
    last_time: LastTime | None
    quick: bool
    can_act: bool
    lang: str
    dir: str
    displayed: str
    errors: Mapping[str, str] = field(hash=False)
    conflict: ConflictView | None
    locked: str
    said_above: bool = False
    kept: bool = True


def question_view(
    sheet: Sheet,
    question: Question,
    kinds: Mapping[str, QuestionKind],
    number: str = "",
    last_time: Mapping[str, LastTime] | None = None,
    errors: Mapping[str, str] | None = None,
    conflict: ConflictView | None = None,
    paused: Standstill = NOTHING_STANDS_STILL,
) -> QuestionView:
    """The view of one question of a sheet, in the sheet's language.

    Args:
        paused: what add-ons that are paused ask: it can be read, not answered.
    """
    answer = sheet.answers.get(question.key) or Answer(question.key)
    edited = sheet.edited.get(question.key)
    kind = kinds.get(question.kind)
    return QuestionView(
        **_fixed_parts(sheet, question),
        number=number,
        template=kind.template if kind else "",
        value=_value_in_parts(question, answer.value),
        blank=answer.blank or "",
        reason=answer.reason,
        words=answer.words,
        strength=answer.strength or "",
        later=answer.later,
        copied=answer.copied,
        version=edited.version if edited else 0,
        last_time=(last_time or {}).get(question.key),
        displayed=answer_in_words(answer),
        errors=errors or {},
        conflict=conflict,
        locked=_locked(question, kind, paused),
    )


def question_html(view: QuestionView, level: int) -> Markup:
    """The question as the macro draws it. Views that are equal are drawn once.

    Args:
        level: of its heading: 1 when it is alone on its page, else 2.
    """
    if not view.template or view.locked:
        return _drawn(current_app.jinja_env, page_language(), view, level)
    plugins: Plugins = current_app.extensions["icf_plugins"]
    failed = replace(view, locked=_("The add-on that asks this question failed."))
    draw = guarded(
        view.template.partition("/")[0],
        f"template {view.template}",
        lambda: _drawn(current_app.jinja_env, page_language(), view, level),
        lambda: _drawn(current_app.jinja_env, page_language(), failed, level),
        plugins.watch,
    )
    return draw()


def _locked(question: Question, kind: QuestionKind | None, paused: Standstill) -> str:
    """Why a question can be read but not answered, in a sentence; empty when it can."""
    if kind is None:
        return _("The add-on that asks this question is not in use at present.")
    if paused.stops(question):
        return _("The add-on that asks this question failed several times, so it is paused.")
    return ""


@lru_cache(maxsize=2048)
def _drawn(pages: Environment, _language: str, view: QuestionView, level: int) -> Markup:
    macros: Any = pages.get_template("macros/question.html").module
    html = macros.question(view, level)
    if view.template:
        check_html(html)
    return Markup(html)  # noqa: S704 the macro has escaped it


_fixed: dict[tuple[str, ...], dict[str, Any]] = {}
"""What ``_fixed_parts`` made, by digest, question, depth and languages."""

MOST_FIXED = 10_000


def _fixed_parts(sheet: Sheet, question: Question) -> dict[str, Any]:
    """The parts of a view that no answer changes; a questionnaire never does, so they are kept."""
    record = sheet.record
    key = (record.digest, question.key, record.depth, sheet.language, page_language())
    if key not in _fixed:
        if len(_fixed) >= MOST_FIXED:
            _fixed.clear()
        _fixed[key] = _made_parts(sheet, question)
    return _fixed[key]


def _made_parts(sheet: Sheet, question: Question) -> dict[str, Any]:
    language = sheet.language
    instrument = sheet.index.instrument[sheet.index.section_of[question.key].instrument]
    shown_in = question.text.language_shown(language)
    is_planning = instrument.key != SCREENING
    return {
        "key": question.key,
        "text": question.text.in_language(language),
        "kind": question.kind,
        "hint": question.hint.in_language(language),
        "why": markdown_html(question.why.in_language(language)),
        "good": markdown_html(question.good.in_language(language)),
        "examples": _examples(question, language),
        "added": _added(sheet, question, language),
        "layer_label": layer_label(sheet, question.layer),
        "options": _options(sheet, question, language),
        "blanks": tuple((kind_of, blank_label(kind_of)) for kind_of in instrument.blanks),
        "strengths": strengths() if question.kind == "scale" else (),
        "ask_words": question.kind == "scale",
        "words_about": question.words_about,
        "quick": sheet.record.depth in FOLDED_DEPTHS
        or bool(sheet.index.depth[sheet.record.depth].questions),
        "can_act": is_planning and question.kind == "scale",
        "lang": "" if shown_in == language else shown_in,
        "dir": "rtl" if shown_in.split("-")[0] in RIGHT_TO_LEFT else "ltr",
    }


def last_time_views(
    sheet: Sheet, found: Before, heading: str, in_view: bool
) -> dict[str, LastTime]:
    """Last time's answers as pages show them, by the keys of the questions that are asked now."""
    language = sheet.language
    views = {}
    for key, one in found.before.items():
        then = one.asked.text.in_language(language)
        is_other = one.is_reworded and then != sheet.index.question[key].text.in_language(language)
        views[key] = LastTime(
            displayed=_answer_of_then(one.asked, one.answer, found, language),
            words=one.answer.words,
            heading=heading,
            can_copy=one.fits,
            in_view=in_view,
            asked=then if is_other else "",
            fits=one.fits,
        )
    return views


def asked_before(sheet: Sheet, gone: Iterable[Gone], found: Before) -> tuple[AskedBefore, ...]:
    """Answers of last time to questions that are not asked now, as a page shows them."""
    language = sheet.language
    return tuple(
        AskedBefore(
            one.asked.text.in_language(language),
            _answer_of_then(one.asked, one.answer, found, language),
            one.answer.words,
        )
        for one in gone
    )


def _answer_of_then(asked: Question, answer: Answer, found: Before, language: str) -> str:
    """An answer as it was given: a level with its figure, and how sure somebody was."""
    scale = found.scales.get(asked.scale)
    level = next((one for one in scale.levels if one.key == answer.value), None) if scale else None
    if scale is None or level is None:
        return answer_in_words(answer)
    sure = strength_label(answer.strength)
    label = level_label(scale, level, language)
    return f"{label} ({sure.lower()})" if sure else label


def answer_text(answer: Answer) -> str:
    """An answer with its words, as one text, for showing two versions side by side."""
    return "\n".join(filter(None, [answer_in_words(answer), answer.words])) or _("Nothing")


def layer_label(sheet: Sheet, layer: str) -> str | None:
    """ "Added by …" for a question that is not the core's; None for the core's."""
    if layer == CORE:
        return None
    titles = {key: title for key, _version, title in sheet.questionnaire.packs}
    title = titles.get(layer)
    return _("Added by %(name)s", name=title.in_language(sheet.language) if title else layer)


def blank_label(kind: str) -> str:
    """A kind of blank in the words that screens use."""
    labels = {
        "not_relevant": _("Not relevant here"),
        "dont_know": _("We don’t know"),
        "not_yet": _("Not yet"),
        "prefer_not": _("Prefer not to say"),
    }
    return labels[kind]


def strengths() -> tuple[tuple[str, str], ...]:
    """How sure we are, in the words that screens use."""
    return (
        ("think", _("We think so")),
        ("checked", _("We checked")),
        ("told", _("People told us")),
    )


def strength_label(strength: str | None) -> str:
    """One way of being sure, in words; empty when nothing was said."""
    return dict(strengths()).get(strength, "") if strength else ""


def answer_in_words(answer: Answer | None) -> str:
    """An answer as it is read: its displayed text, or the blank with its reason, or nothing."""
    if answer is None:
        return ""
    if answer.blank:
        label = blank_label(answer.blank)
        return f"{label}: {answer.reason}" if answer.reason else label
    return answer.displayed


def _options(sheet: Sheet, question: Question, language: str) -> tuple[tuple[str, str, str], ...]:
    scale = sheet.index.scale.get(question.scale)
    if scale:
        best_first = scale.levels if scale.direction == "down" else scale.levels[::-1]
        return tuple(
            (level.key, level_label(scale, level, language), level.text.in_language(language))
            for level in best_first
        )
    if question.kind == "yes_no":
        return (("yes", _("Yes"), ""), ("no", _("No"), ""))
    return tuple((one.key, one.label.in_language(language), "") for one in question.choices)


def level_label(scale: Scale, level: Level, language: str) -> str:
    """A level's label, with its figure where the framework's scale goes by figures."""
    label = level.label.in_language(language)
    is_counted = scale.key.startswith(f"{CORE}:") and level.key.isdecimal()
    return f"{level.key}\u00a0– {label}" if is_counted else label


def _examples(question: Question, language: str) -> tuple[Markup, ...]:
    text = question.example.in_language(language)
    return (markdown_html(text),) if text else ()


def _added(sheet: Sheet, question: Question, language: str) -> tuple[Added, ...]:
    return tuple(
        Added(
            layer_label=layer_label(sheet, guide.layer) or "",
            hint=guide.hint.in_language(language),
            why=markdown_html(guide.why.in_language(language)),
            good=markdown_html(guide.good.in_language(language)),
            example=markdown_html(guide.example.in_language(language)),
        )
        for guide in question.guidance
    )


def _value_in_parts(question: Question, value: Value) -> Any:
    """A date is typed in three boxes; every other value is shown as it is stored."""
    if question.kind != "date" or not isinstance(value, str):
        return value
    year, month, day = value.split("-")
    return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
