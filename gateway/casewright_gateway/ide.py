"""`/ide`: a page to try the API in a browser, served from this package; it works without any other network."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FOLDER = Path(__file__).parent / "ide"
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}


def ide_routes() -> list[Route]:
    """The page at `/ide` and its files below it; the page calls `graphql` next to itself.

    Whoever opens `/ide#token=...` is signed in: a fragment is never sent to a server, and the page removes it from the
    address bar.
    """
    files = [Route(f"/ide/{path.name}", _file(path)) for path in sorted(_FOLDER.iterdir())]
    return [Route("/ide", _file(_FOLDER / "index.html")), *files]


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    content, media_type = path.read_bytes(), _MEDIA_TYPES[path.suffix]

    async def endpoint(_: Request) -> Response:
        return Response(content, headers=_HEADERS, media_type=media_type)

    return endpoint
