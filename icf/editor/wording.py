"""Faults and differences in the words of the editor's pages."""

import re

from icf.core.advice import Advice
from icf.core.check import Fault, placed_questions
from icf.core.pack_diff import Difference
from icf.core.questionnaire import Pack
from icf.editor.draft import Draft
from icf.web.i18n import _

_FORM_WORDS = (
    (r"^`questions` is missing$", "there are no questions here yet: add one, or delete this"),
    (r"^`(\w+)` is missing$", r"\1 is missing: fill it in"),
    (r"a scale question needs `scale`.*", "choose the scale that it is answered with"),
    (r"^a choices? question needs `choices`$", "write the choices that people can pick from"),
    (r"say `when`: .*", "tick the answers that call for this action"),
    (r"the depth needs `questions`.*", "tick the questions that this size asks"),
    (r"^unknown question “([^”]*)”", r"the question “\1” is no longer there"),
    (r"^unknown scale “([^”]*)”", r"the scale “\1” is no longer there"),
    (r"^unknown depth “([^”]*)”.*", r"there is no size “\1”: choose another"),
    (r"it is not droppable", "the framework asks it in every size"),
    (r"write kind: scale", "change the kind"),
    (r"leave the line out", "leave it empty"),
    (r"\bpack\b", "set of questions"),
    (r"\bkey\b", "short name"),
)
"""What the checks say of a file, as one would say it of a form."""

PART_NAMES = {
    "text": "the question",
    "title": "the title",
    "show_if": "the condition",
    "choices": "the choices",
    "levels": "the levels",
    "label": "a label",
    "actions": "a suggested action",
    "scale": "the scale",
    "kind": "the kind of answer",
    "minutes": "the minutes",
    "questions": "the questions",
    "hint": "the hint",
    "words_about": "the number of words",
}


def fault_words(fault: Fault) -> str:
    """What is wrong, and what to do, in a sentence for the page."""
    words = str(fault)
    for pattern, instead in _FORM_WORDS:
        words = re.sub(pattern, instead, words)
    names = [PART_NAMES[step] for step in fault.path if step in PART_NAMES]
    where = f"{names[-1]}: " if names and not words.startswith(names[-1]) else ""
    sentence = f"{where}{words}"
    return f"{sentence[:1].upper()}{sentence[1:]}."


def difference_words(one: Difference, old: Pack, new: Pack, core: Pack) -> str:
    """One difference between two versions, in a sentence."""
    return _hows(one.how, one.part).format(what=_subject(one, (new, old, core)))


def _subject(one: Difference, packs: tuple[Pack, ...]) -> str:
    name = next(filter(None, (_name(one.key, pack) for pack in packs)), one.key)
    match one.part:
        case "question":
            return _("The question “%(name)s”", name=name)
        case "guidance":
            return _("What you say about “%(name)s”", name=name)
        case "section":
            return _("The section “%(name)s”", name=name)
        case "scale":
            return _("The scale “%(name)s”", name=name)
        case "depth":
            return _("The size “%(name)s”", name=name)
    return _("The title or another text about the whole")


def _name(key: str, pack: Pack) -> str:
    texts = {one.key: one.text for _path, one in placed_questions(pack)}
    texts |= {one.key: one.title for one in pack.sections}
    texts |= {one.key: one.title for one in pack.scales}
    texts |= {one.key: one.title for one in pack.depths}
    return texts[key].original if key in texts else ""


def _hows(how: str, part: str) -> str:
    if part == "question" and how == "retired":
        return _("{what} has gone. Answers to it stay readable.")
    return {
        "new": _("{what} is new."),
        "gone": _("{what} has gone."),
        "renamed": _("{what} has a new short name. Answers follow."),
        "rescaled": _("{what} is answered in another way. Older answers cannot be compared."),
        "reworded": _("{what} has other words."),
        "widened": _("{what} has more to choose from."),
        "condition": _("{what} is shown in other cases."),
        "guidance": _("{what} has other hints, examples or suggested actions."),
        "corrected": _("{what} has a correction or a translation."),
        "moved": _("{what} stands in another section."),
        "changed": _("{what} has other words."),
        "remade": _("{what} works in another way."),
        "opened": _("{what} is now also seen by whoever you submit to. Until now it was not."),
        "closed": _("{what} is no longer seen by whoever you submit to."),
    }[how]


def faults_in_words(draft: Draft) -> list[str]:
    """Every fault of a draft, each with what it is about."""
    return [f"{where}: {words}" if where else words for where, words in _placed(draft)]


def _placed(draft: Draft) -> list[tuple[str, str]]:
    return [(_about(fault, draft), fault_words(fault)) for fault in draft.faults]


def _about(fault: Fault, draft: Draft) -> str:
    """The title or text of the innermost part that a fault is in."""
    value: object = draft.values
    found = ""
    for step in fault.path:
        try:
            value = value[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(value, dict):
            words = value.get("text") or value.get("title")
            found = words if isinstance(words, str) else found
    return found


def advice_words(one: Advice, draft: Draft) -> str:
    """What could be better, with what it is about."""
    problem = f"{one.problem[:1].upper()}{one.problem[1:]}."
    about = one.about or _about(Fault(one.path, ""), draft)
    return f"{about}: {problem}" if about else problem
