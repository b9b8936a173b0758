"""Reports of a fictional project – Millbrook garden – in two sizes, with every kind of block."""

from icf.core.report import (
    Asked,
    Bar,
    Bars,
    Bullets,
    Cell,
    Cover,
    Facts,
    Figure,
    Heading,
    Part,
    QuestionAnswer,
    Report,
    Table,
    Words,
)

WELSH = "Mae'r ardd yn perthyn i bawb: dŵr, llwybrau a lle i eistedd. Mae tŷ gwydr yn yr ŵyl."
POLISH = (
    "Ogród należy do wszystkich: woda, ścieżki i miejsce, gdzie można usiąść. Zażółć gęślą jaźń."
)
URDU = "یہ باغ سب کا ہے۔ ہم چاہتے ہیں کہ یہاں بیٹھنے کی جگہ ہو اور راستے ہموار ہوں۔"
PUNJABI = "ਇਹ ਬਾਗ਼ ਸਾਰਿਆਂ ਦਾ ਹੈ। ਅਸੀਂ ਚਾਹੁੰਦੇ ਹਾਂ ਕਿ ਇੱਥੇ ਬੈਠਣ ਲਈ ਥਾਂ ਹੋਵੇ।"
GUJARATI = "આ બગીચો સૌનો છે. અમે ઇચ્છીએ છીએ કે અહીં બેસવાની જગ્યા હોય."

SEEN_BY = (
    "Seen by Parks and Greenspaces in Millbrook Council. Nobody outside until someone sends it. "
    "May be released under freedom of information."
)

_LEVELS = ("Still to do", "Partly", "Thought through", "Not relevant here", "Not answered")
_LOOKS = ("low", "mid", "high", "blank", "none")

PROFILE = Bars(
    "How far each approach is thought through",
    _LEVELS,
    (
        Bar("Connecting", (1, 1, 3, 0, 0)),
        Bar("Communicating", (0, 2, 2, 0, 1)),
        Bar("Equalising", (2, 1, 1, 1, 0)),
        Bar("Trusting", (1, 2, 2, 0, 0)),
        Bar("Celebrating", (0, 0, 4, 0, 1)),
    ),
    _LOOKS,
)

QUICK_PROFILE = Bars(
    PROFILE.title,
    PROFILE.levels,
    (
        Bar("Connecting", (0, 1, 1, 0, 0)),
        Bar("Communicating", (0, 1, 1, 0, 0)),
        Bar("Equalising", (1, 1, 0, 0, 0)),
        Bar("Trusting", (0, 0, 2, 0, 0)),
        Bar("Celebrating", (0, 0, 1, 1, 0)),
    ),
    PROFILE.looks,
)

_ACTION_COLUMNS = ("What we will do", "Who", "By when", "How we will know", "Status")
_ACTION_WIDTHS = (35, 15, 15, 20, 15)
_ACTIONS = (
    (
        "Meet the walking group and the carers' lunch on their own ground before the layout is "
        "drawn",
        "Parks officer",
        "12 January 2027",
        "Their words are in the design brief",
        Cell("On track", "on"),
    ),
    (
        "Put the plan on the notice board, in the mosque's newsletter and in the school's messages",
        "Communications",
        "1 February 2027",
        "People at the first session say where they heard of it",
        Cell("At risk", "risk"),
    ),
    (
        "Pay the bus fares of anybody who comes to plan with us",
        "Community team",
        "No date yet: the budget is agreed in January",
        "Nobody says that the fare kept them away",
        Cell("Not rated", "none"),
    ),
    (
        "Ask an access group to walk the paths with the designer",
        "Designer",
        "20 February 2027",
        "A note of the walk, and the drawing changed",
        Cell("Off track", "off"),
    ),
    (
        "Tell everybody who took part what was decided and why",
        "Parks officer",
        "30 April 2027",
        "A letter and a visit to each group",
        Cell("Done", "done"),
    ),
)

COMPASS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 240" width="360" height="240">'
    "<title>Compass</title>"
    '<g fill="none" stroke="#8a9299"><circle cx="180" cy="120" r="35"/><circle cx="180" '
    'cy="120" r="70"/>'
    '<circle cx="180" cy="120" r="105"/></g>'
    '<polygon points="180,35 255,85 240,165 180,190 110,160 125,90" fill="#12436D" '
    'fill-opacity="0.25" '
    'stroke="#12436D" stroke-width="2"/>'
    '<text x="180" y="12" text-anchor="middle" font-size="12">Moving around</text>'
    '<text x="290" y="85" font-size="12">Natural space</text>'
    '<text x="285" y="180" font-size="12">Feeling safe</text>'
    '<text x="180" y="238" text-anchor="middle" font-size="12">Social contact</text>'
    '<text x="72" y="180" text-anchor="end" font-size="12">Care</text>'
    '<text x="70" y="85" text-anchor="end" font-size="12">Play</text></svg>'
)


