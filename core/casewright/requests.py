"""The request that a task serves, by the id that client, log and records share."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""None outside of requests."""
