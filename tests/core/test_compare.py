"""Two fillings-in beside each other, case by case, as laws, and against a slow recomputation."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icf.core.answer import Answer
from icf.core.change import changes
from icf.core.compare import FATES, Comparison, Counts, FillingIn, compare, same_scale, series
from icf.core.compose import compose
from icf.core.depth import visible_keys
from icf.core.kinds import CORE_KINDS
from icf.core.questionnaire import AddTo, Pack, Question, Questionnaire
from icf.core.scale import Scale
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
from tests.core.strategies import answers_to, core_packs, packs


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

    assert fates(found) == {"icf:whom": "same", "icf:where": "same", "icf:listen": "same"}
    assert found.questions[0].direction == "better"
    (counts, _other) = found.counts
    assert (counts.fair_before.asked, counts.fair_after.asked) == (2, 2)
    assert counts.fair_before.levels["icf:status"]["todo"] == 1


READY = scale("fire:ready", "no", "yes")


def with_fire(own: Scale, version: str = "1.0.0", core: Pack | None = None) -> Questionnaire:
    """The framework and one question of an add-on on a scale of its own."""
    asked = question("fire:drill", depth="", scale=own.key)
    home = section("fire:home", asked)
    return compose(core or core_pack(), [overlay(scales=(own,), sections=(home,), version=version)])


def drilled(whole: Questionnaire, level: str = "yes") -> FillingIn:
    return FillingIn(whole, "planning", "full", {"fire:drill": Answer("fire:drill", level)})


def of_fire(found: Comparison) -> Counts:
    return next(one for one in found.counts if one.layer == "fire")


def test_a_renamed_scale_is_the_same_scale_by_its_alias_and_another_without():
    before = with_fire(READY)
    after = with_fire(replace(READY, key="fire:readiness"))

    known = compare(drilled(before), drilled(after), {"fire:ready": "fire:readiness"})
    unknown = compare(drilled(before), drilled(after))

    counts = of_fire(known)
    assert (counts.scale, counts.same_scale, fates(known)["fire:drill"]) == (
        "fire:readiness", True, "same",
    )  # fmt: skip
    assert (counts.before.asked, counts.after.asked, counts.fair_before.asked) == (1, 1, 1)
    assert [one.same_scale for one in unknown.counts if one.layer == "fire"] == [False, False]
    assert fates(unknown)["fire:drill"] == "rescaled"


def test_two_scales_of_other_names_are_the_same_only_where_an_alias_says_so():
    other = replace(READY, key="fire:readiness")

    assert same_scale(READY, other, {"fire:ready": "fire:readiness"})
    assert not same_scale(READY, other, {})
    assert not same_scale(READY, READY, {"fire:ready": "fire:readiness"})
    assert same_scale(None, None, {})
    assert not same_scale(READY, None, {})


@pytest.mark.parametrize(
    ("after", "version", "is_same"),
    [
        (replace(READY, direction="down"), "2.0.0", False),
        (replace(READY, direction="down"), "1.0.1", False),
        (replace(READY, levels=READY.levels[::-1]), "2.0.0", False),
        (replace(READY, title=plain("How ready?")), "2.0.0", False),
        (replace(READY, title=plain("How ready?")), "1.0.1", True),
        (replace(READY, levels=(replace(READY.levels[0], text=plain("Nothing yet."),),
                                READY.levels[1])), "2.0.0", False),
        (replace(READY, levels=(replace(READY.levels[0], text=plain("Nothing yet."),),
                                READY.levels[1])), "1.0.1", True),
        (READY, "2.0.0", True),
    ],
)  # fmt: skip
def test_a_scale_is_the_same_while_its_levels_words_and_direction_are(after, version, is_same):
    found = compare(drilled(with_fire(READY)), drilled(with_fire(after, version)))

    assert of_fire(found).same_scale is is_same
    assert (fates(found)["fire:drill"] == "same") is is_same
    assert of_fire(found).fair_after.asked == is_same


def test_a_patch_of_an_add_on_corrects_its_own_words_and_never_the_frameworks_scale():
    status = scale()
    other = replace(status, levels=(replace(status.levels[0], label=plain("Not at all")),
                                    *status.levels[1:]))  # fmt: skip

    def asked(core_scale, core_version, version):
        drill = question("fire:drill", depth="")
        home = section("fire:home", drill)
        core = core_pack(scales=(core_scale,), version=core_version)
        return drilled(compose(core, [overlay(sections=(home,), version=version)]), "partly")

    found = compare(asked(status, "1.0.0", "1.0.0"), asked(other, "2.0.0", "1.0.1"))
    lines = series([asked(status, "1.0.0", "1.0.0"), asked(other, "2.0.0", "1.0.1")])

    assert fates(found)["fire:drill"] == "reworded"
    assert [stop.joined for line in lines for stop in line.stops if line.layer == "fire"] == [
        False, False,
    ]  # fmt: skip


def test_a_level_that_the_scale_of_its_year_lacks_is_no_point_of_a_line():
    line = line_of("who", filled(who="todo"), filled(who="gone"), filled(who="todo"))

    assert [(stop.level, stop.joined) for stop in line.stops] == [
        ("todo", False), ("", False), ("todo", False),
    ]  # fmt: skip


def test_lines_stand_in_the_order_of_the_newest_and_what_is_asked_no_more_stands_last():
    lines = series([filled(framework(WHERE, WHO)), filled(framework(WHO)), filled(framework(WHO))])

    assert [line.question.key for line in lines] == ["icf:who", "icf:listen", "icf:where"]


def test_an_add_ons_question_in_a_section_of_the_framework_is_counted_as_the_add_ons():
    added = AddTo("icf:connecting", (question("fire:visits", depth=""),))
    whole = compose(core_pack(), [overlay(sections=(), add_to=(added,))])

    lines = series([filled(whole), filled(whole)])

    assert {line.layer for line in lines if line.question.key == "fire:visits"} == {"fire"}


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


def test_a_name_that_another_question_takes_over_leaves_the_first_its_own_line():
    place = replace(WHERE, key="icf:place")
    years = [
        filled(framework(WHO, WHERE, place), where="todo", place="through"),
        filled(framework(WHO, WHERE), where="partly"),
        filled(framework(WHO, place), place="partly"),
    ]

    lines = series(years, [{}, {"icf:where": "icf:place"}])

    asked = [[stop.question for stop in line.stops] for line in lines]
    assert ["icf:where", "icf:where", "icf:place"] in asked
    assert ["icf:place", "", ""] in asked
    assert all(len(line.stops) == len(years) for line in lines)


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
    what = draw(
        st.sampled_from(
            ["nothing", "nothing", "words", "patch", "label", "text", "turned", "title"]
        )
    )
    if what in ("label", "text", "turned", "title") and pack.scales:
        first, words = pack.scales[0], plain("Otherwise")
        level = replace(first.levels[0], **{what: words}) if what in ("label", "text") else None
        other = {"up": "down", "down": "up"}[first.direction]
        changed = {
            "label": {"levels": (level, *first.levels[1:])},
            "text": {"levels": (level, *first.levels[1:])},
            "turned": {"direction": other},
            "title": {"title": words},
        }[what]
        version = draw(st.sampled_from(["1.0.1", "2.0.0"]))
        scales = (replace(first, **changed), *pack.scales[1:])
        return replace(pack, scales=scales, version=version)
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
        for side, counted in ((before, one.fair_before), (after, one.fair_after)):
            fair = {key for key, (fate, _way) in _slowly(*pair).items() if fate == "same"}
            slowly = _counted_slowly(side, one.approach, one.layer, one.scale, fair)
            assert slowly[:2] == (counted.asked, counted.unanswered)
        assert one.same_scale == _same_scale_slowly(*pair, one.scale)


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


def _scale_of(side: FillingIn, key: str) -> Scale | None:
    return next((one for one in side.questionnaire.scales if one.key == key), None)


def _scale_words(side: FillingIn, key: str) -> list[str]:
    one = _scale_of(side, key)
    if one is None:
        return []
    labels = [level.label.original for level in one.levels]
    return [one.title.original, *labels, *(level.text.original for level in one.levels)]


def _ways(side: FillingIn, key: str) -> tuple[list[str], str]:
    """Which levels can be chosen, and which end is better."""
    one = _scale_of(side, key)
    return ([level.key for level in one.levels], one.direction) if one else ([], "")


def _is_patch(before: FillingIn, after: FillingIn, layer: str) -> bool:
    old, new = (
        next((v for name, v, _title in side.questionnaire.packs if name == layer), "")
        for side in (before, after)
    )
    return old != new and bool(old) and old.rsplit(".", 1)[0] == new.rsplit(".", 1)[0]


def _same_scale_slowly(before: FillingIn, after: FillingIn, key: str) -> bool:
    if not _scale_of(before, key) or not _scale_of(after, key):
        return False
    if _ways(before, key) != _ways(after, key):
        return False
    words_are = _scale_words(before, key) == _scale_words(after, key)
    return words_are or _is_patch(before, after, key.partition(":")[0])


def _both_slowly(before: FillingIn, after: FillingIn, key: str) -> tuple[str, str]:
    old, new = _find(before, key), _find(after, key)
    if (old.kind, old.scale) != (new.kind, new.scale):
        return "rescaled", ""
    if _ways(before, old.scale) != _ways(after, new.scale):
        return "rescaled", ""
    words_differ = old.text.original != new.text.original
    scale_differs = old.scale and not _same_scale_slowly(before, after, old.scale)
    # A version that says "meaning unchanged" says so of its own words, and of nobody else's.
    if (words_differ and not _is_patch(before, after, old.layer)) or scale_differs:
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


def _counted_slowly(
    side: FillingIn, approach: str, layer: str, scale_key: str, only: set[str] | None = None
):
    asked = unanswered = blank = 0
    levels: dict[str, int] = {}
    for part in side.questionnaire.sections:
        for one in part.questions:
            if part.approach != approach or one.layer != layer or one.scale != scale_key:
                continue
            if one.key not in _shown(side) or (only is not None and one.key not in only):
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


@st.composite
def renamed(draw: st.DrawFn) -> tuple[FillingIn, FillingIn, FillingIn, str]:
    """Before, after, and after with its last question under another name; and its old name."""
    core = draw(core_packs())
    sides = []
    for _side in range(2):
        whole = compose(_altered(draw, core))
        depth = draw(st.sampled_from(["quick", "standard", "full"]))
        sides.append(FillingIn(whole, "planning", depth, draw(answers_to(whole))))
    before, after = sides
    last = after.questionnaire.sections[-1]
    old = last.questions[-1].key
    asked = (*last.questions[:-1], replace(last.questions[-1], key="icf:renamed"))
    sections = (*after.questionnaire.sections[:-1], replace(last, questions=asked))
    answers = {
        "icf:renamed" if key == old else key: replace(one, question="icf:renamed") if key == old
        else one
        for key, one in after.answers.items()
    }  # fmt: skip
    other = replace(after.questionnaire, sections=sections)
    return before, after, FillingIn(other, "planning", after.depth, answers), old


@LAWS
@given(renamed())
def test_another_name_for_a_question_changes_nothing_but_its_name(drawn):
    before, after, other, old = drawn

    plainly = compare(before, after)
    by_alias = compare(before, other, {old: "icf:renamed"})

    def told(found):
        own = {old, "icf:renamed"}
        return sorted(
            ("" if one.key in own else one.key, one.fate, one.because, one.direction)
            for one in found.questions
        )

    assert told(plainly) == told(by_alias)
    assert [one.fair_before for one in plainly.counts] == [
        one.fair_before for one in by_alias.counts
    ]
    assert [one.fair_after for one in plainly.counts] == [one.fair_after for one in by_alias.counts]
    joined = [[stop.joined for stop in line.stops] for line in series([before, after])]
    assert joined == [
        [stop.joined for stop in line.stops]
        for line in series([before, other], [{old: "icf:renamed"}])
    ]
