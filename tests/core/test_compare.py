"""Two fillings-in beside each other, case by case, as laws, and against a slow recomputation."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icf.core.answer import Answer
from icf.core.change import changes
from icf.core.compare import FATES, Comparison, FillingIn, compare, series
from icf.core.compose import compose
from icf.core.depth import visible_keys
from icf.core.kinds import CORE_KINDS
from icf.core.questionnaire import AddTo, Question, Questionnaire
from icf.core.wording import plain
from tests.core.pieces import (
    LISTEN,
    REPLY,
    WHERE,
    WHO,
    core_pack,
    overlay,
    question,
    scale,
    section,
)
from tests.core.strategies import answers_to, packs


def framework(*connecting: Question, **more: object) -> Questionnaire:
    sections = (
        core_pack().sections[0],
        section("icf:connecting", *connecting, approach="icf:connecting"),
        section("icf:communicating", LISTEN, REPLY, approach="icf:communicating"),
    )
    return compose(core_pack(sections=sections, **more), [])


OLD = framework(WHO, WHERE)


def filled(whole: Questionnaire = OLD, depth: str = "full", **given: str | None) -> FillingIn:
    """Answers by the last part of their key; None is "we do not know"."""
    answers = {
        f"icf:{name}": Answer(f"icf:{name}", value, None if value else "dont_know")
        for name, value in given.items()
    }
    return FillingIn(whole, "planning", depth, answers)


def fates(found: Comparison) -> dict[str, str]:
    return {one.key: one.fate for one in found.questions}


def test_the_same_checklist_filled_in_twice_has_every_question_the_same():
    found = compare(filled(who="todo"), filled(who="through"))

    assert (found.same, found.total) == (3, 3)
    assert [one.key for one in found.moved("better")] == ["icf:who"]


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("todo", "through", "better"),
        ("through", "partly", "worse"),
        ("partly", "partly", "level"),
        (None, "through", ""),
        ("todo", None, ""),
    ],
)
def test_a_direction_is_said_only_where_both_sides_have_a_level(then, now, expected):
    found = compare(filled(who=then), filled(who=now))

    assert found.questions[0].direction == expected


def test_a_scale_whose_first_level_is_best_gets_better_downwards():
    turned = compose(core_pack(scales=(replace(scale(), direction="down"),)), [])

    found = compare(filled(turned, who="partly"), filled(turned, who="todo"))

    assert found.questions[0].direction == "better"


@pytest.mark.parametrize(
    ("now", "key", "fate"),
    [
        (framework(replace(WHO, text=plain("Who else?")), WHERE), "icf:who", "reworded"),
        (framework(replace(WHO, kind="yes_no", scale=""), WHERE), "icf:who", "rescaled"),
        (framework(WHERE), "icf:who", "gone"),
        (framework(WHO, WHERE, question("icf:more")), "icf:more", "new"),
        (framework(replace(WHO, hint=plain("Think."))), "icf:who", "same"),
        (framework(replace(WHO, text=plain("Who!")), WHERE, version="1.0.1"), "icf:who", "same"),
    ],
)
def test_what_became_of_a_question_is_told(now, key, fate):
    found = compare(filled(who="todo"), filled(now, who="todo"))

    assert fates(found)[key] == fate


def test_other_levels_make_every_question_on_them_rescaled_and_give_no_direction():
    now = compose(core_pack(scales=(scale("icf:status", "no", "yes", "through"),)), [])

    found = compare(filled(who="through"), filled(now, who="through"))

    assert fates(found)["icf:who"] == "rescaled"
    assert found.questions[0].direction == ""
    assert [one.same_scale for one in found.counts] == [False, False]


def test_another_depth_is_said_to_be_why_a_question_is_asked_only_once():
    found = compare(filled(depth="quick"), filled(depth="full"))

    where = next(one for one in found.questions if one.key == "icf:where")
    assert (where.fate, where.because) == ("only_after", "depth")


def test_a_question_that_other_answers_hid_says_so():
    found = compare(filled(listen="through", reply="todo"), filled(listen="todo"))

    reply = next(one for one in found.questions if one.key == "icf:reply")
    assert (reply.fate, reply.because) == ("only_before", "answers")


def test_a_renamed_question_is_followed_by_its_alias():
    now = framework(replace(WHO, key="icf:whom"), WHERE)

    found = compare(filled(who="todo"), filled(now, whom="partly"), {"icf:who": "icf:whom"})

    assert (found.questions[0].key, found.questions[0].direction) == ("icf:whom", "better")


def test_blanks_are_counted_apart_and_unanswered_is_in_no_level():
    found = compare(filled(who=None), filled(who="partly"))

    counts = next(one for one in found.counts if one.approach == "icf:connecting")
    assert (counts.before.blanks, counts.before.unanswered) == ({"dont_know": 1}, 1)
    assert sum(counts.before.levels["icf:status"].values()) == 0


def test_fair_counts_leave_out_what_only_one_side_asks():
    found = compare(filled(depth="quick"), filled(depth="full"))

    counts = next(one for one in found.counts if one.approach == "icf:connecting")
    assert (counts.before.asked, counts.after.asked) == (1, 2)
    assert (counts.fair_before.asked, counts.fair_after.asked) == (1, 1)


def test_an_add_ons_questions_are_never_counted_among_the_frameworks():
    added = AddTo("icf:connecting", (question("fire:visits", depth=""),))
    whole = compose(core_pack(), [overlay(sections=(), add_to=(added,))])

    found = compare(filled(whole), filled(whole))

    assert [(one.layer, one.before.asked) for one in found.counts if "conn" in one.approach] == [
        ("icf", 2),
        ("fire", 1),
    ]


def line_of(key: str, *fillings: FillingIn, **aliases: str):
    own = {f"icf:{old}": f"icf:{new}" for old, new in aliases.items()}
    lines = series(fillings, [own] * (len(fillings) - 1))
    return next(line for line in lines if line.question.key == f"icf:{key}")


def test_a_line_joins_years_that_have_a_level_each():
    line = line_of("who", filled(who="todo"), filled(who="partly"), filled(who="through"))

    assert [stop.level for stop in line.stops] == ["todo", "partly", "through"]
    assert [stop.joined for stop in line.stops] == [False, True, True]


def test_a_year_without_an_answer_is_a_gap_and_never_the_lowest_level():
    line = line_of("who", filled(who="todo"), filled(), filled(who="todo"))

    assert [(stop.level, stop.joined) for stop in line.stops] == [
        ("todo", False), ("", False), ("todo", False),
    ]  # fmt: skip


def test_a_line_is_cut_where_the_scale_changed_and_goes_on_after():
    now = compose(core_pack(scales=(scale("icf:status", "todo", "through"),)), [])

    line = line_of("who", filled(who="todo"), filled(now, who="todo"), filled(now, who="through"))

    assert [(stop.joined, stop.cut) for stop in line.stops] == [
        (False, ""), (False, "rescaled"), (True, ""),
    ]  # fmt: skip


def test_a_question_that_one_year_left_out_goes_on_in_its_own_line():
    line = line_of("where", filled(where="todo"), filled(depth="quick"), filled(where="partly"))

    assert [stop.question for stop in line.stops] == ["icf:where", "", "icf:where"]


def test_a_line_follows_a_question_that_was_renamed_while_nobody_asked_it():
    now = framework(WHO, replace(WHERE, key="icf:place"))

    line = line_of(
        "place", filled(where="todo"), filled(depth="quick"), filled(now, place="partly"),
        where="place",
    )  # fmt: skip

    assert [stop.question for stop in line.stops] == ["icf:where", "", "icf:place"]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[FillingIn, FillingIn]:
    """Two fillings-in whose questionnaires share a core pack, one of them perhaps altered."""
    core, overlays = draw(packs(least=1))
    sides = []
    for _side in range(2):
        kept = [one for one in overlays if draw(st.booleans())]
        changed = [_altered(draw, core), *[_altered(draw, one) for one in kept]]
        whole = compose(changed[0], changed[1:])
        depth = draw(st.sampled_from(["quick", "standard", "full"]))
        sides.append(FillingIn(whole, "planning", depth, draw(answers_to(whole))))
    return sides[0], sides[1]


def _altered(draw, pack):
    """The pack, now and then with other words for a question or another level label."""
    what = draw(st.sampled_from(["nothing", "nothing", "words", "label", "patch"]))
    if what == "label" and pack.scales:
        first = pack.scales[0]
        levels = (replace(first.levels[0], label=plain("Otherwise")), *first.levels[1:])
        return replace(pack, scales=(replace(first, levels=levels), *pack.scales[1:]))
    if what in ("words", "patch"):
        last = pack.sections[-1]
        asked = (replace(last.questions[0], text=plain("Another?")), *last.questions[1:])
        version = "1.0.1" if what == "patch" else "2.0.0"
        sections = (*pack.sections[:-1], replace(last, questions=asked))
        return replace(pack, sections=sections, version=version)
    return pack


LAWS = settings(max_examples=60, deadline=None)


@LAWS
@given(pairs())
def test_every_question_that_either_asks_is_there_once_with_one_fate(pair):
    before, after = pair

    found = compare(before, after)

    keys = [one.key for one in found.questions]
    assert sorted(keys) == sorted(set(before.asked) | set(after.asked))
    assert sum(found.count(fate) for fate in FATES) == found.total == len(keys)


@LAWS
@given(pairs())
def test_a_direction_is_never_said_of_questions_that_are_not_the_same(pair):
    for one in compare(*pair).questions:
        assert one.fate == "same" or one.direction == ""


@LAWS
@given(pairs())
def test_seen_from_the_other_side_better_is_worse_and_new_is_gone(pair):
    before, after = pair
    turned = {"new": "gone", "gone": "new", "only_before": "only_after",
              "only_after": "only_before"}  # fmt: skip
    other_way = {"better": "worse", "worse": "better"}

    forth, back = compare(before, after), compare(after, before)

    seen = {one.key: (one.fate, one.direction) for one in back.questions}
    for one in forth.questions:
        fate, way = seen[one.key]
        assert fate == turned.get(one.fate, one.fate)
        assert way == other_way.get(one.direction, one.direction)


@LAWS
@given(pairs())
def test_nothing_compared_with_itself_differs(pair):
    found = compare(pair[0], pair[0])

    assert found.same == found.total == len(pair[0].asked)
    assert not found.moved("better")
    assert all(one.same_scale and one.before == one.after for one in found.counts)


@LAWS
@given(pairs())
def test_a_slow_recomputation_finds_the_same(pair):
    """Written without the module: by walking both lists and comparing texts by hand."""
    before, after = pair

    found = compare(before, after)

    assert {one.key: (one.fate, one.direction) for one in found.questions} == _slowly(*pair)
    for one in found.counts:
        for side, counted in ((before, one.before), (after, one.after)):
            assert _counted_slowly(side, one.approach, one.layer, one.scale) == (
                counted.asked,
                counted.unanswered,
                sum(counted.blanks.values()),
                {level: n for level, n in counted.levels.get(one.scale, {}).items() if n},
            )


def _slowly(before: FillingIn, after: FillingIn) -> dict[str, tuple[str, str]]:
    result = {}
    shown = [_shown(before), _shown(after)]
    for key in sorted({*shown[0], *shown[1]}):
        if key in shown[0] and key in shown[1]:
            result[key] = _both_slowly(before, after, key)
        elif key in shown[1]:
            has = any(q.key == key for s in before.questionnaire.sections for q in s.questions)
            result[key] = ("only_after" if has else "new", "")
        else:
            has = any(q.key == key for s in after.questionnaire.sections for q in s.questions)
            result[key] = ("only_before" if has else "gone", "")
    return result


def _shown(side: FillingIn) -> set[str]:
    keys = visible_keys(side.questionnaire, side.depth, side.answers)
    return {
        one.key
        for part in side.questionnaire.sections
        for one in part.questions
        if part.instrument == side.instrument and one.key in keys
    }


def _find(side: FillingIn, key: str) -> Question:
    return next(q for s in side.questionnaire.sections for q in s.questions if q.key == key)


def _scale_words(side: FillingIn, key: str) -> list[str]:
    one = next((s for s in side.questionnaire.scales if s.key == key), None)
    if one is None:
        return []
    return [one.title.original, *(level.label.original for level in one.levels)]


def _both_slowly(before: FillingIn, after: FillingIn, key: str) -> tuple[str, str]:
    old, new = _find(before, key), _find(after, key)
    if (old.kind, old.scale) != (new.kind, new.scale):
        return "rescaled", ""
    versions = [
        {name: version for name, version, _title in side.questionnaire.packs}
        for side in (before, after)
    ]

    def is_patch(layer: str) -> bool:
        one, other = versions[0][layer], versions[1][layer]
        return one != other and one.rsplit(".", 1)[0] == other.rsplit(".", 1)[0]

    scale_layer = old.scale.partition(":")[0]
    words_differ = old.text.original != new.text.original
    scale_differs = _scale_words(before, old.scale) != _scale_words(after, new.scale)
    own_patch = is_patch(old.layer)
    if (words_differ and not own_patch) or (
        scale_differs and not own_patch and not is_patch(scale_layer)
    ):
        return "reworded", ""
    return "same", _way_slowly(before, after, key)


def _way_slowly(before: FillingIn, after: FillingIn, key: str) -> str:
    ranks = []
    for side in (before, after):
        answer = side.answers.get(key)
        one = next((s for s in side.questionnaire.scales if s.key == _find(side, key).scale), None)
        if answer is None or one is None or answer.blank or answer.value in (None, "", ()):
            return ""
        order = [level.key for level in one.levels]
        ranks.append(order.index(answer.value) * (1 if one.direction == "up" else -1))
    return "level" if ranks[0] == ranks[1] else "better" if ranks[1] > ranks[0] else "worse"


def _counted_slowly(side: FillingIn, approach: str, layer: str, scale_key: str):
    asked = unanswered = blank = 0
    levels: dict[str, int] = {}
    for part in side.questionnaire.sections:
        for one in part.questions:
            if part.approach != approach or one.layer != layer or one.scale != scale_key:
                continue
            if one.key not in _shown(side):
                continue
            asked += 1
            answer = side.answers.get(one.key)
            if answer is None or (answer.blank is None and answer.value in (None, "", ())):
                unanswered += 1
            elif answer.blank:
                blank += 1
            else:
                levels[str(answer.value)] = levels.get(str(answer.value), 0) + 1
    return asked, unanswered, blank, levels


@LAWS
@given(st.lists(pairs(), min_size=1, max_size=2))
def test_a_line_never_joins_years_whose_question_or_scale_differs(drawn):
    fillings = [side for pair in drawn for side in pair]

    for line in series(fillings):
        assert len(line.stops) == len(line.scales) == len(fillings)
        for place, stop in enumerate(line.stops):
            if stop.level:
                answer = fillings[place].answers[stop.question]
                assert CORE_KINDS["scale"].level(line.question, answer.value) == stop.level
            if stop.joined:
                assert line.stops[place - 1].level
                old, new = fillings[place - 1], fillings[place]
                kinds = {
                    one.question: one.kinds for one in changes(old.questionnaire, new.questionnaire)
                }.get(stop.question, ())
                assert not {"rescaled", "reworded"} & set(kinds)


@LAWS
@given(pairs())
def test_lines_hold_every_level_once(pair):
    lines = series(pair)

    for place, side in enumerate(pair):
        held = sorted(line.stops[place].question for line in lines if line.stops[place].question)
        scaled = sorted(
            one.key for one in side.asked.values() if one.scale in side.questionnaire.index.scale
        )
        assert [key for key in held if key in scaled] == scaled
