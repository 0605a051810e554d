"""Documents of a local folder over HTTP: what an S3 store does for itself, by signed links of our own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from casewright.errors import CasewrightError, Conflict, Forbidden, Invalid, NotFound, Unavailable
from casewright.storage import LocalStore, ObjectStore
from casewright.storage.headers import attachment

_PATH = "/documents/{key:path}"
_SHIELDS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "private, no-store",
}

Endpoint = Callable[[Request], Awaitable[Response]]


class TooLarge(Invalid):
    """More bytes than the link or the server allows."""


_STATUS: Mapping[type[CasewrightError], int] = {
    TooLarge: 413,
    Invalid: 400,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Unavailable: 503,
}


def document_routes(store: ObjectStore, max_size: int) -> list[Route]:
    """The routes that signed links lead to; none when the store serves its own links. `max_size` in bytes."""
    if not isinstance(store, LocalStore):
        return []
    return [
        Route(_PATH, _refusing(partial(_receive, store, max_size)), methods=["PUT"]),
        Route(_PATH, _refusing(partial(_send, store)), methods=["GET"]),
    ]


async def _receive(store: LocalStore, max_size: int, request: Request) -> Response:
    """Write the body under the key of the link: exactly the type and size that were signed, once."""
    permit = store.verify("put", request.path_params["key"], request.query_params)
    if permit.size > max_size:
        raise TooLarge(f"A document has at most {max_size} bytes.")
    if request.headers.get("content-type") != permit.media_type:
        raise Invalid(f"This link takes {permit.media_type} only; send that as Content-Type.")
    _check_length(request.headers.get("content-length"), permit.size)
    await store.receive(permit, _exactly(permit.size, request.stream()))
    return Response(status_code=201)


async def _send(store: LocalStore, request: Request) -> Response:
    """Read the object of the link as an attachment that no browser shows, sniffs, runs or keeps."""
    permit = store.verify("get", request.path_params["key"], request.query_params)
    size = await store.size(permit.key)
    if size is None:
        raise NotFound("There is no such document.")
    headers = {"Content-Length": str(size), "Content-Disposition": attachment(permit.filename), **_SHIELDS}
    # Not as media_type: to text types Starlette would add a charset that nobody declared.
    headers["Content-Type"] = permit.media_type
    return StreamingResponse(store.read(permit.key), headers=headers)


def _check_length(announced: str | None, size: int) -> None:
    if announced is None or announced == str(size):
        return
    if announced.isdecimal() and len(announced) <= len(str(size)) and int(announced) < size:
        raise _too_few(size)
    raise _too_many(size)


async def _exactly(size: int, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks; raises when they are not exactly `size` bytes together, before the last of them is stored."""
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > size:
            raise _too_many(size)
        yield chunk
    if received < size:
        raise _too_few(size)


def _too_many(size: int) -> TooLarge:
    return TooLarge(f"This link takes exactly {size} bytes, and more were sent.")


def _too_few(size: int) -> Invalid:
    return Invalid(f"This link takes exactly {size} bytes, and fewer were sent.")


def _refusing(endpoint: Endpoint) -> Endpoint:
    """The endpoint, with refusals as JSON that says why and shows nothing of the inside."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except CasewrightError as error:
            status = next((number for kind, number in _STATUS.items() if isinstance(error, kind)), 500)
            return JSONResponse({"code": error.code, "message": error.message}, status, headers=_SHIELDS)

    return answer
