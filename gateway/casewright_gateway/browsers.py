"""What browsers are told: which pages may call the API, and that nothing of an answer is to be shown, run or kept."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casewright.errors import Invalid

_SHIELDS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_TRANSPORT = {"strict-transport-security": "max-age=63072000"}
_ASKED = ["authorization", "content-type", "idempotency-key", "x-casewright-cost", "x-casewright-plan", "x-request-id"]
_TOLD = ["retry-after", "x-request-id"]
_PREFLIGHT_SECONDS = 600


class Shields:
    """ASGI middleware: headers that every answer has unless it sets them itself; `secure` where clients come by TLS."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        shields = {**_SHIELDS, **(_TRANSPORT if secure else {})}
        self._headers = [(name.encode(), value.encode()) for name, value in shields.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and shield the answer."""

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.get("headers", ())
                own = {name.lower() for name, _ in headers}
                message["headers"] = [*headers, *(shield for shield in self._headers if shield[0] not in own)]
            await send(message)

        await self._app(scope, receive, shielded if scope["type"] == "http" else send)


def origins_of(setting: str) -> tuple[str, ...]:
    """The origins of a setting, `scheme://host` or `scheme://host:port`; raises `Invalid` for anything else."""
    origins = tuple(origin.strip() for origin in setting.split(",") if origin.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}":
            raise Invalid(f"an origin is written https://host, not {origin!r}", field="allowed_origins")
    return origins


def browser_middleware(origins: Sequence[str], public_url: str) -> list[Middleware]:
    """Shields for all answers; pages of these origins may call the API with a token, never with cookies."""
    shields = Middleware(Shields, secure=public_url.startswith("https://"))
    if not origins:
        return [shields]
    methods = ["GET", "POST", "PUT"]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=methods,
        allow_headers=_ASKED,
        expose_headers=_TOLD,
        max_age=_PREFLIGHT_SECONDS,
    )
    return [shields, cors]
