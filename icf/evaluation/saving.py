"""What is said of promises, saved the way answers are: by the same script, with both texts kept.

On pages and in JSON a promise is a question with the key ``promise-<id>``; its parts are the fields
of ``PromiseForm``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from icf.assessments.posted import Posted
from icf.assessments.saving import Clash, Fault, Saved, SaveOutcome
from icf.assessments.sheet import Sheet
from icf.core.answer import STRENGTHS, Answer
from icf.errors import NotFound
from icf.evaluation.forms import SURE, PromiseForm
from icf.evaluation.promises import FIELDS, Asked, said_in, save_review
from icf.evaluation.result import answer_label
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.web.row_id import row_id

PREFIX = "promise-"


def key_of(promise_id: int) -> str:
    """What a promise is called in fields and in JSON."""
    return f"{PREFIX}{promise_id}"


def save_posted(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, posted: Sequence[Posted]
) -> SaveOutcome:
    """Save what was sent of promises; what is sound is kept beside what is not.

    Raises:
        NotFound: the evaluation does not ask one of them back.
        Conflict: the evaluation is signed off or deleted.
    """
    saved: list[Saved] = []
    clashes: list[Clash] = []
    faults: list[Fault] = []
    for post in posted:
        promise_id = _promise_id(post.key)
        form = PromiseForm(MultiDict(_parts(post)), meta={"csrf": False})
        if not form.validate():
            faults += [Fault(post.key, text, name) for name, text in _errors(form)]
        elif post.keep != "theirs":
            said, both = form.values(), post.keep == "both"
            kept = save_review(session, actor, now, sheet, promise_id, post.version, said, both)
            if kept.theirs is None:
                saved.append(Saved(post.key, kept.version, kept.at))
            else:
                theirs = as_answer(post.key, said_of(kept.theirs))
                who, mine = kept.theirs.editor, as_answer(post.key, said)
                clashes.append(Clash(post.key, kept.version, who, theirs, mine))
    return SaveOutcome(tuple(saved), tuple(clashes), tuple(faults))


def said_of(asked: Asked) -> dict[str, str]:
    """What an evaluation says of a promise so far, by field name; empty where it says nothing."""
    return said_in(asked.review) if asked.review else {}


def as_answer(key: str, said: Mapping[str, str]) -> Answer:
    """What is said of a promise in the shape in which two versions of an answer are shown."""
    strength = next((one for one in STRENGTHS if one == said.get("strength")), None)
    labels = {
        "why": _("Why:"),
        "evidence": _("What shows it:"),
        "who_says": _("Who says so:"),
        "learned": _("What we learn:"),
    }
    lines = [f"{label} {said[name]}" for name, label in labels.items() if said.get(name)]
    sure = [str(SURE[strength])] if strength else []
    return Answer(
        question=key,
        value={name: said.get(name, "") for name in FIELDS if name != "strength"},
        strength=strength,
        displayed="\n".join([answer_label(said.get("answer", "")), *lines, *sure]),
    )


def _promise_id(key: str) -> int:
    try:
        return row_id(key.removeprefix(PREFIX) if key.startswith(PREFIX) else "")
    except ValueError:
        raise NotFound(
            _("There is no such promise here."), _("Go back to what you said you would do.")
        ) from None


def _parts(post: Posted) -> dict[str, str]:
    return {name: "".join(texts[:1]) for name, texts in post.fields.items()} | {
        "strength": post.strength
    }


def _errors(form: PromiseForm) -> list[tuple[str, str]]:
    return [(field.short_name, str(text)) for field in form for text in field.errors]
