"""A refusal is data: the payload carries it as problems."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

from casewright.errors import CasewrightError, PluginError
from casewright_gateway.context import Info
from casewright_gateway.problems import problems_of

P = TypeVar("P")
_log = logging.getLogger("casewright.gateway")


async def attempt(payload: Callable[..., P], work: Awaitable[dict[str, Any]]) -> P:
    """The payload of what the work returns, or of why it was refused; a plugin's failure is also logged."""
    try:
        return payload(**await work)
    except CasewrightError as error:
        if isinstance(error, PluginError):
            cause = type(error.__cause__).__name__
            _log.error("a plugin failed", extra={"plugin": error.plugin, "code": error.code, "cause": cause})
        return payload(problems=problems_of(error))


async def changed(info: Info, case_id: UUID) -> dict[str, Any]:
    """The case for the payload, read after the change."""
    info.context.reader.forget()
    row = await info.context.reader.case(case_id)
    return {"case": row and info.context.present(row)}
