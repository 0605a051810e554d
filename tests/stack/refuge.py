"""The people of the winter shelter and what they do over HTTP: what its stories begin with."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from kit import Person, Stack
from stack import shelters

PLUGINS = {"shelters": shelters}
SHOWN = "id version stage status outcome priority model risk { level points }"
_tenants = count(1)


@dataclass(frozen=True)
class Refuge:
    """One tenant of a stack."""

    stack: Stack
    tenant: str

    @classmethod
    def founded(cls, stack: Stack) -> "Refuge":
        """A tenant nobody else is in."""
        return cls(stack, f"refuge-{next(_tenants)}")

    def person(self, subject: str, *roles: str) -> Person:
        """Somebody of this town."""
        return self.stack.person(subject, *roles, tenant=self.tenant)

    @property
    def helper(self) -> Person:
        """Hanna, who does the daily work."""
        return self.person("hanna", "helper")

    @property
    def warden(self) -> Person:
        """Wim, who supervises."""
        return self.person("wim", "warden")

    async def asked(self, **fields: Any) -> dict[str, Any]:
        """Somebody has just asked."""
        payload = await self.helper.done(
            "openShelterCase", f"shelterCase {{ {SHOWN} }}", **({"name": "Ada", "alone": False} | fields)
        )
        opened: dict[str, Any] = payload["shelterCase"]
        return opened

    async def visited(self, **fields: Any) -> dict[str, Any]:
        """Somebody who needs the shelter, at home with the helper."""
        case = await self.asked(**fields)
        await self.screen(case, "NEEDS_PROCESS", "no_roof")
        return await self.move(case, "visit")

    async def screen(self, case: dict[str, Any], verdict: str, *reasons: str, **more: Any) -> dict[str, Any]:
        """What came of a verdict."""
        values = {"verdict": verdict, "reasons": list(reasons)} | more
        return await self.helper.do("screenCase", f"case {{ {SHOWN} }}", id=case["id"], **values)

    async def move(self, case: dict[str, Any], transition: str, **values: Any) -> dict[str, Any]:
        """Make a transition on the case as it is now; returns it as it is then."""
        version = (await self.seen(case, "version"))["version"]
        payload = await self.helper.done(
            f"{transition}ShelterCase",
            f"shelterCase {{ {SHOWN} }}",
            id=case["id"],
            expectedVersion=version,
            **values,
        )
        after: dict[str, Any] = payload["shelterCase"]
        return after

    async def assess(self, case: dict[str, Any], outside: str = "yes", ill: str = "no", **more: Any) -> dict[str, Any]:
        """What came of the form for the need."""
        answers = [{"item": "outside", "option": outside}, {"item": "ill", "option": ill}]
        values = {"instrument": "need", "answers": answers} | more
        selection = f"assessment {{ id state score band missing }} case {{ {SHOWN} }}"
        return await self.helper.do("submitAssessment", selection, id=case["id"], **values)

    async def seen(self, case: dict[str, Any], selection: str = SHOWN, by: Person | None = None) -> dict[str, Any]:
        """The case as it is now."""
        query = f"query($id: ID!) {{ case(id: $id) {{ {selection} }} }}"
        found: dict[str, Any] = (await (by or self.helper).ask(query, id=case["id"]))["case"]
        return found

    async def reasons(self, case: dict[str, Any], transition: str) -> list[str]:
        """Why a button is grey: the rules."""
        buttons = await self.seen(case, "availableTransitions { name reasons { rule } }")
        button = next(each for each in buttons["availableTransitions"] if each["name"] == transition)
        return [reason["rule"] for reason in button["reasons"]]
