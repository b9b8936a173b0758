"""What add-ons put into a plan stays accessible as a PDF, filled in or nearly empty."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from icf.core.report import Part, Report
from icf.plugin import Answer, ReportSection
from tests.contracts.test_report_sections import SECTIONS, context, full_answers
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures
from tests.reports import sample

NEARLY_EMPTY = {
    "impact-assessment:groups": Answer("impact-assessment:groups", ("age",)),
    "shaped-by-people:which": Answer("shaped-by-people:which", ("heard",)),
}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
@pytest.mark.parametrize("answers", [full_answers(), NEARLY_EMPTY], ids=["full", "nearly empty"])
def test_a_section_of_an_add_on_is_accessible(
    section: ReportSection, answers: dict[str, Answer], write_report: Callable[[Report], Path]
) -> None:
    blocks = tuple(section.blocks(context(answers)))
    part = Part(section.title.original, blocks)

    path = write_report(replace(sample.quick(), parts=(part,)))

    assert pdfua_failures(path) == []
    assert extra_failures(path, ()) == []
