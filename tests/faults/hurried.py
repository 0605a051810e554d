"""The command line in a hurry: what takes half a minute or a day takes seconds, so that a test sees it happen.

`WELLS_AHEAD` sets the clock of the machine forward, in seconds. `WELLS_WITHOUT` names the guard that a control takes
away.
"""

import os
from collections.abc import Sequence
from datetime import timedelta

from casewright.db import clock
from casewright.operations import outbox, sweep, webhook_queue
from casewright_gateway.cli import main
from faults.guards import GUARDS


def hurry(words: Sequence[str]) -> int:
    """Run a command in this process, whose environment says the rest; its exit status."""
    ahead, machine_time = timedelta(seconds=float(os.environ.get("WELLS_AHEAD", "0"))), clock.machine_time
    clock.machine_time = lambda: machine_time() + ahead
    outbox._LEASE = timedelta(seconds=4)
    webhook_queue._LEASE = timedelta(seconds=8)
    sweep._PATIENCE = timedelta()
    if without := os.environ.get("WELLS_WITHOUT"):
        GUARDS[without]()
    return main(words)
