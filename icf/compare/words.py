"""A comparison in words: how much is the same, said before anything else, and why not more is."""

from icf.assessments.page import blank_label
from icf.core.compare import Because, Beside, Comparison, Direction, Fate
from icf.web.i18n import _, ngettext


def how_much_is_the_same(found: Comparison) -> str:
    """Such as "31 of 38 questions are the same in both."."""
    if not found.total:
        return _("Neither of them asks anything.")
    return ngettext(
        "%(same)s of %(num)s question is the same in both.",
        "%(same)s of %(num)s questions are the same in both.",
        found.total,
        same=found.same,
    )


def what_differs(found: Comparison) -> tuple[str, ...]:
    """How many questions there are of every other fate, each as a sentence."""
    counts = {fate: found.count(fate) for fate in FATE_ORDER}
    return tuple(f"{fate_title(fate)}: {counts[fate]}" for fate in FATE_ORDER if counts[fate])


FATE_ORDER: tuple[Fate, ...] = (
    "reworded",
    "rescaled",
    "new",
    "gone",
    "only_after",
    "only_before",
)


def fate_title(fate: Fate) -> str:
    """What became of a question, as a heading."""
    return {
        "same": _("The same question in both"),
        "reworded": _("Asked in other words"),
        "rescaled": _("Answered in another way"),
        "new": _("New questions"),
        "gone": _("Questions that are not there any more"),
        "only_after": _("Asked only in the later one"),
        "only_before": _("Asked only in the earlier one"),
    }[fate]


def fate_meaning(fate: Fate) -> str:
    """Why such questions are not put against each other."""
    return {
        "same": "",
        "reworded": _("The words mean something else now, so the answers do not compare."),
        "rescaled": _("The levels or choices are others now, so the answers do not compare."),
        "new": _("The earlier one did not have these questions at all."),
        "gone": _("The later one does not have these questions any more."),
        "only_after": _("Both have these questions; the earlier one did not ask them."),
        "only_before": _("Both have these questions; the later one did not ask them."),
    }[fate]


def why(because: Because) -> str:
    """Why one side did not ask a question; empty for none."""
    return {
        "": "",
        "depth": _("Not part of the size that was chosen"),
        "answers": _("Not shown because of other answers"),
        "instrument": _("Part of another form"),
    }[because]


def direction_title(direction: Direction) -> str:
    """Where answers moved to, as a heading."""
    return {
        "better": _("Further than before"),
        "worse": _("Less far than before"),
        "level": _("Where they were"),
        "": _("Answers in words"),
    }[direction]


def direction_meaning(direction: Direction) -> str:
    """What such answers have in common."""
    return {
        "better": "",
        "worse": "",
        "level": "",
        "": _("Answered in words, or without an answer on one side. Not answered is never zero."),
    }[direction]


def answer_then(one: Beside, later: bool) -> str:
    """One side's answer with its words, or that there is none."""
    answer = one.answer_after if later else one.answer_before
    if answer is None:
        return why(one.because) or _("Not there")
    said = answer.displayed if not answer.blank else blank_label(answer.blank)
    reason = answer.reason if answer.blank else ""
    parts = [said or _("Not answered"), reason, answer.words]
    return "\n".join(filter(None, parts))
