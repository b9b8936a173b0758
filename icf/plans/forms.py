"""Forms of what we will do, and of check and sign off."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from icf.plans.models import Action, PlanPaper
from icf.plans.signing import MAX_DECISIONS, MAX_RISKS
from icf.plans.status import PRIORITIES
from icf.web.forms import DateField, IcfForm, at_most, choices
from icf.web.i18n import _l

BUDGET_LABELS = {
    "not_needed": _l("None needed"),
    "agreed": _l("Agreed"),
    "asked": _l("Asked for"),
    "not_asked": _l("Not asked for yet"),
}


class ActionForm(IcfForm):
    """One thing we will do."""

    what = TextAreaField(
        _l("What will we do?"), [InputRequired(_l("Say what we will do")), at_most(2000)]
    )
    who = StringField(_l("Who?"), [at_most(200)])
    due_on = DateField(_l("By when?"))
    no_date_reason = StringField(_l("If there is no date, why?"), [at_most(500)])
    how_we_know = TextAreaField(_l("How will we know that it made a difference?"), [at_most(2000)])
    support_needed = StringField(_l("Support that we need"), [at_most(500)])
    support_offered = StringField(_l("Support that we can offer others"), [at_most(500)])
    budget = RadioField(_l("Money and staff time"), choices=choices(BUDGET_LABELS))
    resources = StringField(_l("What money, people and things are agreed?"), [at_most(500)])
    priority = SelectField(_l("Priority"), choices=choices(PRIORITIES), default="")
    starts_on = DateField(_l("When does it start?"))
    owner = SelectField(_l("Who is reminded?"), default="")
    approach = SelectField(_l("Which approach does it serve?"))

    people: Mapping[int, str] = {}

    def offer(self, approaches: Mapping[str, str], people: Mapping[int, str]) -> None:
        """Fill in the approaches, name by key, and the colleagues who can be reminded."""
        self.approach.choices = choices({"": _l("None in particular"), **approaches})
        self.budget.validate_choice = False
        self.priority.validate_choice = False
        self.people = people
        names = {str(number): name for number, name in people.items()}
        self.owner.choices = choices({"": _l("Whoever goes by the name above"), **names})

    def keep_words(self, found: Action) -> None:
        """Leave out what a signed form promised, which stays as it was promised."""
        del self.what
        del self.how_we_know
        if found.approach:
            del self.approach

    def values(self) -> dict[str, Any]:
        """What was entered, as ``icf.plans.action.add_action`` takes it."""
        names = (
            "what", "who", "no_date_reason", "how_we_know", "support_needed", "support_offered",
            "resources", "approach",
        )  # fmt: skip
        texts = {name: self[name].data or "" for name in names if name in self}
        owner_id = int(self.owner.data) if self.owner.data else None
        if owner_id and not texts["who"]:
            texts["who"] = self.people.get(owner_id, "")
        return {
            **texts,
            "due_on": self.due_on.data,
            "starts_on": self.starts_on.data,
            "budget": self.budget.data if self.budget.data in BUDGET_LABELS else "",
            "priority": self.priority.data if self.priority.data in PRIORITIES else "",
            "owner_id": owner_id,
        }


class SignOffForm(IcfForm):
    """What only the officer can supply for the paper, and the name under it."""

    decisions = TextAreaField(
        _l("What is the board or committee asked to decide?"), [at_most(4000)]
    )
    meeting = StringField(_l("Which meeting?"), [at_most(200)])
    meets_on = DateField(_l("When does it meet?"))
    agenda_item = StringField(_l("Agenda item"), [at_most(60)])
    is_public = RadioField(
        _l("Is the paper public?"), choices=choices({"yes": _l("Public"), "no": _l("Private")})
    )
    position = TextAreaField(_l("Where are we, in three sentences?"), [at_most(1500)])
    risks = TextAreaField(_l("The biggest risks"), [at_most(3000)])
    resources = TextAreaField(_l("Money, staff and other resources"), [at_most(4000)])
    equality = TextAreaField(_l("What does it mean for equality?"), [at_most(4000)])
    ask_again_on = DateField(_l("When shall we ask how it went?"))
    signed_name = StringField(_l("Your name"), [at_most(200)])
    signed_role = StringField(_l("Your role"), [at_most(200)])

    def offer(self) -> None:
        """Public or private may stay open."""
        self.is_public.validate_choice = False

    def paper(self) -> dict[str, Any]:
        """What was entered for the paper, as ``icf.plans.signing.save_paper`` takes it."""
        names = ("meeting", "agenda_item", "position", "resources", "equality")
        texts = {name: getattr(self, name).data or "" for name in names}
        return {
            **texts,
            "meets_on": self.meets_on.data,
            "is_public": {"yes": True, "no": False}.get(self.is_public.data or ""),
            "decisions": _lines(self.decisions.data, MAX_DECISIONS),
            "risks": _lines(self.risks.data, MAX_RISKS),
            "ask_again_on": self.ask_again_on.data,
        }


def paper_data(paper: PlanPaper | None, name: str) -> dict[str, Any]:
    """What the form shows first."""
    if paper is None:
        return {"signed_name": name}
    public = {True: "yes", False: "no", None: ""}[paper.is_public]
    names = ("meeting", "meets_on", "agenda_item", "position", "resources", "equality")
    return {
        **{field: getattr(paper, field) for field in names},
        "ask_again_on": paper.ask_again_on,
        "is_public": public,
        "decisions": "\n".join(paper.decisions),
        "risks": "\n".join(paper.risks),
        "signed_name": name,
    }


def _lines(text: str | None, most: int) -> list[str]:
    """One item a line; lines beyond the most that fit join the last one, so that none is lost."""
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    return lines if len(lines) <= most else [*lines[: most - 1], " ".join(lines[most - 1 :])]
