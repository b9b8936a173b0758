"""All that the toolkit and its bundled plugins register; the contracts run over all of it."""

from hypothesis import strategies as st

from icf import paths
from icf.conformance.kinds import AskedQuestion
from icf.core.answer import STRENGTHS, Answer
from icf.core.compose import compose
from icf.core.questionnaire import BLANK_KINDS, Choice, Question, Questionnaire
from icf.core.wording import plain
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins

PLUGINS = Plugins(Sources(builtin=("icf.builtin",), bundled=paths.plugins_folder()))
CORE, OVERLAYS = PLUGINS.registry.packs()
KINDS = PLUGINS.registry.kinds()
SCALES = PLUGINS.registry.scales()


def composed(*overlays) -> Questionnaire:
    """The core with some overlays."""
    return compose(CORE, overlays, KINDS, SCALES)


EVERYTHING = composed(*OVERLAYS)


GROUPS = Question(
    "made-up:groups",
    "made-up",
    plain("Which groups come first?"),
    "choices",
    choices=(Choice("carers", plain("Unpaid carers")), Choice("new", plain("New to the area"))),
)


def one_question_of_each_kind() -> list[AskedQuestion]:
    """A question of each kind: one that is asked somewhere, or for ``choices`` one made up."""
    questions = {q.kind: q for s in EVERYTHING.sections for q in reversed(s.questions)}
    questions.setdefault(GROUPS.kind, GROUPS)
    scales = EVERYTHING.index.scale
    return [
        AskedQuestion(q, KINDS[name], scales.get(q.scale)) for name, q in sorted(questions.items())
    ]


texts = st.text(max_size=60) | st.sampled_from(
    ["", "yes", "3", "through", "2026-03-27", "<b>", "\0"]
)


def values(question: Question) -> st.SearchStrategy:
    """Values that a question may hold: what its form can send, and what it cannot."""
    scale = EVERYTHING.index.scale.get(question.scale)
    keys = [*(scale.level_keys if scale else ()), *(choice.key for choice in question.choices)]
    parts = st.fixed_dictionaries({"rating": st.sampled_from(["", *keys]), "good": texts})
    fitting = st.sampled_from(keys) if keys else texts
    return fitting | parts if ":" in question.kind else fitting | st.sampled_from(["yes", "no"])


def answers(questionnaire: Questionnaire) -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to any of a questionnaire's questions, or none, or blanks."""
    questions = [q for section in questionnaire.sections for q in section.questions]
    return st.fixed_dictionaries(
        {}, optional={question.key: _answer(question) for question in questions}
    )


def _answer(question: Question) -> st.SearchStrategy[Answer]:
    given = st.builds(
        Answer,
        st.just(question.key),
        value=values(question),
        strength=st.sampled_from([None, *STRENGTHS]),
        displayed=st.just("As it was shown"),
    )
    return given | st.builds(Answer, st.just(question.key), blank=st.sampled_from(BLANK_KINDS))
