"""The organisation's implementation plan: four parts, versions, and nobody is overwritten."""

import pytest

from icf.db import db
from icf.errors import Conflict
from icf.selfeval.implementation import FIELDS, history_of, plan_of, save_plan
from tests.desk import Desk

SAID = dict.fromkeys(FIELDS, "") | {"awareness": "Posters.", "reported": "Once a year."}


def test_what_was_written_before_is_kept(yearly: Desk) -> None:
    plan_id = yearly.call(save_plan, None, SAID, 0)
    yearly.call(save_plan, None, SAID | {"awareness": "Walks."}, 1)

    def versions() -> list[tuple[int, str]]:
        return [
            (one.version, one.awareness) for one in history_of(db.session, yearly.actor, plan_id)
        ]

    assert yearly.run(versions) == [(2, "Walks."), (1, "Posters.")]


def test_saying_the_same_again_is_no_new_version(yearly: Desk) -> None:
    yearly.call(save_plan, None, SAID, 0)
    yearly.call(save_plan, None, SAID, 1)

    def version() -> int:
        found = plan_of(db.session, yearly.actor, None)
        assert found
        return found.version

    assert yearly.run(version) == 1


def test_two_writers_do_not_overwrite_each_other(yearly: Desk) -> None:
    yearly.call(save_plan, None, SAID, 0)
    yearly.call(save_plan, None, SAID | {"needed": "Time."}, 1)

    with pytest.raises(Conflict, match="Somebody else changed this plan"):
        yearly.call(save_plan, None, SAID | {"needed": "Money."}, 1)
