"""How much a plugin wants to be asked."""

from dataclasses import dataclass

from icf.core.wording import Wording


@dataclass(frozen=True)
class ChosenDepth:
    """How much a plugin wants to be asked.

    Args:
        depth: the key of one of the framework's sizes, such as ``"standard"``.
        because: why, in a sentence. The person reads it with the plugin's title.
    """

    depth: str
    because: Wording
