"""A pack from its text: all stages in order, and every fault in the order of the lines."""

from dataclasses import dataclass

from icf.core.canonical import digest_of
from icf.core.check import Fault, pack_faults
from icf.core.questionnaire import Pack, joined
from icf.errors import PackError
from icf.packfile.build import build_pack
from icf.packfile.shape import shape_faults
from icf.packfile.tree import Place, Tree, read_tree

FAULTS_SHOWN = 100
KEPT_SIZE = 1_000_000
"""Of all texts together whose packs are remembered, in characters."""

_sound: dict[str, Pack] = {}
_sizes: dict[str, int] = {}


@dataclass(frozen=True)
class Placed:
    """A fault with its place; it is put into words only when it is shown."""

    place: Place
    where: str
    problem: Fault | str

    def line(self, name: str) -> str:
        line, column = self.place
        where = f"{self.where}: " if self.where else ""
        return f"{name}:{line}:{column}: {where}{self.problem}"


def sound_pack(text: str, name: str, core: Pack | None = None) -> Pack:
    """The pack in a text that has no fault, with one ``add_to`` for each section.

    Args:
        name: the file's name, for faults.
        core: what references into the core are checked against; None takes them on trust.

    Raises:
        PackError: with every fault; beyond 100 they are counted.
    """
    key = digest_of(text)
    if key in _sound and not pack_faults(_sound[key], core):
        return _sound[key]
    tree = read_tree(text)
    pack, faults = pack_and_faults(tree, core)
    if faults:
        shown = [fault.line(name) for fault in faults[:FAULTS_SHOWN]]
        raise refusal(shown, len(faults), name)
    _remember(key, len(text), joined(pack))
    return _sound[key]


def _remember(key: str, size: int, pack: Pack) -> None:
    if sum(_sizes.values()) + size > KEPT_SIZE:
        _sound.clear()
        _sizes.clear()
    _sound[key], _sizes[key] = pack, size


def pack_and_faults(tree: Tree, core: Pack | None) -> tuple[Pack, list[Placed]]:
    """The pack that a tree describes, and every fault in the order of their places."""
    of_yaml = [Placed(place, "", problem) for place, problem in tree.faults]
    pack, of_build = build_pack(tree)
    if not tree.is_whole:
        return pack, of_yaml
    of_shape = [fault for fault in shape_faults(tree) if not _is_broken(fault, tree)]
    told = {fault.path for fault in of_shape if fault.path}
    of_meaning = [*of_build, *pack_faults(pack, core)] if isinstance(tree.value, dict) else []
    kept = [fault for fault in of_meaning if fault.path not in told and not _is_broken(fault, tree)]
    placed = [
        Placed(tree.place(fault.path), tree.where(fault.path), fault)
        for fault in [*of_shape, *kept]
    ]
    return pack, sorted([*of_yaml, *placed], key=lambda fault: fault.place)


def _is_broken(fault: Fault, tree: Tree) -> bool:
    return any(fault.path[:end] in tree.broken for end in range(1, len(fault.path) + 1))


def refusal(shown: list[str], found: int, name: str) -> PackError:
    """The error that shows the first faults, a line each, and says how many there are."""
    shown = ["".join(map(_visible, line)) for line in shown]
    more = [f"{name}: and {found - len(shown)} more"] if found > len(shown) else []
    count = "one fault" if found == 1 else f"{found} faults"
    return PackError(
        f"The pack has {count} and cannot be used.",
        "Put right what follows, then try again:",
        where=name,
        faults=(*shown, *more),
    )


def _visible(letter: str) -> str:
    """A letter as it is; one that would steer a terminal, or turn a line round, as its number."""
    return letter if letter.isprintable() else f"\\u{ord(letter):04x}"
