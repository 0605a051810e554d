"""One message to one receiver."""

import asyncio
from collections.abc import Mapping
from types import TracebackType

from httpx2 import AsyncBaseTransport, AsyncClient, AsyncHTTPTransport, ConnectError, ConnectTimeout, Limits

from casewright.webhooks.targets import Address, Target, Targets

SECONDS = 20.0
_NAME = "casewright-webhooks"


class Sender:
    """Posts messages to targets that may be reached, from start to end in `seconds`, following no redirect.

    Each message has a connection of its own: one that was kept is known by its address only, and another host at the
    same address would get it without its certificate being checked. No proxy of the environment is used.
    """

    def __init__(
        self, targets: Targets, *, seconds: float = SECONDS, transport: AsyncBaseTransport | None = None
    ) -> None:
        self._targets = targets
        self._seconds = seconds
        own = transport or AsyncHTTPTransport(trust_env=False, limits=Limits(max_keepalive_connections=0))
        self._client = AsyncClient(transport=own, trust_env=False, follow_redirects=False, timeout=seconds)

    async def __aenter__(self) -> "Sender":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer, whose body is not read.

        Raises Invalid for a target that may not be reached, TimeoutError, and httpx2.HTTPError.
        """
        async with asyncio.timeout(self._seconds):
            target = await self._targets.locate(url)
            for address in target.addresses[:-1]:
                try:
                    return await self._post(target, address, headers, body)
                except (ConnectError, ConnectTimeout):
                    continue
            return await self._post(target, target.addresses[-1], headers, body)

    async def _post(self, target: Target, address: Address, headers: Mapping[str, str], body: bytes) -> int:
        fixed = {"host": target.authority, "content-type": "application/json", "user-agent": _NAME}
        request = self._client.build_request(
            "POST",
            target.at(address),
            content=body,
            headers={**headers, **fixed},
            extensions={"sni_hostname": target.host},
        )
        response = await self._client.send(request, stream=True)
        await response.aclose()
        return response.status_code
