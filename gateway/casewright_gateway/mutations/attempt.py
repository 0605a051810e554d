"""A refusal is data: the payload carries it as problems."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from casewright.errors import CasewrightError, PluginError
from casewright_gateway.problems import problems_of

P = TypeVar("P")
_outcomes: ContextVar[list[CasewrightError | None] | None] = ContextVar("outcomes", default=None)
_log = logging.getLogger("casewright.gateway")


@contextmanager
def outcomes() -> Iterator[list[CasewrightError | None]]:
    """Why each mutation that is attempted meanwhile was refused, in order; None: it was done."""
    found: list[CasewrightError | None] = []
    token = _outcomes.set(found)
    try:
        yield found
    finally:
        _outcomes.reset(token)


def _note(refusal: CasewrightError | None) -> None:
    found = _outcomes.get()
    if found is not None:
        found.append(refusal)


async def attempt(payload: Callable[..., P], work: Awaitable[dict[str, Any]]) -> P:
    """The payload of what the work returns, or of why it was refused; a plugin's failure is also logged."""
    try:
        result = payload(**await work)
    except CasewrightError as error:
        _note(error)
        if isinstance(error, PluginError):
            cause = type(error.__cause__).__name__
            _log.error("a plugin failed", extra={"plugin": error.plugin, "code": error.code, "cause": cause})
        return payload(problems=problems_of(error))
    _note(None)
    return result
