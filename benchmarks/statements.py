"""P4: how many SQL statements a page and a save take. tests/reliability has it as a test, too."""

from benchmarks.installation import Installation
from benchmarks.result import Result
from tests.statements import counted

KEY = "icf:connecting-who"


def measured(installation: Installation) -> list[Result]:
    """Counted, not timed."""
    app = installation.app()
    client = installation.client(app)
    checklist = installation.ordinary[0]
    page = f"/checklists/{checklist}/questions/{KEY}"
    client.get(page)
    with counted(app) as of_page:
        client.get(page)
    with counted(app) as of_overview:
        client.get(f"/checklists/{checklist}")
    return [
        _count("SQL statements of a question page", len(of_page), "<= 6", "<= 4"),
        _count("SQL statements of the task list", len(of_overview), "<= 6", "<= 4"),
    ]


def _count(what: str, count: int, gate: str, goal: str) -> Result:
    return Result("P4", what, count, (count, count), gate, goal)
