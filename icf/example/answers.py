"""What somebody says to each question: from the files, from the samples, or drawn with the seed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from random import Random

from icf.assessments.posted import Posted
from icf.assessments.sheet import Sheet
from icf.core.depth import asked_sections
from icf.core.questionnaire import CORE, PLANNING, Question, Section
from icf.example.clock import Clock
from icf.example.content import Checklist, Conversation, Phrases, PieceOfWork, Said

LEVELS = ("todo", "partly", "through")
MOODS = {"early": (50, 40, 10), "mixed": (25, 45, 30), "strong": (5, 40, 55)}
STRENGTHS = {"think": 45, "checked": 30, "told": 15, "": 10}
WORDLESS_SHARE = 0.12
PLACE_STANDARD = "place-standard"


class Deck:
    """Deals out sentences that fit; none comes again before all others that fit have come."""

    def __init__(self, phrases: Phrases, seed: int) -> None:
        self._phrases = phrases
        self._seed = seed
        self._dealt: dict[str, int] = defaultdict(int)

    def deal(self, question: str, level: str, work: PieceOfWork) -> str:
        pile = [one.text for one in self._phrases[question][level] if one.fits(work)]
        Random(f"{self._seed} {question} {level}").shuffle(pile)  # noqa: S311 no secret
        fewest = min(self._dealt[text] for text in pile)
        chosen = next(text for text in pile if self._dealt[text] == fewest)
        self._dealt[chosen] += 1
        words = work.words
        capitals = {key.capitalize(): text[:1].upper() + text[1:] for key, text in words.items()}
        return " ".join(chosen.format(**words, **capitals).split())


def full_key(name: str) -> str:
    """The key of a question; those of the core are written without ``icf:``."""
    return name if ":" in name else f"{CORE}:{name}"


def screening(content: Checklist, sheet: Sheet) -> list[Posted]:
    """The screening questions, as far as they were answered."""
    return [
        Posted(full_key(name), 0, {"value": [value]})
        for name, value in content.screening.items()
        if full_key(name) in sheet.index.question
    ]


def by_section(
    content: Checklist, sheet: Sheet, deck: Deck, work: PieceOfWork, random: Random
) -> Iterator[tuple[Section, list[Posted]]]:
    """The answers to the core's questions, section by section, as far as they were given."""
    sections = asked_sections(sheet.questionnaire, PLANNING, content.depth)
    core = [section for section in sections if section.layer == CORE]
    left = round(content.share * sum(len(section.questions) for section in core))
    for section in core:
        asked = section.questions[:left]
        left -= len(asked)
        found = [_answer(content, question, deck, work, random) for question in asked]
        yield section, [one for one in found if one]


def in_conversation(talk: Conversation, clock: Clock) -> list[Posted]:
    """The record of a Place Standard conversation."""
    facts = {
        "held": "yes",
        "held-on": clock.date(talk.after).isoformat(),
        "held-where": talk.where,
        "how-many": str(talk.how_many),
        "who": talk.who,
    }
    posted = [Posted(f"{PLACE_STANDARD}:{key}", 0, {"value": [v]}) for key, v in facts.items()]
    for key, theme in talk.themes.items():
        rating = str(theme.rating or "")
        parts = {"rating": [rating], "good": [theme.good], "better": [theme.better]}
        posted.append(Posted(f"{PLACE_STANDARD}:{key}", 0, parts))
    return posted


def no_conversation() -> list[Posted]:
    """Nobody has talked about the place yet."""
    return [Posted(f"{PLACE_STANDARD}:held", 0, {"value": ["no"]})]


def changed(answers: Mapping[str, Said], sheet: Sheet) -> list[Posted]:
    """Answers that take the place of those on the sheet."""
    return [
        posted(key, said, sheet.edited[key].version if key in sheet.edited else 0)
        for key, said in ((full_key(name), said) for name, said in answers.items())
    ]


def looked_at(names: list[str], sheet: Sheet) -> list[Posted]:
    """Copied answers that somebody has checked and left as they are."""
    found = []
    for key in map(full_key, names):
        answer = sheet.answers[key]
        said = Said(
            value=str(answer.value or ""),
            words=answer.words,
            strength=answer.strength or "",
            blank=answer.blank or "",
            reason=answer.reason,
        )
        found.append(posted(key, said, sheet.edited[key].version))
    return found


def posted(key: str, said: Said, version: int = 0) -> Posted:
    """An answer as a page would send it."""
    values = said.value if isinstance(said.value, list) else [said.value]
    return Posted(
        key,
        version,
        {"value": values} if said.value else {},
        said.blank,
        said.reason.strip(),
        said.words.strip(),
        said.strength,
        said.later,
    )


def _answer(
    content: Checklist, question: Question, deck: Deck, work: PieceOfWork, random: Random
) -> Posted | None:
    name = question.key.removeprefix(f"{CORE}:")
    if name in content.answers:
        return posted(question.key, content.answers[name])
    if name in content.silent:
        return None
    if content.samples and question.sample:
        strength = content.strengths.get(name, "")
        sample = question.sample
        said = Said(value=sample.value, words=sample.words.original, strength=strength)
        return posted(question.key, said)
    return posted(question.key, _drawn(content.mood, name, deck, work, random))


def _drawn(mood: str, name: str, deck: Deck, work: PieceOfWork, random: Random) -> Said:
    level = random.choices(LEVELS, MOODS[mood])[0]
    strength = random.choices(list(STRENGTHS), list(STRENGTHS.values()))[0]
    silent = random.random() < WORDLESS_SHARE
    return Said(
        value=level,
        words="" if silent else deck.deal(name, level, work),
        strength="" if level == "todo" else strength,
    )
