"""Conversations for the register of the site: ours and a partner's, long ones, and one answered."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from icf.conversations.answering import add_point, set_thanks
from icf.conversations.public import switch_on
from icf.conversations.service import add_conversation, delete_conversation, write_down
from icf.db import write
from icf.voices.items import asked_today
from icf.voices.link import make_link, withdraw_link
from icf.voices.service import hear, staff_say, start_panel
from icf.workshops.models import WorkshopVote
from icf.workshops.service import close, code_of, questions_to_vote_on, start, workshop

ITEM = "real-say"
MONTH = date(2027, 5, 1)


def _values(title: str, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "month": MONTH,
        "neighbourhoods": ["Mill Street"],
        "groups": ["families"],
        "topics": "The way to school",
        "tools": ["A walk round the place"],
        "contact": "The desk at the library",
        **more,
    }


def shared_by_a_partner(call: Callable[..., Any]) -> dict[str, int]:
    """What another organisation shares; it looks like one of ours."""
    return {"their_conversation": call(add_conversation, _values("A drop-in at the school gate"))}


def conversations(
    call: Callable[..., Any], now: datetime, work: int, long: str, unbroken: str
) -> tuple[dict[str, int], dict[str, str]]:
    """One with everything, one with nothing but long words, one that is over, one deleted."""
    ids, links = {}, {}
    values = _values(
        "Walking to school along Mill Street", work_id=work, approaches=["icf:trusting"]
    )
    ids["conversation"] = full = call(add_conversation, values)
    for answer, words in (("done", "There are benches"), ("cannot", long), ("", "")):
        ids["point"] = call(
            add_point, full, {"said": f"Said: {long[:200]}", "answer": answer, "words": words}
        )
    call(write_down, full, 1, long, "https://example.org/" + unbroken)
    call(set_thanks, full, 2, "Thank you for walking with us.", "The library desk")
    links["said"] = f"/said/{call(switch_on, full)}"
    bare = _values(
        unbroken[:200], neighbourhoods=[unbroken], groups=[], other_groups=[unbroken],
        topics=long, tools=[unbroken], contact=unbroken[:200], only_us=True,
    )  # fmt: skip
    ids["long_conversation"] = call(add_conversation, bare)
    held = call(add_conversation, _values("Held long ago", state="held", month=date(2024, 2, 1)))
    ids["held_conversation"] = held
    call(add_point, held, {"said": "Too dark", "answer": "", "words": ""})
    call(delete_conversation, call(add_conversation, _values("Dropped")))
    return ids, links


def panels(
    call: Callable[..., Any], work: int, long: str, unbroken: str
) -> tuple[dict[str, int], dict[str, str]]:
    """A panel of many voices, one of few, and the addresses of each; one works."""
    ids, links = {}, {}
    ids["panel"] = many = call(start_panel, work, "The tenants’ panel")
    items = [one.key for one in asked_today().items]
    for place, levels in enumerate(({"no": 7, "yes": 2}, {"yes": 6}, {"yes": 3, "partly": 3})):
        call(hear, many, "together", {items[place]: {**levels, "cannot_tell": place}}, long[:300])
    call(hear, many, "paper", {items[3]: {"no": 1}}, unbroken)
    call(staff_say, many, 1, dict.fromkeys(items[:5], "yes"), unbroken)
    links["voice"] = f"/voice/{call(make_link, many)}"
    ids["few_panel"] = few = call(start_panel, work, unbroken[:200])
    call(hear, few, "paper", {ITEM: {"no": 1}}, "Only one")
    links["no_voice"] = f"/voice/{call(make_link, few)}"
    call(withdraw_link, few)
    return ids, links


def votes(call: Callable[..., Any], sheet: Any, long: str) -> tuple[dict[str, int], dict[str, str]]:
    """A vote that is open, one that is over, one of few, and the address of the open one."""
    question = questions_to_vote_on(sheet)[-1].key
    levels = [("todo", "Still to do"), ("partly", long[:80]), ("through", "Thought through")]
    ids = {
        name: call(start, sheet, question, levels, 12) for name in ("vote", "over_vote", "few_vote")
    }
    codes = {
        name: call(
            lambda session, actor, _now, at=at: code_of(session, workshop(session, actor, at))
        )
        for name, at in ids.items()
    }

    def cast(session: Any, actor: Any, now: datetime) -> None:
        for place, level in enumerate(("partly", "partly", "todo", "through", "partly")):
            with write() as rows:
                rows.add(WorkshopVote(workshop_id=ids["over_vote"], voter=str(place), level=level))

    call(cast)
    call(close, ids["over_vote"])
    call(close, ids["few_vote"])
    return ids, {"phone": f"/vote/{codes['vote']}"}