def quick() -> Report:
    """Two sides, no cover and no contents."""
    return Report(
        title="Millbrook garden",
        subtitle="Project plan – what we thought about and what we will do",
        language="en-GB",
        organisation="Millbrook Council, Parks and Greenspaces",
        reference="MG-2026-014",
        version="version 1",
        made_on="2026-11-21",
        marking="OFFICIAL",
        seen_by=SEEN_BY,
        parts=(
            Part(
                "Where we are",
                (
                    Words(
                        "We want to turn the old bowling green at Millbrook into a garden that "
                        "people plan, "
                        "plant and look after together. Six of ten questions are thought "
                        "through. The "
                        "biggest gap is who might be left out: we have not yet asked carers, or "
                        "people "
                        "who do not read English.",
                        look="lead",
                    ),
                    Facts(
                        (
                            ("Lead", "Parks officer, Millbrook Council"),
                            ("Partners", "Millbrook Walkers, Mill Lane School"),
                            ("Places", "Millbrook; ward: Mill Valley"),
                            ("Stage", "Planning, new work"),
                        )
                    ),
                    QUICK_PROFILE,
                ),
            ),
            Part(
                "What we will do",
                (Table("Five things that we will do", _ACTION_COLUMNS, _ACTIONS, _ACTION_WIDTHS),),
            ),
            Part(
                "What to look at again",
                (
                    Bullets(
                        (
                            "Who might be left out – still to do. Nobody has asked carers yet.",
                            f"Communicating – a neighbour wrote to us: {URDU}",
                            "How we will say what was decided – partly. There is no date for it.",
                        )
                    ),
                ),
            ),
            Part(
                "How this was made",
                (
                    Words(
                        "The quick checklist: ten questions in about fifteen minutes. 35 "
                        "questions of the "
                        "full checklist were not asked. The standard checklist was suggested "
                        "because the "
                        "work changes a place that many people use; we chose quick because the "
                        "layout is "
                        "not drawn yet, and will answer the standard one in February.",
                        look="note",
                    ),
                ),
            ),
        ),
    )


def standard(actions: int = 40, draft: bool = False) -> Report:
    """Cover, page 2 alone, contents, findings, a long action table, figure and appendices."""
    return Report(
        title="Millbrook garden",
        subtitle="Project plan for the Mill Valley Place Board",
        language="en-GB",
        organisation="Millbrook Council",
        reference="MG-2026-015",
        version="version 3",
        made_on="2026-11-21",
        marking="OFFICIAL-SENSITIVE",
        seen_by=SEEN_BY,
        draft=draft,
        cover=Cover(
            "The Board is asked to agree the garden's five promises, to release £18,000 for the "
            "first "
            "year and to say who will speak for the Board at the planning sessions.",
            (
                ("Meeting", "Mill Valley Place Board, 8 December 2026"),
                ("Agenda item", "7"),
                ("Author", "Parks officer, Parks and Greenspaces"),
                ("Wards", "Mill Valley; Upper Brook"),
                ("Public or private", "Public"),
            ),
        ),
        front=_front(),
        parts=(
            _findings(),
            Part("What we said we would do", (_promises(),)),
            _actions(actions),
            _resources(),
            _place_standard(),
            _method(),
            _appendix(),
            _glossary(),
        ),
    )


def _front() -> Part:
    return Part(
        "For the chair: what to decide and where we are",
        (
            Heading("Decisions asked for", 3),
            Asked(
                (
                    "Agree the five promises on page 4.",
                    "Release £18,000 from the place fund for the first year.",
                    "Name a member who comes to the planning sessions.",
                )
            ),
            Heading("Where we are", 3),
            Words(
                "Twelve of twenty-five questions are thought through and six partly. Two things "
                "hold us "
                "back: carers have not been asked, and nobody has paid for interpreters. The "
                "school and "
                "the walking group are already planning with us."
            ),
            PROFILE,
            Heading("What changed since September", 3),
            Bullets(("The mosque's women's group joined.", "The access walk moved to February.")),
            Heading("The three biggest risks", 3),
            Bullets(
                (
                    "The layout is drawn before carers are heard.",
                    "The path surface does not suit wheelchairs.",
                    "People hear of the decision from the newspaper.",
                ),
                numbered=True,
            ),
        ),
    )


