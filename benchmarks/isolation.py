"""I1: what keeping organisations apart costs on the question page, on either database.

The subject is the toolkit as it is. The floor is the same without the checks: statements are not
looked at, no condition is added to them, and on PostgreSQL nobody is told whose rows these are, as
a superuser whom every policy lets through.
"""

from sqlalchemy.engine import make_url

from benchmarks.installation import Installation, set_up
from benchmarks.load import serving
from benchmarks.pages import rate
from benchmarks.result import Result
from benchmarks.rounds import ratio_of
from tests.postgresql import PostgresServer

PATH = "/checklists/{}/questions/icf:connecting-who"
SUPERUSER = "icf"


def measured(installation: Installation, rounds: int, seconds: float) -> list[Result]:
    """Time with isolation ÷ time without, four clients at once."""
    results = [_one("SQLite", installation, "", "", rounds, seconds)]
    folder = installation.folder / "postgresql"
    folder.mkdir()
    with PostgresServer() as server:
        owner = server.create_database("benchmark")
        kept = server.url("benchmark")
        free = make_url(kept).set(username=SUPERUSER).render_as_string()
        other = set_up(folder, database=kept, owner=owner)
        results.append(_one("PostgreSQL", other, kept, free, rounds, seconds))
    return results


def _one(
    name: str, installation: Installation, kept: str, free: str, rounds: int, seconds: float
) -> Result:
    path, cookies = PATH.format(installation.ordinary[0]), f"icf_sign_in={installation.secret}"
    with (
        serving("toolkit", installation.folder, kept) as with_it,
        serving("without_isolation", installation.folder, free) as without,
    ):
        # The rate is answers per second, so the slower one stands below the line.
        ratio = ratio_of(
            rate(without, path, cookies, seconds), rate(with_it, path, cookies, seconds), rounds
        )
    what = f"question page with isolation / without, {name}, time"
    return Result("I1", what, ratio.median, ratio.spread, "<= 1.10", "<= 1.05")
