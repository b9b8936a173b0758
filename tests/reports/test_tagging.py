"""A contract with WeasyPrint: if it fails, read its changelog, mend icf/reports/tagging.py."""

import inspect
from types import ModuleType

import pytest

from icf.errors import ReportError
from icf.reports.tagging import EXPECTED, repair


def test_weasyprint_still_has_the_functions_that_we_add_tags_to() -> None:
    from weasyprint.pdf import stream, tags

    functions = (tags._build_box_tree, tags._get_pdf_tag, stream.Stream.marked)

    for function in functions:
        assert tuple(inspect.signature(function).parameters) == EXPECTED[function.__name__]


def test_another_version_of_weasyprint_is_refused() -> None:
    another = ModuleType("tags")
    another._build_box_tree = lambda box, parent: None  # type: ignore[attr-defined]  # noqa: ARG005

    with pytest.raises(ReportError, match=r"no _build_box_tree.*weasyprint>=70,<71"):
        repair(another, object)
