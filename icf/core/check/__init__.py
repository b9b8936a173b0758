"""What a pack must obey beyond its shape: references that lead somewhere, keys that are its own.

``compose`` refuses a pack with any of these faults; ``icf.packfile`` shows each with its line.
"""

from icf.core.check.fault import Fault as Fault
from icf.core.check.fault import Path as Path
from icf.core.check.fault import nearest as nearest
from icf.core.check.known import placed_questions as placed_questions
from icf.core.check.pack import pack_faults as pack_faults
