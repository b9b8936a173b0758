"""What Place Standard suggests: a larger depth, and what to do about the lowest themes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icf.plugin import Answer, Compare, Questionnaire, Suggest, Suggestion, Wording, plain

from .conversation import CHANGES_PLACE, PACK, rated_themes

LOWEST = 3
"""How many themes at most are suggested for action."""

HIGHEST_SUGGESTED = 4
"""A theme that people rated higher than this is not suggested."""

STREETS_NEED_STANDARD = Suggest(
    depth="standard",
    because=plain(
        "It changes a place that everybody uses, and people will live with it for years."
    ),
    when=Compare(CHANGES_PLACE, "=", "yes"),
)


@dataclass(frozen=True)
class LowestThemes:
    """Suggests to talk about the themes that people rated lowest."""

    key: str = "place_standard:lowest-themes"
    layer: str = PACK

    def suggest(
        self, questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
    ) -> Iterable[Suggestion]:
        """At most three, lowest first; among equals the framework's order decides."""
        low = [
            (rated.rating, rated.question)
            for rated in rated_themes(questionnaire, depth, answers)
            if rated.rating is not None and rated.rating <= HIGHEST_SUGGESTED
        ]
        for _rating, question in sorted(low, key=lambda pair: pair[0])[:LOWEST]:
            yield Suggestion(
                key=f"{PACK}:raise-{question.key.removeprefix(f'{PACK}:')}",
                question=question.key,
                approach="",
                text=_agree_to_raise(question.text),
                layer=self.layer,
            )


def _agree_to_raise(theme: Wording) -> Wording:
    name = theme.original
    return plain(f"Agree with people what would raise “{name}”, and who does it.")
