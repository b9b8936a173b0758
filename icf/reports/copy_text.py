"""Copy for your report: about 150 words under People, Partners and Place."""

from collections.abc import Sequence

from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.reports.plan_source import PlanSource
from icf.web.i18n import _

WORDS_EACH = 50
PEOPLE = ("icf:connecting-who", "icf:equalising-voice")
PARTNERS = ("icf:communicating-talking", "icf:connecting-partners", "icf:connecting-already")
PLACE = ("icf:connecting-places", "icf:connecting-councillors")


def copy_text(source: PlanSource) -> tuple[tuple[str, str], ...]:
    """(heading, text) for People, Partners and Place, from our own words in the answers."""
    sheet, work = source.sheet, source.work
    partners = ", ".join(partner.name for partner in work.partners)
    places = ", ".join(place.name for place in work.places)
    return (
        (_("People"), _paragraph([work.summary, *_own_words(sheet, PEOPLE), _gap(source)])),
        (
            _("Partners"),
            _paragraph([_with(partners), *_own_words(sheet, PARTNERS), _promises(source)]),
        ),
        (_("Place"), _paragraph([_where(places), *_own_words(sheet, PLACE)])),
    )


def _own_words(sheet: Sheet, keys: Sequence[str]) -> list[str]:
    return [(sheet.answers.get(key) or Answer(key)).words for key in keys]


def _gap(source: PlanSource) -> str:
    gaps = source.check.gaps
    return _("What still needs work: %(gap)s", gap=gaps[0].text) if gaps else ""


def _with(partners: str) -> str:
    return _("We do this with %(partners)s.", partners=partners) if partners else ""


def _promises(source: PlanSource) -> str:
    first = [one.what.rstrip(".") for one in source.actions[:2]]
    return _("We will: %(actions)s.", actions="; ".join(first)) if first else ""


def _where(places: str) -> str:
    return _("It touches %(places)s.", places=places) if places else ""


def _paragraph(texts: Sequence[str]) -> str:
    """Whole texts while they fit; the one that no longer fits is cut with an ellipsis."""
    words = " ".join(text.strip() for text in texts if text.strip()).split()
    if not words:
        return _("Nothing was written about this yet.")
    return " ".join(words[:WORDS_EACH]) + (" …" if len(words) > WORDS_EACH else "")
