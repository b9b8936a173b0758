"""Forms for comments and reviews."""

from collections.abc import Iterable

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from icf.accounts.person import Member
from icf.talk.comments import MOST_WORDS
from icf.web.forms import IcfForm, at_most, choices
from icf.web.i18n import _l

NOBODY = ""

REVIEW_ANSWERS = {
    "approved": _l("It is ready to be signed off"),
    "changes": _l("Something should change first"),
}


class CommentForm(IcfForm):
    """A comment, and whom it asks."""

    words = TextAreaField(
        _l("Your comment"), [InputRequired(_l("Write what you want to say")), at_most(MOST_WORDS)]
    )
    asked = SelectField(_l("Ask somebody to deal with it"))

    def offer(self, people: Iterable[Member]) -> None:
        """Fill in the colleagues."""
        names = {str(one.person_id): one.name for one in people}
        self.asked.choices = choices({NOBODY: _l("Nobody in particular"), **names})

    @property
    def asked_id(self) -> int | None:
        """The id of whoever is asked."""
        return int(self.asked.data) if self.asked.data else None


class ReplyForm(IcfForm):
    """A reply within a conversation."""

    words = TextAreaField(
        _l("Your reply"), [InputRequired(_l("Write what you want to say")), at_most(MOST_WORDS)]
    )


class ReviewForm(IcfForm):
    """Whom to ask to look at a checklist."""

    reviewer = SelectField(_l("Who should look at it?"))
    note = TextAreaField(_l("What should they look at most?"), [at_most(MOST_WORDS)])

    def offer(self, people: Iterable[Member]) -> None:
        """Fill in the colleagues, without whoever asks."""
        names = {str(one.person_id): one.name for one in people}
        self.reviewer.choices = choices({NOBODY: _l("Choose a colleague"), **names})

    @property
    def reviewer_id(self) -> int | None:
        """The id of whoever is asked."""
        return int(self.reviewer.data) if self.reviewer.data else None


class ReviewAnswerForm(IcfForm):
    """What the reviewer says."""

    answer = RadioField(
        _l("What do you say?"),
        [InputRequired(_l("Choose one"))],
        choices=choices(REVIEW_ANSWERS),
    )
    words = TextAreaField(_l("What should change, or what you noticed"), [at_most(MOST_WORDS)])
