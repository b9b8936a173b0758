"""What is in a file that was brought, as a page, before anything changes."""

from collections.abc import Mapping
from datetime import timedelta

from flask import current_app, render_template, request

from icf.assessments.installed import kinds, plugins
from icf.assessments.page import answer_in_words, strength_label
from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.core.questionnaire import Questionnaire
from icf.db import db, write
from icf.errors import InvalidInput
from icf.offline.code import code_text
from icf.offline.coming_back import ComingBack, coming_back
from icf.offline.form import Item, code_of, items_of
from icf.offline.parts import sent_parts
from icf.offline.returned import FILE_LIMIT, Returned
from icf.packs.selection import Selection, selection
from icf.packs.service import composed_with
from icf.throttle import Count, Limit, take_try
from icf.web.guards import actor, now
from icf.web.i18n import _

UPLOADS = Limit(60, timedelta(seconds=20))
"""Of one person, together with other files that they bring: reading one takes a while."""


def uploaded() -> tuple[bytes, str]:
    """The file that was sent, within limits, and its name. Raises InvalidInput without one."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InvalidInput(_("Choose a file."), where="file")
    with write() as rows:
        take_try(rows, now(), [Count(UPLOADS, "upload", str(actor().person_id))])
    with file.stream as stream:
        content = stream.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise InvalidInput(
            _("The file is larger than 5 MB."),
            _("Nothing that was taken out of here is as large. Choose another file."),
            where="file",
        )
    return content, file.filename[-100:]


def compared(sheet: Sheet, returned: Returned) -> ComingBack:
    """A file beside a checklist. Raises InvalidInput where it is of another one."""
    paused = plugins().registry.standstill()
    secret = str(current_app.secret_key)
    return coming_back(
        db.session, actor(), sheet, returned, kinds(), paused, secret, _asked_today()
    )


def rows_page(sheet: Sheet, found: ComingBack, name: str) -> str:
    """Every row, to choose from."""
    return render_template(
        "offline/rows.html", sheet=sheet, found=found, name=name, said=_said, parts=sent_parts
    )


def own_items(sheet: Sheet) -> list[Item]:
    """What a file of this checklist asks, with whatever add-ons are installed."""
    return items_of(sheet, kinds())


def own_code(sheet: Sheet, items: list[Item]) -> str:
    """The code of a file that is taken out of this checklist now."""
    code = code_of(sheet, items)
    return code_text(code, str(current_app.secret_key), actor().organisation_id)


def sentence(error: InvalidInput) -> str:
    """What to say about a file. Workers give fixed sentences, which are translated here."""
    return " ".join(_(text) for text in (error.message, error.hint) if text)


def _asked_today() -> Mapping[str, Questionnaire]:
    """What empty forms are made of: the framework alone, and with this organisation's questions."""
    chosen = (Selection(), selection(db.session, actor().organisation_id))
    made = [composed_with(db.session, plugins(), one) for one in chosen]
    return {one.digest: one.questionnaire for one in made}


def _said(answer: Answer) -> list[str]:
    """An answer in lines: itself, the words, how sure."""
    sure = strength_label(answer.strength)
    lines = [answer_in_words(answer), answer.words, sure]
    return [line for line in lines if line] or [_("Nothing")]