def _findings() -> Part:
    blocks: list[object] = [
        Words(
            "Each approach in turn: what is strong, what is missing, and *what we heard*.",
            markdown=True,
        )
    ]
    heard = (
        ("Connecting", "“We were never asked, we were only told.” – a walker", ""),
        ("Communicating", WELSH, "cy"),
        ("Equalising", POLISH, "pl"),
        ("Trusting", URDU, "ur"),
        ("Celebrating", PUNJABI, "pa"),
    )
    for name, words, language in heard:
        blocks += [
            Heading(name, 3, anchor=f"approach-{name.lower()}"),
            Words(
                f"For **{name.lower()}** we looked at who meets whom in the garden, and who "
                f"does not. "
                "Most of what is planned grows from things that people do already.\n\n"
                "- The walking group passes every Tuesday.\n"
                "- The school wants a *growing* bed.\n\n"
                "See [what makes a good "
                "place](https://example.org/places/a-very-long-address/that-nobody-reads).",
                markdown=True,
            ),
            Words(words, language=language, look="quote"),
        ]
    blocks.append(Words(f"A note in Gujarati was left on the gate: {GUJARATI} Thank you!"))
    return Part("Findings by approach", tuple(blocks), new_page=False)  # type: ignore[arg-type]


def _promises() -> Table:
    return Table(
        "Promises of last year",
        ("What we said", "What became of it", "What we learned"),
        (
            ("Open the gate at weekends", Cell("Kept", "done"), "Two volunteers are enough"),
            ("Signs in four languages", Cell("Partly kept", "risk"), "Ask before translating"),
            ("A bench at every turn", Cell("Not kept", "off"), "The path had to come first"),
        ),
        (35, 25, 40),
    )


def _actions(count: int) -> Part:
    rows = tuple((f"A{number + 1}", *_ACTIONS[number % len(_ACTIONS)]) for number in range(count))
    return Part(
        "What we will do",
        (
            Table(
                f"{count} things that we will do",
                ("Ref", *_ACTION_COLUMNS),
                rows,
                (10, 25, 15, 15, 20, 15),
            ),
        ),
    )


def _resources() -> Part:
    return Part(
        "Resources and equality",
        (
            Facts(
                (
                    ("Money", "£18,000 in the first year, £6,000 a year after"),
                    ("People", "One day a week of a parks officer; 14 volunteers"),
                    (
                        "Equality",
                        "Screening done on 3 November 2026; full assessment in March 2027",
                    ),
                )
            ),
        ),
    )


def _place_standard() -> Part:
    themes = ("Moving around", "Natural space", "Feeling safe", "Social contact", "Care", "Play")
    return Part(
        "The place, as a conversation saw it",
        (
            Words("Added by Place Standard. Nine people talked on 2 November 2026.", look="note"),
            Figure(
                "Ratings agreed in the conversation, 1 low to 7 high",
                COMPASS,
                "A compass of six themes; moving around is highest, feeling safe lowest.",
                Table(
                    "Ratings agreed in the conversation",
                    ("Theme", "Rating", "What is good", "What could be better"),
                    tuple(
                        (theme, str(6 - n), "The brook", "Light at night")
                        for n, theme in enumerate(themes)
                    ),
                    (30, 10, 30, 30),
                ),
            ),
        ),
    )


def _method() -> Part:
    return Part(
        "How this was made",
        (
            Words(
                "The standard checklist was suggested, because many people use this place, and "
                "it was "
                "answered. Twenty questions of the full checklist were not asked."
            ),
            Bullets(("Ward councillors wrote in October.", "Two sessions in the library.")),
        ),
    )


def _appendix() -> Part:
    answers = tuple(
        QuestionAnswer(
            f"Question {number}: who is already talking with the people who use this place?",
            "Partly" if number % 3 else "Not relevant here – the place is not open yet",
            "The walking group and the school.\nCarers come next.\n\nWe have names for both."
            if number % 2
            else "",
            "people told us" if number % 2 else "",
            "Added by Place Standard" if number % 5 == 0 else "",
        )
        for number in range(1, 26)
    )
    return Part(
        "Appendix A: every question and answer",
        (
            Heading("Connecting", 3),
            *answers,
            Heading("Trusting", 3),
            QuestionAnswer("آپ کو اس جگہ کے بارے میں کیا پسند ہے؟", "بہت کچھ", URDU, language="ur"),
        ),
        detaches=True,
    )


def _glossary() -> Part:
    return Part(
        "Appendix B: words",
        (
            Facts(
                (
                    ("Approach", "One of five ways of working"),
                    ("Promise", "What we said we would do"),
                )
            ),
        ),
        detaches=True,
    )
