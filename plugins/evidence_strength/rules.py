"""What is suggested: to look for evidence where a strong rating rests on little."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icf.plugin import Answer, Questionnaire, Suggestion, Wording, plain

from .approaches import HAVE, PACK, approaches, risky

GATHER: Mapping[str, Wording] = {
    "connecting": plain("Check with two people who know the area whom this work does not reach."),
    "communicating": plain("Ask ten people whether they heard of this, and from whom."),
    "equalising": plain("Count who comes and who stays away, and ask some who stay away why."),
    "trusting": plain("Ask people what you promised last time, and if you kept it."),
    "celebrating": plain("Ask people what they are proud of here, and write down what they say."),
}


@dataclass(frozen=True)
class GatherEvidence:
    """Suggests one thing for each approach with a strong rating and weak, old or no evidence."""

    key: str = "evidence_strength:gather"
    layer: str = PACK

    def suggest(
        self, questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
    ) -> Iterable[Suggestion]:
        """Nothing while nobody has said for which approaches there is evidence."""
        for one in risky(approaches(questionnaire, depth, answers)):
            asked = f"{PACK}:{one.key}"
            yield Suggestion(
                key=f"{PACK}:gather-{one.key}",
                question=asked if one.found.rating else HAVE,
                approach=f"icf:{one.key}",
                text=GATHER[one.key],
                layer=self.layer,
            )
