"""The people of a library and what they do: what the stories about people begin with."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from casewright.operations.timers import fire_due_timers
from kit import Person, Stack
from people import loans
from story import WallClock

PLUGINS = {"loans": loans}
CASE = "id version number stage status"
_tenants = count(1)


@dataclass(frozen=True)
class Library:
    """One tenant with its books."""

    stack: Stack
    clock: WallClock
    tenant: str

    @classmethod
    def built(cls, stack: Stack, clock: WallClock) -> "Library":
        """A tenant nobody else is in."""
        return cls(stack, clock, f"library-{next(_tenants)}")

    def person(self, subject: str, *roles: str, **more: Any) -> Person:
        """Somebody of this library."""
        return self.stack.person(subject, *roles, tenant=self.tenant, **more)

    @property
    def clerk(self) -> Person:
        """Carla, at the counter."""
        return self.person("carla", "clerk")

    @property
    def director(self) -> Person:
        """Dora, who may lend everything."""
        return self.person("dora", "director", limits={"lend": 1_000_000})

    def keeper(self, subject: str, lend: int = 1_000) -> Person:
        """One who keeps the books, and may lend what is worth so much."""
        return self.person(subject, "keeper", limits={"lend": lend})

    async def loan(self, **values: Any) -> dict[str, Any]:
        """A book somebody asked for."""
        opened = await self.clerk.done("openLoan", f"loan {{ {CASE} }}", name="A herbal", **values)
        case: dict[str, Any] = opened["loan"]
        return case

    async def asked(self, case: dict[str, Any], verb: str = "lend", **values: Any) -> str:
        """The id of the approval that a transition waits for."""
        given = {"worth": "500"} if verb == "lend" else {}
        payload = await self.clerk.done(
            f"{verb}Loan", "approval { id }", id=case["id"], expectedVersion=case["version"], **given | values
        )
        identity: str = payload["approval"]["id"]
        return identity

    async def seen(self, case: dict[str, Any], selection: str = CASE, by: Person | None = None) -> dict[str, Any]:
        """The case as it is now."""
        query = f"query($id: ID!) {{ case(id: $id) {{ __typename {selection} }} }}"
        found: dict[str, Any] = (await (by or self.clerk).ask(query, id=case["id"]))["case"]
        return found

    async def pass_by(self, hours: float) -> None:
        """Time passes, and what falls due meanwhile happens."""
        self.clock.now += timedelta(hours=hours)
        await fire_due_timers(self.stack.platform)
