"""What could be better in a pack that has no fault: words, help, scales, conditions.

Faults (``icf.core.check``) have to be put right. Advice is for people to weigh: a pack is used with
or without following it. Every measure is simple and said where it is made.
"""

from icf.core.advice.advice import Advice as Advice
from icf.core.advice.advice import advice as advice
from icf.core.advice.possible import can_hold as can_hold
from icf.core.advice.reading import reading_age as reading_age
