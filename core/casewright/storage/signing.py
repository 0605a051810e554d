"""Links to the gateway's own document route, signed so that only the platform can make them."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from casewright.errors import Forbidden, Invalid

Operation = Literal["put", "get"]

_SHORTEST_SECRET = hashlib.sha256().digest_size
_PURPOSE = "casewright document link"


@dataclass(frozen=True, kw_only=True)
class Permit:
    """What a verified link allows: one operation on one object; `size` in bytes when it writes.

    `part` is the part of an upload that it writes (`upload/number`); empty: the whole object.
    """

    key: str
    media_type: str
    size: int = 0
    filename: str = ""
    part: str = ""


class LinkSigner:
    """Makes and checks signed links: HMAC-SHA-256 (RFC 2104) over the key and every parameter.

    `secret` has at least 32 bytes, as RFC 2104 advises. An empty `base_url` makes links relative to the server.
    """

    def __init__(self, secret: bytes, base_url: str) -> None:
        if len(secret) < _SHORTEST_SECRET:
            raise Invalid(f"The secret that signs document links needs at least {_SHORTEST_SECRET} bytes.")
        self._secret = secret
        self._base_url = base_url.rstrip("/")

    def url(self, operation: Operation, permit: Permit, expires_at: datetime) -> str:
        """The link that allows this until then."""
        parameters = {"operation": operation, "expires": str(int(expires_at.timestamp()))}
        parameters["media_type"] = permit.media_type
        if operation == "put":
            parameters["size"] = str(permit.size)
            parameters["part"] = permit.part
        else:
            parameters["filename"] = permit.filename
        parameters["signature"] = self._signature(permit.key, parameters)
        return f"{self._base_url}/documents/{permit.key}?{urlencode(parameters)}"

    def verify(self, operation: Operation, key: str, parameters: Mapping[str, str], now: datetime) -> Permit:
        """What the link allows; raises `Forbidden` when it is forged, altered, expired or for another operation."""
        signed = {name: value for name, value in parameters.items() if name != "signature"}
        given = parameters.get("signature", "").encode("utf-8", "replace")
        if not hmac.compare_digest(self._signature(key, signed).encode(), given) or signed["operation"] != operation:
            raise Forbidden("This document link is not valid; ask for a new one.")
        if int(signed["expires"]) <= now.timestamp():
            raise Forbidden("This document link has expired; ask for a new one.")
        return Permit(
            key=key,
            media_type=signed["media_type"],
            size=int(signed.get("size", 0)),
            filename=signed.get("filename", ""),
            part=signed.get("part", ""),
        )

    def _signature(self, key: str, parameters: Mapping[str, str]) -> str:
        message = json.dumps([_PURPOSE, key, sorted(parameters.items())])
        return hmac.new(self._secret, message.encode(), hashlib.sha256).hexdigest()
