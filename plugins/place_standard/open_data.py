"""The conversations as open data: a row for each conversation and theme, without small numbers."""

from collections.abc import Iterable, Sequence
from statistics import median_high, median_low

from icf.plugin import (
    FEW_PEOPLE,
    N_,
    Download,
    Exporter,
    InvalidInput,
    NotFound,
    PageRequest,
    Redirect,
    ReportContext,
    TemplatePage,
    csv_text,
    plain,
    submitted,
)

from .conversation import rated_themes
from .kept import conversations, of_answers
from .names import KINDS, THEMES, VERSIONS
from .record import Conversation, Said
from .results import groups_in_words, people_in_words

FILE = "conversations.csv"
LICENCE = "licence"
LICENCES = {
    "": N_("Not decided: ask before you use it again"),
    "ogl": N_("Open Government Licence v3.0"),
    "cc-by": N_("Creative Commons Attribution 4.0"),
    "cc0": N_("Creative Commons Zero 1.0: no conditions"),
}

COLUMNS = (
    ("place", N_("The place, as those who recorded the conversation call it.")),
    ("kind", N_("Street, neighbourhood, centre, green space, ward or another kind of place.")),
    ("ward", N_("The ward, where it was said.")),
    ("held_on", N_("The day of the conversation: year, month, day.")),
    (
        "version",
        N_("Whose scale it is: adults (1 to 7) or children (three points). Never mix them."),
    ),
    ("highest", N_("The highest rating of that scale: 7 or 3. The lowest is 1.")),
    ("people", N_("How many took part. “Fewer than 5” stands for 1 to 4.")),
    ("groups", N_("Groups of 5 people or more, with their numbers. Smaller ones are left out.")),
    ("theme", N_("One of the 14 themes.")),
    ("agreed", N_("The one rating that people agreed; empty where they agreed none.")),
    ("agreed_in_words", N_("The same in the words of the scale of that day.")),
    ("ratings", N_("How many participants gave a rating of their own; empty below 5.")),
    ("lowest", N_("The lowest of these ratings.")),
    ("middle_from", N_("The middle of these ratings; where two are in the middle, the lower one.")),
    ("middle_to", N_("The higher one of the two in the middle.")),
    ("highest_given", N_("The highest of these ratings.")),
    ("priority", N_("Yes where people chose the theme as a priority.")),
    ("recorded_in", N_("The reference of the checklist; empty where there is none.")),
    ("licence", N_("Under which conditions you may use the row again.")),
)
TEXTS = (
    ("good", N_("What is good, where the text may be published.")),
    ("better", N_("What could be better, where the text may be published.")),
)

Row = tuple[str | int | None, ...]


def rows(found: Iterable[Conversation], licence: str, with_texts: bool = False) -> Sequence[Row]:
    """The header and a row for each conversation and each theme of which something was said."""
    columns = (*COLUMNS, *TEXTS) if with_texts else COLUMNS
    header: Row = tuple(name for name, _meaning in columns)
    return [
        header,
        *(
            _row(one, theme, said, licence) + (_texts(one, said) if with_texts else ())
            for one in found
            for theme, said in one.said.items()
        ),
    ]


def data(request: PageRequest) -> TemplatePage:
    """What the data are, and where to download them."""
    return _about(request, public=False)


def public_data(request: PageRequest) -> TemplatePage:
    """The same for anybody."""
    return _about(request, public=True)


def download(request: PageRequest) -> Download:
    """The table of the whole organisation."""
    return _file(request, public=False)


def public_download(request: PageRequest) -> Download:
    """The table that anybody may have."""
    return _file(request, public=True)


def choose_licence(request: PageRequest) -> TemplatePage | Redirect:
    """Say under which licence the data are open."""
    _ = request.translate
    stored = request.store.get(LICENCE)
    if request.method == "POST":
        chosen = submitted(request.form, "licence")
        if chosen not in LICENCES:
            raise InvalidInput(_("Choose one of the licences shown."), "")
        request.store.set(LICENCE, chosen)
        return Redirect("/data", _("The licence is saved."))
    values = {
        "licences": [(key, _(name)) for key, name in LICENCES.items()],
        "chosen": stored.value if stored else "",
    }
    return TemplatePage("place_standard/licence.html", _("Licence of the open data"), values)


def of_plan(context: ReportContext) -> str:
    """The conversation of one checklist."""
    themes = {
        one.question.key: context.answers[one.question.key]
        for one in rated_themes(context.questionnaire, context.depth, context.answers)
        if one.question.key in context.answers
    }
    held = of_answers(context.reference, "", context.answers, themes)
    return csv_text(rows([held] if held else [], context.translate(LICENCES[""])))


OPEN_DATA = Exporter(
    key="place_standard:conversation",
    title=plain("Place Standard: the ratings, as a table"),
    media_type="text/csv",
    extension="csv",
    export=of_plan,
)


def licence_of(request: PageRequest) -> str:
    """The name of the licence that was chosen."""
    stored = request.store.get(LICENCE)
    name = LICENCES.get(str(stored.value) if stored else "", LICENCES[""])
    return request.translate(name)


def _about(request: PageRequest, public: bool) -> TemplatePage:
    _ = request.translate
    values = {
        "file": f"/files/{FILE}",
        "licence": licence_of(request),
        "organisation": request.organisation,
        "columns": [(name, _(meaning)) for name, meaning in (*COLUMNS, *TEXTS)],
        "public": public,
        "is_empty": not conversations(request, public),
    }
    return TemplatePage("place_standard/data.html", _("Place Standard: open data"), values)


def _file(request: PageRequest, public: bool) -> Download:
    if request.params.get("file") != FILE:
        raise NotFound(request.translate("There is no such file."))
    # A draft may still change, and a table that was handed out cannot be taken back.
    found = [one for one in conversations(request, public) if one.state != "draft"]
    with_texts = submitted(request.query, "texts") == "yes"
    return Download(
        "place-standard.csv", "text/csv", csv_text(rows(found, licence_of(request), with_texts))
    )


def _row(one: Conversation, theme: str, said: Said, licence: str) -> Row:
    each = sorted(said.each) if len(said.each) >= FEW_PEOPLE else []
    spread: Row = (
        (len(each), each[0], median_low(each), median_high(each), each[-1])
        if each
        else (None, None, None, None, None)
    )
    return (
        *(one.place, KINDS.get(one.kind, ""), one.ward, one.held_on),
        *(VERSIONS[one.version], one.highest),
        *("" if one.how_many is None else people_in_words(one, str, public=True),),
        *(groups_in_words(one, str, public=True), THEMES[theme]),
        *(said.agreed, one.rating_in_words(theme), *spread),
        "yes" if theme in [each.theme for each in one.priorities] else "no",
        *(one.reference, licence),
    )


def _texts(one: Conversation, said: Said) -> Row:
    return (said.good, said.better) if one.may_publish else ("", "")
