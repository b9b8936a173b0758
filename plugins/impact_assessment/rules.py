"""What the impact assessment suggests: to ask those about whom nothing is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icf.plugin import Answer, Questionnaire, Suggestion, Wording, plain

from .looks import GROUPS, NOT_SURE, PACK, rows_of, ticked, visible_answers

ASK: Mapping[str, Wording] = {
    "age": plain("Ask some children, young adults and older people what this would change."),
    "disability": plain("Ask a group led by disabled people what this would change for them."),
    "gender-reassignment": plain("Ask a trans group what this would change for them."),
    "marriage": plain("Ask people who are married or in a civil partnership what would change."),
    "pregnancy": plain("Ask pregnant women and new mothers what this would change for them."),
    "race": plain("Ask people of the backgrounds that live here what would change for them."),
    "religion": plain("Ask people of the faiths that meet here, and some of none, what changes."),
    "sex": plain("Ask women and men apart from each other what this would change for them."),
    "sexual-orientation": plain("Ask a lesbian, gay and bisexual group what this would change."),
    "carers": plain("Ask unpaid carers, young ones too, what this would change for them."),
    "low-income": plain("Ask people who count every pound what this would change for them."),
}

LOOK_TOGETHER = plain(
    "Go through the list of groups with two people who will use this, and tick it together."
)


@dataclass(frozen=True)
class AskThem:
    """Suggests to ask each group whose answer is “don’t know”, or a guess without evidence.

    Where the first look itself was not sure, it suggests to repeat it with others.
    """

    key: str = "impact_assessment:ask-them"
    layer: str = PACK

    def suggest(
        self, questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
    ) -> Iterable[Suggestion]:
        """The first look, then one for each such group in the order of the list."""
        first = visible_answers(questionnaire, depth, answers).get(GROUPS)
        if first and (first.blank == "dont_know" or NOT_SURE in ticked(first)):
            yield Suggestion(f"{PACK}:look-together", GROUPS, "", LOOK_TOGETHER, self.layer)
        for row in rows_of(GROUPS, questionnaire, depth, answers):
            if row.is_unknown and row.key in ASK:
                yield Suggestion(
                    key=f"{PACK}:ask-{row.key}",
                    question=f"{PACK}:{row.key}",
                    approach="",
                    text=ASK[row.key],
                    layer=self.layer,
                )
