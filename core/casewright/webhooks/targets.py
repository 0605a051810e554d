"""Which addresses a webhook may reach: public ones, and what the operator allows.

The name is resolved once, every address it has is checked, and the connection goes to a checked address: an answer
that changes afterwards reaches nothing (OWASP ASVS 5.0, 1.3.6).
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

from casewright.errors import Invalid

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_PORTS = {"https": 443, "http": 80}
_RESOLVING_SECONDS = 5
_REFUSED_IN_HOST = frozenset("@%")
_PLAIN = re.compile(r"[!-\[\]-~]{1,2000}")
_LABEL = r"[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z)({_LABEL}\.)*[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?")
_PUBLIC_IPV6 = IPv6Network("2000::/3")
_TUNNELS = (IPv6Network("2001::/23"), IPv6Network("2002::/16"))
"""Teredo and 6to4: another address is inside."""
_SPECIAL = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
"""Global by some lists: protocol assignments, relays of 6to4, and the host behind a virtual machine."""


@dataclass(frozen=True)
class Target:
    """Where a message goes: as it was written, and the addresses that were checked."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[Address, ...]

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def at(self, address: Address) -> str:
        """The URL with an address in place of the name: nothing is left to resolve."""
        host = f"[{address}]" if address.version == 6 else str(address)
        return f"{self.scheme}://{host}:{self.port}{self.path}"


async def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a name, as the operating system knows them; raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Targets:
    """What may be reached; `allow` is the setting: hosts and networks that may although they are private.

    Raises Invalid for a setting that is no list of hosts and networks.
    """

    def __init__(self, allow: str = "", resolve: Resolve = system_resolver) -> None:
        entries = [entry.strip().lower() for entry in allow.split(",") if entry.strip()]
        self._networks = [network for entry in entries if (network := _network(entry)) is not None]
        self._hosts = frozenset(entries)
        self._resolve = resolve

    async def locate(self, url: str) -> Target:
        """The target of a URL with its addresses; raises Invalid for what may not be reached or has no address."""
        parts, port = _parts(url)
        host = _host(parts)
        addresses = await self._addresses(host, port)
        if not self._allowed(host, addresses):
            if parts.scheme != "https":
                raise _refused("a webhook's URL begins with https://")
            if not all(map(is_public, addresses)):
                raise _refused("the host is not a public one, and the operator has not allowed it")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Target(parts.scheme, host, port, path, addresses)

    async def _addresses(self, host: str, port: int) -> tuple[Address, ...]:
        literal = _literal(host)
        if literal is not None:
            return (literal,)
        try:
            async with asyncio.timeout(_RESOLVING_SECONDS):
                found = await self._resolve(host, port)
            addresses = tuple(dict.fromkeys(ip_address(address) for address in found))
        except (OSError, ValueError) as error:
            raise _refused("the host of the URL has no address") from error
        if not addresses:
            raise _refused("the host of the URL has no address")
        return addresses

    def _allowed(self, host: str, addresses: Sequence[Address]) -> bool:
        inside = all(any(address in network for network in self._networks) for address in addresses)
        return host in self._hosts or inside


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and to one machine, with no other address inside it."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv6Address):
        return address in _PUBLIC_IPV6 and not any(address in tunnel for tunnel in _TUNNELS)
    return not any(address in special for special in _SPECIAL)


def _network(entry: str) -> Any:
    try:
        return ip_network(entry)
    except ValueError:
        if _NAME.fullmatch(entry):
            return None
        raise Invalid(f"{entry!r} is neither a host nor a network", field="CASEWRIGHT_WEBHOOK_ALLOW") from None


def _parts(url: str) -> tuple[SplitResult, int]:
    if not _PLAIN.fullmatch(url):
        raise _refused("the URL may have 2000 visible ASCII characters, and no backslash")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused("this is not a URL") from error
    if parts.scheme not in _PORTS:
        raise _refused("a webhook's URL begins with https://")
    if _REFUSED_IN_HOST & set(parts.netloc) or parts.fragment or port == 0:
        raise _refused("the URL has no user, password or fragment, and a port that exists")
    return parts, port or _PORTS[parts.scheme]


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if _literal(host) is None and not _NAME.fullmatch(host):
        raise _refused("the host is a name in ASCII letters, or an address in its usual form")
    return host


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _refused(message: str) -> Invalid:
    return Invalid(message, rule="webhook.url", field="url")
