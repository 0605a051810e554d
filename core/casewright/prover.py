"""The prover: takes documents that came in parts and holds them against what was announced."""

import logging
from functools import partial

from casewright.hands import Hands
from casewright.operations.proving import prove, take_proofs
from casewright.platform import Platform

_log = logging.getLogger("casewright.prover")
_AT_ONCE = 2
"""Each keeps a core and the line to the store busy."""


class Prover(Hands):
    """Proves for one platform."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(partial(take_proofs, platform), partial(prove, platform), at_once=_AT_ONCE, log=_log)
