"""``icf report`` lists checklists and writes their plans."""

import pytest
from click.testing import CliRunner

from icf.errors import IcfError
from icf.evaluation.start import StartEvaluation, start_evaluation
from icf.reports.commands import report
from icf.reports.papers import PAPERS
from icf.reports.pdf import available
from tests.desk import Desk


class RecordedRenderer:
    """Stands in for the workers, which other tests start: gives back the length of what it got."""

    def render(self, html):
        return f"%PDF of {len(html)}".encode()


@pytest.fixture
def icf(desk: Desk):
    desk.app.extensions["icf_pdf"] = RecordedRenderer()

    def invoke(*arguments):
        runner = CliRunner()
        with desk.app.app_context():
            return runner.invoke(report, arguments, obj=_script_info(desk))

    return invoke


def _script_info(desk):
    from flask.cli import ScriptInfo

    return ScriptInfo(create_app=lambda: desk.app)


def test_the_list_begins_each_line_with_a_reference(icf, desk):
    result = icf("list")

    columns = result.output.splitlines()[0].split("\t")
    assert columns == [f"P{desk.assessment_id}", "draft", "Brooktown Council", "Millbrook garden"]


def test_one_plan_is_written_to_the_file(icf, desk, tmp_path):
    target = tmp_path / "out" / "plan.pdf"

    result = icf("plan", f"P{desk.assessment_id}", "-o", str(target))

    assert result.exit_code == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert str(target) in result.output


def test_several_plans_go_into_a_folder(icf, desk, tmp_path):
    reference = f"P{desk.assessment_id}"

    result = icf("plan", reference, reference.lower(), "-o", str(tmp_path / "plans"))

    assert result.exit_code == 0
    assert [path.name for path in (tmp_path / "plans").iterdir()] == [
        f"project-plan-{reference}.pdf"
    ]


@pytest.mark.parametrize("reference", ["P999", "plan", "P-1", ""])
def test_a_reference_that_nothing_has_is_named(icf, tmp_path, reference):
    result = icf("plan", reference, "-o", str(tmp_path / "plan.pdf"))

    assert f"There is no plan {reference}." in str(result.exception)
    assert not (tmp_path / "plan.pdf").exists()


def test_pdf_can_be_made_on_the_machine_that_runs_the_tests():
    assert available() is None


def test_the_report_of_an_evaluation_is_written_to_the_file(icf, desk, tmp_path):
    wanted = StartEvaluation("quick")
    evaluation = desk.call(start_evaluation, desk.plugins, desk.work_id, wanted)
    target = tmp_path / "out" / "evaluation.pdf"

    result = icf("evaluation", f"P{evaluation}", "-o", str(target))

    assert result.exit_code == 0
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("arguments", [[], ["P1", "--example"], ["--example"]])
def test_an_evaluation_that_is_not_there_is_refused_in_words(icf, tmp_path, arguments):
    result = icf("evaluation", *arguments, "-o", str(tmp_path / "evaluation.pdf"))

    assert isinstance(result.exception, IcfError)
    assert not (tmp_path / "evaluation.pdf").exists()


def test_a_form_of_another_kind_is_no_plan_and_a_plan_is_no_evaluation(icf, desk, tmp_path):
    wanted = StartEvaluation("quick")
    evaluation = desk.call(start_evaluation, desk.plugins, desk.work_id, wanted)
    target = str(tmp_path / "paper.pdf")

    said = [
        str(icf(name, f"P{number}", "-o", target).exception)
        for name, number in (("plan", evaluation), ("evaluation", desk.assessment_id))
    ]

    assert f"There is no plan P{evaluation}." in said[0]
    assert f"There is no evaluation P{desk.assessment_id}." in said[1]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_each_paper_has_a_command_and_a_page_for_the_same_people(app, paper):
    assert paper.about in report.commands[paper.name].help
    assert app.view_functions[paper.page].audience == paper.reader


def test_a_number_without_its_letter_is_the_plan_of_that_number(icf, desk, tmp_path):
    result = icf("plan", str(desk.assessment_id), "-o", str(tmp_path / "plan.xlsx"))

    assert result.exit_code == 0
    assert (tmp_path / "plan.xlsx").read_bytes().startswith(b"PK")
