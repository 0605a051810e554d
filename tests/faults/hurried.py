"""The command line in a hurry: what takes half a minute or a day takes seconds, so that a test sees it happen.

`WELLS_AHEAD` sets the clock of the machine forward, in seconds. `WELLS_WITHOUT` takes a guard away for a control: the
`lease` that ends, the `clock` of the database, the `rounds` that go on after a failure, the `limit` of the store.
"""

import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from urllib3 import Timeout

from casewright.db import clock
from casewright.operations import outbox, sweep, webhook_queue
from casewright.relay import Relay
from casewright.storage import s3
from casewright_gateway.cli import main


async def all_or_nothing(relay: Any) -> bool:
    """A round of the relay that ends at the first failure, and with it all rounds."""
    for step in relay._steps:
        await step()
    return True


async def believe(*_: object) -> None:
    """The clock of the machine is right, whatever the database says."""


def hurry(words: Sequence[str]) -> int:
    """Run a command in this process, whose environment says the rest; its exit status."""
    without = os.environ.get("WELLS_WITHOUT")
    ahead, machine_time = timedelta(seconds=float(os.environ.get("WELLS_AHEAD", "0"))), clock.machine_time
    clock.machine_time = lambda: machine_time() + ahead
    outbox._LEASE = timedelta(minutes=10) if without == "lease" else timedelta(seconds=4)
    webhook_queue._LEASE = timedelta(seconds=8)
    sweep._PATIENCE = timedelta()
    if without == "rounds":
        Relay.round = all_or_nothing  # type: ignore[method-assign, assignment]
    if without == "clock":
        clock.DatabaseClock.compare = believe  # type: ignore[method-assign, assignment]
    if without == "limit":
        s3._TIMEOUT = Timeout(60)
    return main(words)
