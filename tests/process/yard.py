"""The people of a garden and how far they have come: what the stories of the process begin with."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from kit import Person, Stack
from process import gardens
from story import WallClock

PLUGINS = {"gardens": gardens}
CASE = "id version stage status phase"
GOAL = {
    "description": "Eat our own tomatoes",
    "setBy": "CLIENT",
    "measure": "Harvest",
    "unit": "kg",
    "baseline": "0",
    "target": "20",
    "dueOn": "2026-09-01",
}
DIGGING = {"method": "Dig the beds", "responsible": "Gardening club", "resources": "Two spades"}
WATERING = DIGGING | {"method": "Water", "recurrence": "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4", "startsOn": "2026-03-02"}
STEP = {"kind": "STEP_DOWN", "fromLevel": "Full care", "toLevel": "Advice"}
CONTENT = {"goals": [GOAL], "interventions": [DIGGING, WATERING], "strengths": ["Strong arms"]}
_tenants = count(1)


@dataclass(frozen=True)
class Yard:
    """One tenant with its gardens."""

    stack: Stack
    clock: WallClock
    tenant: str

    @classmethod
    def laid_out(cls, stack: Stack, clock: WallClock) -> "Yard":
        """A tenant nobody else is in."""
        return cls(stack, clock, f"yard-{next(_tenants)}")

    def person(self, subject: str, *roles: str) -> Person:
        """Somebody of this tenant."""
        return self.stack.person(subject, *roles, tenant=self.tenant)

    @property
    def gardener(self) -> Person:
        """Greta, who does the daily work."""
        return self.person("greta", "gardener")

    @property
    def foreman(self) -> Person:
        """Felix, who approves."""
        return self.person("felix", "foreman")

    @property
    def neighbour(self) -> Person:
        """Nora, whose garden it is."""
        return self.person("nora", "neighbour")

    async def garden(self) -> dict[str, Any]:
        """A garden that was surveyed; Nora is its neighbour."""
        nora = {"role": "neighbour", "name": "Nora Neighbour", "subject": "nora"}
        opened = await self.gardener.done("openGarden", f"garden {{ {CASE} }}", name="Lime Yard", parties=[nora])
        case: dict[str, Any] = opened["garden"]
        return case

    async def move(self, case: dict[str, Any], verb: str, **values: Any) -> None:
        """Make a transition on the case as it is."""
        case.update(await self.seen(case))
        moved = await self.gardener.done(
            f"{verb}Garden", f"garden {{ {CASE} }}", id=case["id"], expectedVersion=case["version"], **values
        )
        case.update(moved["garden"])

    async def held(self, case: dict[str, Any], verb: str, by: Person | None = None) -> list[tuple[str, str]]:
        """The rules and sentences by which a transition is refused."""
        case.update(await self.seen(case))
        payload = await (by or self.gardener).do(
            f"{verb}Garden", "garden { id }", id=case["id"], expectedVersion=case["version"]
        )
        return [(problem["rule"], problem["message"]) for problem in payload["problems"]]

    async def seen(self, case: dict[str, Any], selection: str = CASE, by: Person | None = None) -> dict[str, Any]:
        """The case as it is now."""
        query = f"query($id: ID!) {{ case(id: $id) {{ __typename {selection} }} }}"
        found: dict[str, Any] = (await (by or self.gardener).ask(query, id=case["id"]))["case"]
        return found

    async def drafted(self, case: dict[str, Any], **content: Any) -> dict[str, Any]:
        """A draft of the plan."""
        drafted = await self.gardener.done(
            "draftPlan",
            "plan { id version state goals { id } interventions { id } }",
            id=case["id"],
            **CONTENT | content,
        )
        plan: dict[str, Any] = drafted["plan"]
        return plan

    async def accept(self, plan: dict[str, Any]) -> None:
        """The plan proposed by Greta and accepted on both sides."""
        await self.gardener.done("proposePlan", "plan { state }", id=plan["id"])
        await self.neighbour.done("acceptPlan", "plan { state }", id=plan["id"], side="CLIENT")
        await self.foreman.done("acceptPlan", "plan { state }", id=plan["id"], side="APPROVER")

    async def party(self, case: dict[str, Any], role: str, name: str, subject: str | None = None) -> str:
        """A party with a role in the case; its id."""
        party = {"role": role, "name": name} | ({"subject": subject} if subject else {})
        added = await self.gardener.done("addParty", "role { party { id } }", id=case["id"], party=party)
        identity: str = added["role"]["party"]["id"]
        return identity

    async def nora(self, case: dict[str, Any]) -> str:
        """The party that Nora is."""
        roles = (await self.seen(case, "parties { party { id name } }"))["parties"]
        found: str = next(role["party"]["id"] for role in roles if role["party"]["name"] == "Nora Neighbour")
        return found

    async def watched(self) -> dict[str, Any]:
        """A garden whose goal was looked at, ready to be given back."""
        case, plan = await self.planned()
        await self.move(case, "watch")
        await self.gardener.done(
            "recordProgress", "goal { id }", id=plan["goals"][0]["id"], status="ACHIEVED", value="20"
        )
        return case

    async def in_bloom(self) -> dict[str, Any]:
        """A garden that was given back, in the programme of contacts."""
        case = await self.watched()
        await self.move(case, "giveBack")
        record = (await self.gardener.done("recordTransition", "transitionRecord { id }", id=case["id"], **STEP))[
            "transitionRecord"
        ]
        for item in ("Keys", "Watering plan"):
            await self.gardener.done("checkHandoverItem", "case { id }", id=record["id"], item=item)
        await self.move(case, "letBloom")
        return case

    async def planned(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """A garden with a plan in force, at work."""
        case = await self.garden()
        await self.move(case, "design")
        plan = await self.drafted(case)
        await self.accept(plan)
        await self.move(case, "dig")
        return case, plan


def told(payload: dict[str, Any]) -> list[tuple[str, list[str] | None]]:
    """Code and path of each problem; every one of them names its rule."""
    assert all(problem["rule"] and problem["message"] for problem in payload["problems"])
    return [(problem["code"], problem["path"]) for problem in payload["problems"]]
