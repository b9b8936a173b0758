"""The sheets and columns of a workbook with questions. XLSForm's names stand where it has them.

Each column belongs to a key of the pack file, so that one table serves reading, writing and the
sheet of instructions.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Args:
        header: its name in the first row.
        about: what to write there, for the sheet of instructions.
        field: the key in the pack file that it fills; empty where it needs more than copying.
        words: whether there may be a column for each further language, such as ``label::cy``.
        many: whether a cell lists several keys, parted by spaces.
        width: in characters.
    """

    header: str
    about: str
    field: str = ""
    words: bool = False
    many: bool = False
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """A sheet that is filled in.

    Args:
        about: what it is for, in a sentence.
        example: a made-up row, by header; it is written in grey, after the sign #.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    example: tuple[tuple[str, str], ...] = ()

    @property
    def column(self) -> dict[str, Column]:
        """Columns by header."""
        return {column.header: column for column in self.columns}

    def header_of(self, field: str) -> str:
        """The header of the column that fills a key of the pack file, or the key itself."""
        return next((column.header for column in self.columns if column.field == field), field)


def _words(header: str, about: str, field: str = "") -> Column:
    return Column(header, about, field or header, words=True, width=44)


HINT = _words("hint", "A line below the question that helps to answer it.")
WHY = _words("why", "Why the question is asked.")
GOOD = _words("good", "What a good answer looks like.")
EXAMPLE = _words("example", "An example; say if it is made up.")

SETTINGS = Sheet(
    "settings",
    "One row about all your questions together.",
    (
        _words("form_title", "What people see above your questions.", "title"),
        Column("form_id", "A short name: lower-case letters, digits, hyphens.", "pack"),
        Column("version", "Three numbers. Raise one with every change, see below.", "version"),
        Column("default_language", "The language of all plain columns, such as en.", "language"),
        Column("publisher", "Your organisation's name.", "publisher", width=30),
        _words("description", "What the questions are for."),
        Column("format", "Leave the 1 as it is.", "format"),
    ),
)
SECTIONS = Sheet(
    "sections",
    "Pages of your own. The framework's own are in grey: you may add questions to them.",
    (
        Column("name", "A short name that never changes.", "key"),
        _words("label", "The page's title.", "title"),
        Column("instrument", "planning, or screening for questions that come first.", "instrument"),
        Column(
            "visible_to",
            "us: only your organisation sees the answers. submitted: also whoever you submit to.",
            "visible_to",
        ),
        _words("intro", "A few words above the questions."),
        Column("relevant", "Show the page only if …, see Conditions.", "show_if", width=30),
    ),
    (("name", "at-home"), ("label", "Fire safety at home"), ("instrument", "planning"),
     ("visible_to", "us"), ("intro", "Answer these if anybody in the project visits people.")),
)  # fmt: skip
SURVEY = Sheet(
    "survey",
    "Your questions, a row each.",
    (
        Column("section", "The page: a name from the sheet sections."),
        Column("type", "What kind of answer, see Types."),
        Column("name", "A short name that never changes: answers hang on it.", "key"),
        _words("label", "The question itself.", "text"),
        Column("list_name", "For select_one and select_multiple: a list of the sheet choices."),
        Column("scale", "For scale: one of the framework's, or of your sheet scales.", "scale"),
        Column("depth", "The smallest size that asks it; empty: always asked.", "depth"),
        Column("relevant", "Show it only if …, see Conditions.", "show_if", width=30),
        HINT, WHY, GOOD, EXAMPLE,
        Column("words_about", "How many words are plenty, such as 50.", "words_about"),
        Column("sample", "How a made-up project answered.", "sample", width=24),
        Column("sample_words", "What that project said about it.", words=True, width=44),
    ),
    (("section", "at-home"), ("type", "scale"), ("name", "crew-ready"),
     ("label", "How ready are the people who will visit?"), ("scale", "readiness"),
     ("depth", "quick"), ("relevant", "${home-visits} = 'yes'"),
     ("hint", "Count volunteers and contractors too."),
     ("why", "A poor visit costs trust for years."),
     ("good", "Two named people who have been on a visit before."), ("sample", "2"),
     ("sample_words", "Two crews, thirty homes, in March.")),
)  # fmt: skip
CHOICES = Sheet(
    "choices",
    "What can be ticked, a row for each choice. Several questions may use the same list.",
    (
        Column("list_name", "The list's name, the same in each of its rows."),
        Column("name", "A short name that never changes.", "key"),
        _words("label", "What people see."),
    ),
    (("list_name", "households"), ("name", "alone"), ("label", "People living alone")),
)
SCALES = Sheet(
    "scales",
    "Scales of your own, a row for each level, lowest first. The framework's own are in grey.",
    (
        Column("list_name", "The scale's short name, the same in each of its rows."),
        _words("title", "What the scale asks; in its first row.", "title"),
        Column("direction", "up: the last level is the best. down: the first is.", "direction"),
        Column("name", "The level's short name, such as 1.", "key"),
        _words("label", "The level in a few words."),
        _words("text", "What the level means, in a sentence."),
    ),
    (("list_name", "readiness"), ("title", "How ready are we?"), ("direction", "up"),
     ("name", "1"), ("label", "Not ready"), ("text", "Nobody has been named or trained.")),
)  # fmt: skip
GUIDANCE = Sheet(
    "guidance",
    "Your words below a question of the framework, whose own words stay as they are.",
    (
        Column("question", "Its name, from the sheet framework.", "question", width=30),
        HINT, WHY, GOOD, EXAMPLE,
    ),
    (("question", "icf:communicating-channels"),
     ("hint", "For us this means the doorstep as well as the letter.")),
)  # fmt: skip
ACTIONS = Sheet(
    "actions",
    "What somebody could do when one of your questions shows a gap.",
    (
        Column("question", "The name of your question."),
        Column("name", "A short name that never changes.", "key"),
        _words("label", "What to do, beginning with a verb.", "text"),
        Column("when", "The answers that call for it; empty: all but the best.", "when", many=True),
    ),
    (("question", "crew-ready"), ("name", "shadow-visit"),
     ("label", "Pair each new visitor with an experienced one."), ("when", "1 2")),
)  # fmt: skip
DEPTHS = Sheet(
    "depths",
    "A size of your own: a choice of questions, the framework's and yours.",
    (
        Column("name", "A short name that never changes.", "key"),
        _words("label", "What people see.", "title"),
        _words("description", "Whom it is for."),
        Column("minutes", "How long it takes.", "minutes"),
        Column("screening", "true: the screening questions come first. false: not.", "screening"),
        Column("questions", "All questions asked, parted by spaces.", "questions", many=True,
               width=60),
    ),
    (("name", "visit"), ("label", "One visit"), ("description", "For a single evening."),
     ("minutes", "5"), ("screening", "false"), ("questions", "icf:connecting-who crew-ready")),
)  # fmt: skip
RENAMED = Sheet(
    "renamed",
    "Short names that you changed, so that the answers follow.",
    (
        Column("old_name", "The name as it was."),
        Column("new_name", "The name as it is now."),
    ),
    (("old_name", "visits"), ("new_name", "home-visits")),
)

SHEETS = (SETTINGS, SURVEY, CHOICES, SCALES, SECTIONS, GUIDANCE, ACTIONS, DEPTHS, RENAMED)
"""All sheets that are filled in, in the order in which they stand and faults are shown."""

IGNORED = ("Instructions", "framework", "lists")
"""Sheets of ours that are only read by people."""

COMMENT = "#"
"""A row whose first filled cell begins so is left alone."""

TYPES = {
    "text": ("text", "Words."),
    "yes_no": ("yes_no", "Yes or no."),
    "select_one": ("choice", "One of a list; name the list under list_name."),
    "select_multiple": ("choices", "Several of a list; name the list under list_name."),
    "scale": ("scale", "A level; name the scale under scale."),
    "number": ("number", "A number."),
    "date": ("date", "A day."),
}
"""Each type on offer: the kind of question that it makes, and what it asks for."""

TYPE_OF_KIND = {kind: name for name, (kind, _) in TYPES.items()}

CONDITIONS = (
    "${home-visits} = 'yes'   compares with an answer; also != < <= > >=",
    "selected(${households}, 'alone')   one of several choices is ticked",
    "answered(${crew-ready})   it has been answered at all",
    "Join them with and, or, not and parentheses. Names of the framework's questions begin with "
    "icf: – find them in the sheet framework.",
)
STEPS = (
    "Fill in the one row of the sheet settings.",
    "Write your questions in the sheet survey, a row each. Pick from the arrows in the cells.",
    "Lists to tick from go into the sheet choices, scales of your own into the sheet scales.",
    "Grey rows are examples, or the framework's own: they are never imported. A row stays an "
    "example as long as its first cell begins with #.",
    "Save the file and bring it in under “Your own questions”: it is only tried out at first, and "
    "every fault is shown with its cell. On a command line: icf packs import FILE --dry-run.",
)
VERSIONS = (
    "The third number goes up for a correction that changes no meaning.",
    "The second goes up for new questions or new guidance.",
    "The first goes up when a question means something else, or has gone.",
    "icf packs diff OLD NEW says which one it has to be.",
)
LANGUAGES = (
    "For a second language add a column with its code after the name, such as label::cy beside "
    "label. What is not translated is shown in the first language, marked as such."
)
