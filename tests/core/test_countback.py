"""The dates of an annual cycle, counted back from the meeting."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from icf.core.countback import (
    DUE,
    MEETING,
    OPENS,
    PAPERS,
    STEPS,
    CycleDays,
    clear_days_before,
    counted_back,
    faults,
    is_working_day,
    working_days_before,
)

CHRISTMAS = {
    date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29),
}  # fmt: skip

meetings = st.dates(date(2026, 6, 1), date(2029, 12, 31))
holidays = st.sets(st.dates(date(2024, 1, 1), date(2029, 12, 31)), max_size=60)
days = st.builds(
    CycleDays,
    clear=st.integers(0, 15),
    collating=st.integers(1, 40),
    last_reminder=st.integers(1, 9),
    first_reminder=st.integers(10, 39),
    open=st.integers(40, 120),
)


def dates(*args: object, **kwargs: object) -> dict[str, date]:
    return {step.name: step.on for step in counted_back(*args, **kwargs)}  # type: ignore[arg-type]


def test_papers_go_out_five_clear_working_days_before_the_meeting() -> None:
    found = dates(date(2027, 1, 14), CycleDays(), CHRISTMAS)

    assert found[PAPERS] == date(2027, 1, 6)


def test_neither_weekends_nor_bank_holidays_nor_the_two_days_themselves_are_clear() -> None:
    # On the Tuesday after Easter; clear are 18, 19, 22, 23, 24 and 25 March.
    assert clear_days_before(date(2027, 3, 30), 6, CHRISTMAS) == date(2027, 3, 17)


def test_no_clear_days_leave_the_day_before() -> None:
    assert clear_days_before(date(2027, 1, 14), 0, ()) == date(2027, 1, 13)


@given(meetings, days, holidays)
def test_no_deadline_falls_on_a_weekend_or_holiday(
    meets_on: date, count: CycleDays, off: set[date]
) -> None:
    steps = counted_back(meets_on, count, off)

    assert all(is_working_day(step.on, off) for step in steps if step.name != MEETING)


@given(meetings, days, holidays)
def test_the_steps_keep_their_order_and_nothing_is_wrong_with_them(
    meets_on: date, count: CycleDays, off: set[date]
) -> None:
    steps = counted_back(meets_on, count, off)

    assert tuple(step.name for step in steps) == STEPS
    assert [step.on for step in steps] == sorted({step.on for step in steps})
    assert faults(steps, off) == ()


@given(meetings, st.integers(1, 400), days, holidays)
def test_moving_the_meeting_later_moves_every_deadline_later(
    meets_on: date, later: int, count: CycleDays, off: set[date]
) -> None:
    moved = meets_on + timedelta(days=later)
    assume(is_working_day(meets_on, off))

    before, after = dates(meets_on, count, off), dates(moved, count, off)

    assert all(before[name] < after[name] for name in STEPS)


@given(meetings, days, holidays)
def test_between_papers_and_meeting_lie_exactly_the_clear_days(
    meets_on: date, count: CycleDays, off: set[date]
) -> None:
    papers = dates(meets_on, count, off)[PAPERS]

    between = (papers + timedelta(days=n) for n in range(1, (meets_on - papers).days))

    assert sum(is_working_day(day, off) for day in between) == count.clear


@given(meetings, days, holidays, st.integers(0, 30))
def test_what_is_counted_from_a_chosen_date_follows_it_and_nothing_else_moves(
    meets_on: date, count: CycleDays, off: set[date], earlier: int
) -> None:
    plain = dates(meets_on, count, off)
    chosen = working_days_before(plain[DUE], earlier, off)

    found = dates(meets_on, count, off, {DUE: chosen})

    assert found[DUE] == chosen
    assert (found[PAPERS], found[MEETING]) == (plain[PAPERS], plain[MEETING])
    assert found[OPENS] == working_days_before(chosen, count.open, off)


def test_a_chosen_day_off_is_named_with_the_working_day_before_it() -> None:
    steps = counted_back(date(2027, 1, 14), CycleDays(), CHRISTMAS, {DUE: date(2026, 12, 27)})

    (fault,) = faults(steps, CHRISTMAS)

    assert (fault.step, fault.what, fault.better) == (DUE, "weekend", date(2026, 12, 24))


def test_a_chosen_date_after_the_next_step_is_named_with_it() -> None:
    steps = counted_back(date(2027, 1, 14), CycleDays(), CHRISTMAS, {DUE: date(2027, 1, 7)})

    (fault,) = faults(steps, CHRISTMAS)

    assert (fault.step, fault.what, fault.other) == (DUE, "order", PAPERS)


def test_two_steps_on_one_day_are_out_of_order() -> None:
    papers = dates(date(2027, 1, 14), CycleDays(), CHRISTMAS)[PAPERS]
    steps = counted_back(date(2027, 1, 14), CycleDays(), CHRISTMAS, {DUE: papers})

    (fault,) = faults(steps, CHRISTMAS)

    assert (fault.step, fault.what, fault.other) == (DUE, "order", PAPERS)


def test_a_meeting_on_a_day_off_is_the_boards_own_choice() -> None:
    steps = counted_back(date(2027, 1, 16), CycleDays(), CHRISTMAS)

    assert faults(steps, CHRISTMAS) == ()
