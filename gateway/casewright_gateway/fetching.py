"""Getting a small JSON document from another server, which may not lead elsewhere."""

from typing import Any
from urllib.parse import urlsplit

import httpx2
import orjson

from casewright.errors import Invalid
from casewright.webhooks.targets import Target, Targets

_LARGEST = 256_000
_SECONDS = 5.0


async def fetch_json(url: str, issuer: str) -> dict[str, Any]:
    """A small JSON object from the issuer's host or a public one, no redirect followed.

    Raises Invalid, httpx2.HTTPError and ValueError.
    """
    host = urlsplit(issuer).hostname or ""
    target = await Targets(host).locate(url)
    if target.scheme != "https" and urlsplit(issuer).scheme == "https":
        raise Invalid("the keys of an issuer under https are under https")
    body = b""
    async with _client() as client, client.stream("GET", target.at(target.addresses[0]), **_as_named(target)) as answer:
        answer.raise_for_status()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > _LARGEST:
                raise Invalid("the document is larger than one with keys")
    read = orjson.loads(body)
    if not isinstance(read, dict):
        raise Invalid("the document is not a JSON object")
    return read


def _client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.AsyncHTTPTransport(trust_env=False), trust_env=False, timeout=_SECONDS, follow_redirects=False
    )


def _as_named(target: Target) -> dict[str, Any]:
    headers = {"host": target.authority, "accept": "application/json"}
    return {"headers": headers, "extensions": {"sni_hostname": target.host}}
