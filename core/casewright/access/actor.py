"""The one who asks: a person or a service, as the identity provider describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

_NOTHING: Mapping[str, Decimal] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Tenant, subject, roles, teams and authority limits; built once per request, never from user input.

    `service` is true for a program that asks for itself or with an API key, and false for people.
    `system` is true only for the platform's own work (import, timers): it is held by no token.
    """

    tenant: str
    subject: str
    roles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    limits: Mapping[str, Decimal] = field(default_factory=lambda: _NOTHING, hash=False)
    service: bool = False
    system: bool = False

    def limit(self, name: str) -> Decimal:
        """The authority limit of that name, in the currency of the case; zero when none was given."""
        return self.limits.get(name, Decimal(0))

    @classmethod
    def platform(cls, tenant: str, subject: str = "casewright") -> "Actor":
        """The platform itself at work for a tenant: timers, imports, sample data."""
        return cls(tenant=tenant, subject=subject, system=True)
