"""Who asks a gateway over HTTP."""

import httpx2

_IDLE_SECONDS = 1
"""A gateway closes a connection after five seconds without a request; what is sent at that moment gets no answer."""


def caller(seconds: float = 60) -> httpx2.AsyncClient:
    """A client that waits so long for an answer, and lets go of a connection well before the gateway does."""
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=_IDLE_SECONDS)
    return httpx2.AsyncClient(timeout=seconds, limits=limits)
