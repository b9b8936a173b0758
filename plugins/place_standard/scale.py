"""The two scales of the themes: adults' 1 to 7 and children's three points. The words are our own.

They are never mixed: no average, no line and no table has ratings of both.
"""

from icf.plugin import Level, Scale, plain

LEVELS = (
    ("1", "Almost everything could be better", "People struggle with this every day."),
    ("2", "Most of it could be better", "A few things work; most do not, or not for everybody."),
    ("3", "A lot could be better", "There is something to build on, and much to put right."),
    ("4", "Half good, half not", "It depends on the street, the hour or who you are."),
    ("5", "Mostly good", "It works for most people; several things should change."),
    ("6", "Good", "It works well; one or two things should change."),
    ("7", "Hardly anything could be better", "People would be sorry to see this change."),
)

RATING = Scale(
    key="place_standard:rating",
    title=plain("How good is this place?"),
    levels=tuple(
        Level(key, plain(f"{key} – {label}"), plain(meaning)) for key, label, meaning in LEVELS
    ),
    direction="up",
)

CHILDREN_LEVELS = (
    ("1", "Not good", "We do not like this here."),
    ("2", "In between", "Some of it is good and some is not."),
    ("3", "Good", "We like this here."),
)

CHILDREN = Scale(
    key="place_standard:children",
    title=plain("What do children think of this place?"),
    levels=tuple(
        Level(key, plain(f"{key} – {label}"), plain(meaning))
        for key, label, meaning in CHILDREN_LEVELS
    ),
    direction="up",
)
