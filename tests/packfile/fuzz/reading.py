"""Reads a row of inputs in this process, which has limits, and judges what came of each.

Run: python -m tests.packfile.fuzz.reading SEED FIRST LAST READER HANG. READER is a name of
``READERS``; after HANG seconds of processor time an input counts as one that never ends.
Each line printed is the JSON of a ``Read``; the last line has the memory that reading took.
"""

import json
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from icf.core.canonical import canonical_json, digest_of
from icf.core.check import pack_faults
from icf.core.questionnaire import Pack
from icf.errors import PackError
from icf.packfile import read_pack_bytes, read_pack_text
from icf.packfile.workbook import read_workbook
from icf.packfile.write import pack_text
from tests.packfile.fuzz.corpus import CORE, books, texts
from tests.packfile.fuzz.mutation import Input, input_of
from tests.packfile.test_faults import PACK

HANG_SECONDS = 60
"""So much takes only what never ends, on the slowest machine too; all else is a figure to print."""
MEGABYTES = 256
FUSE = 3 * MEGABYTES
"""Beyond that the process is refused memory, so that the machine is not brought down."""

Reader = Callable[[Input], Pack]


class TooSlow(BaseException):
    """No reader may catch it, as it could an Exception."""


@dataclass(frozen=True)
class Read:
    """What came of one input. ``wrong`` says what may not be; empty when all is well."""

    number: int
    made_by: str
    size: int
    seconds: float
    is_accepted: bool
    wrong: str


def the_reader(given: Input) -> Pack:
    """The toolkit's own readers."""
    if given.is_book:
        return read_workbook(given.content, "theirs.xlsx", CORE, "Somebody").pack
    return read_pack_bytes(given.content, "theirs.yaml", CORE if given.number % 2 else None)


def crashes(given: Input) -> Pack:
    """Broken: lets another error out."""
    if given.number % 7 == 0:
        raise KeyError("sections")
    return the_reader(given)


def hangs(given: Input) -> Pack:
    """Broken: never comes back."""
    while given.number % 7 == 0:
        time.process_time()
    return the_reader(given)


def hoards(given: Input) -> Pack:
    """Broken: keeps everything that it ever read, and much more."""
    _hoard.append(bytearray(b"x") * 20_000_000)
    return the_reader(given)


def gives_half(given: Input) -> Pack:
    """Broken: gives what it could read of a faulty pack."""
    from icf.packfile.build import build_pack
    from icf.packfile.tree import read_tree

    try:
        return the_reader(given)
    except PackError:
        return build_pack(read_tree(given.content.decode(errors="replace")))[0]


_hoard: list[bytearray] = []
READERS: dict[str, Reader] = {
    reader.__name__: reader for reader in (the_reader, crashes, hangs, hoards, gives_half)
}


def main() -> None:
    seed, first, last = map(int, sys.argv[1:4])
    reader, hang = READERS[sys.argv[4]], int(sys.argv[5])
    signal.signal(signal.SIGPROF, _stop)
    _warm_up()
    before = _peak_megabytes()
    _set_fuse()
    for number in range(first, last):
        print(json.dumps(asdict(judged(reader, input_of(seed, number), hang))), flush=True)
    print(json.dumps({"megabytes": _peak_megabytes() - before}), flush=True)


def judged(reader: Reader, given: Input, hang: int = HANG_SECONDS) -> Read:
    """Give an input to a reader; only the reading is timed."""
    pack, wrong = None, ""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, hang)
    try:
        pack = reader(given)
    except PackError as error:
        wrong = _wrong_refusal(error)
    except TooSlow:
        wrong = f"did not end in {hang} s"
    except BaseException as error:  # noqa: BLE001 – that is what is looked for
        wrong = f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - started
    if pack is not None:
        wrong = _wrong_pack(pack, CORE if given.is_book or given.number % 2 else None)
    return Read(given.number, given.made_by, len(given.content), took, pack is not None, wrong)


def _wrong_refusal(error: PackError) -> str:
    lines = [error.message, error.hint, *error.faults]
    if not error.message or not error.hint:
        return "a refusal that does not say what to do"
    if not all(line.isprintable() for line in lines):
        return f"a refusal with signs that are not printable: {str(error)[:200]!r}"
    return ""


def _wrong_pack(pack: Pack, core: Pack | None) -> str:
    """Why an accepted pack is not sound; empty when it is."""
    if found := pack_faults(pack, core):
        return f"accepted with the fault {found[0]}"
    try:
        digest_of(canonical_json(pack))
        if read_pack_text(pack_text(pack), "again.yaml", core) != pack:
            return "accepted, but another pack when it is read again"
    except PackError as error:
        # Written out anew, a text near the limit may be over it.
        return "" if "larger than" in error.message else f"accepted, but {error}"
    except Exception as error:  # noqa: BLE001
        return f"accepted, but {type(error).__name__}: {str(error)[:200]}"
    return ""


def _warm_up() -> None:
    """What is imported and kept at the first use is no cost of any one input."""
    for given in (*(Input(1, text, False, "") for text in texts()), *_of_books()):
        judged(the_reader, given)
    assert read_pack_text(PACK).key == "fire"


def _of_books() -> list[Input]:
    return [Input(0, content, True, "") for content in books()[:3]]


def _peak_megabytes() -> float:
    # Not ru_maxrss, which a process has from its parent, however large that was.
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def _set_fuse() -> None:
    with open("/proc/self/statm", encoding="ascii") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + FUSE * 2**20,) * 2)


def _stop(_signal: int, _frame: object) -> None:
    raise TooSlow


if __name__ == "__main__":
    main()
