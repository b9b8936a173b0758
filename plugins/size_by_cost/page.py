"""The page: every checklist whose cost is known, dearest first."""

from icf.plugin import Page, PageRequest, Table, Words

from .cost import COST, DEAREST_FIRST, cost_of
from .money import in_words


def costs(request: PageRequest) -> Page:
    """One row for each checklist, in its newest version."""
    _ = request.translate
    known = [one for one in request.filled_in() if one.is_newest and cost_of(one.answers)]
    if not known:
        empty = _(
            "No cost is known yet. It is asked among the first questions of a checklist, as long as"
            " its size has any."
        )
        return Page(_("What our work costs"), (Words(empty),))
    places = {cost: place for place, cost in enumerate(DEAREST_FIRST)}
    known.sort(key=lambda one: places.get(cost_of(one.answers), len(places)))
    rows = []
    for one in known:
        money = request.store.get(f"money:{one.reference}")
        state = _("Signed off") if one.state == "signed" else _("Draft")
        cost = one.answers[COST].displayed
        spent = in_words(money.value) if money else ""
        rows.append((f"{one.title} ({one.reference})", cost, state, spent or _("Nothing said")))
    columns = (_("Work"), _("Cost"), _("Plan"), _("Money for its actions"))
    table = Table(_("Dearest first"), columns, tuple(rows), widths=(40, 20, 15, 25))
    return Page(_("What our work costs"), (table,))
