"""The guards of a process, each to be taken away for a control: what they keep from happening must then be seen."""

import logging
import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from dramatiq.worker import WorkerThread
from urllib3 import Timeout

from casewright.courier import Courier
from casewright.db import clock, database, failures
from casewright.operations import domain_fields, outbox
from casewright.operations.change import change
from casewright.relay import Relay
from casewright.storage import local, s3
from casewright.storage.threads import Threads
from casewright_gateway import logs, masking, schema
from casewright_gateway.cli import ending
from casewright_gateway.cli.patience import Patience

ENDED = "the relay has ended"
"""What a relay without its guard says."""


def put(where: Any, name: str, instead: object) -> None:
    """Put something else in a guard's place, whatever its type."""
    setattr(where, name, instead)


def clock_of_the_database() -> None:
    """The clock of the machine is right, whatever the database says."""

    async def believe(*_: object) -> None: ...

    put(clock.DatabaseClock, "compare", believe)


def discretion() -> None:
    """Records are written with all that is in them."""
    put(logs.JsonLines, "format", logging.Formatter.format)


def farewell() -> None:
    """A process that is told to end is gone."""
    put(ending.Server, "handle_exit", lambda *_: os._exit(0))


def force() -> None:
    """What hangs holds up the end of its process."""
    put(ending, "_SECONDS", 600)


def hands() -> None:
    """The courier sends one message after the other."""

    async def one_by_one(courier: Any) -> None:
        for delivery in await courier._take(64):
            await courier._finish(delivery)

    put(Courier, "round", one_by_one)


def lane() -> None:
    """Who reads waits for the connection that writes."""
    put(database.Database, "_open_lanes", lambda _: None)


def lease() -> None:
    """What was taken counts as taken for longer than any test."""
    put(outbox, "_LEASE", timedelta(minutes=10))


def limit_of_the_store() -> None:
    """A minute for the store to say a word."""
    put(s3, "_TIMEOUT", Timeout(60))


def limits_of_documents() -> None:
    """A document may ask for as much as it likes."""
    put(schema, "extensions", lambda *_: [])


def patience_of_writers() -> None:
    """Who finds the file of SQLite locked does not wait for their turn."""
    database._SQLITE_SETTINGS["busy_timeout"] = 0


def patience_with_clients() -> None:
    """Half a request may take as long as it likes."""
    put(Patience, "seconds", 600)


def reasons() -> None:
    """A database that is lost, or a disk without room, is a failure like any other."""
    put(failures._Translation, "__exit__", lambda *_: None)
    put(masking, "lost", lambda error: False)
    put(local, "Threads", lambda count, **more: Threads(count, **more | {"failures": ()}))


def rounds() -> None:
    """The relay ends at the first failure, and says so."""

    async def all_or_nothing(relay: Any) -> bool:
        try:
            for step in relay._steps:
                await step()
        except Exception:
            logging.getLogger("casewright.relay").error(ENDED)
            raise
        return True

    put(Relay, "round", all_or_nothing)


def threads() -> None:
    """A message that fails takes the thread with it that had it in hand."""

    def process(thread: Any, message: Any) -> None:
        thread.broker.get_actor(message.actor_name)(*message.args, **message.kwargs)
        thread.consumers[message.queue_name].post_process_message(message)

    put(WorkerThread, "process_message", process)


def version() -> None:
    """Nobody asks on which version of a case a change was decided."""

    def careless(*target: Any, expected_version: int, **more: Any) -> Any:
        return change(*target, **more)

    put(domain_fields, "change", careless)


GUARDS: Mapping[str, Callable[[], None]] = {
    "clock": clock_of_the_database,
    "discretion": discretion,
    "farewell": farewell,
    "force": force,
    "hands": hands,
    "lane": lane,
    "lease": lease,
    "limit": limit_of_the_store,
    "limits": limits_of_documents,
    "pace": patience_with_clients,
    "reasons": reasons,
    "rounds": rounds,
    "threads": threads,
    "turns": patience_of_writers,
    "version": version,
}
"""What `WELLS_WITHOUT` names."""
