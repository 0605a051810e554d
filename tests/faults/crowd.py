"""People at work on wells: what they were promised, and whether the platform kept it."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from faults.processes import Site

OPEN = "mutation($input: OpenWellInput!) { openWell(input: $input) { problems { code } well { id version } } }"
NOTE = "mutation($input: AddNoteInput!) { addNote(input: $input) { problems { code } note { id } } }"
TEST = "mutation($input: TestWellInput!) { testWell(input: $input) { problems { code } well { version } } }"
READ = "query($id: ID!) { node(id: $id) { ... on Well { stage clean notes { text } events { name sequence } } } }"
WELLS = "{ wells { totalCount } }"
PATIENCE = 25.0


class GaveUp(Exception):
    """A mutation was not acknowledged for so long that the platform does not recover."""


@dataclass
class Dug:
    """A well as its clerk was promised it is."""

    id: str
    notes: list[str]


@dataclass
class Crowd:
    """Clients that repeat what was not answered, under the same key, until it is."""

    site: Site
    url: str
    wells: list[Dug] = field(default_factory=list)
    acknowledged: int = 0
    repeated: int = 0
    codes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._token = self.site.token()

    async def mutate(self, number: int, people: int = 4) -> None:
        """Dig wells until so many more mutations are acknowledged, and every well begun is done."""
        now = asyncio.Event()
        now.set()
        await self.work(people, now, at_least=self.acknowledged + number)

    async def work(self, people: int, until: asyncio.Event, *, at_least: int, pause: float = 0.05) -> None:
        """Dig wells with so many people until told to stop, and until so much was acknowledged."""

        async def person(number: int) -> None:
            async with httpx2.AsyncClient(timeout=12) as client:
                for count in itertools.count():
                    if until.is_set() and self.acknowledged >= at_least:
                        return
                    await self._dig(client, f"village {number}-{count}", pause)

        async with asyncio.TaskGroup() as group:
            for number in range(people):
                group.create_task(person(number))

    async def _dig(self, client: httpx2.AsyncClient, village: str, pause: float) -> None:
        opened = await self.done(client, OPEN, village=village)
        well = opened["well"]
        dug = Dug(well["id"], [])
        self.wells.append(dug)
        for text in (f"{village} water at {depth} m" for depth in (3, 7)):
            await asyncio.sleep(pause)
            await self.done(client, NOTE, id=well["id"], text=text)
            dug.notes.append(text)
        await self.done(client, TEST, id=well["id"], expectedVersion=well["version"])

    async def done(self, client: httpx2.AsyncClient, mutation: str, **values: Any) -> dict[str, Any]:
        """The payload of a mutation that was acknowledged at last."""
        key = str(uuid4())
        try:
            async with asyncio.timeout(PATIENCE):
                while (payload := await self._once(client, mutation, key, values)) is None:
                    self.repeated += 1
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            raise GaveUp(mutation) from error
        self.acknowledged += 1
        return payload

    async def attempt(self, client: httpx2.AsyncClient, mutation: str, **values: Any) -> tuple[str, float]:
        """The code that one mutation or query without a key got, or OK, and after how many seconds."""
        began = time.monotonic()
        answer = await self._sent(client, mutation, values, {})
        return ",".join(sorted(set(_codes(answer)))) or "OK", time.monotonic() - began

    async def _once(
        self, client: httpx2.AsyncClient, mutation: str, key: str, values: dict[str, Any]
    ) -> dict[str, Any] | None:
        try:
            answer = await self._sent(client, mutation, values, {"idempotency-key": key})
        except httpx2.HTTPError as error:
            self._count(type(error).__name__)
            return None
        codes = _codes(answer)
        for code in codes:
            self._count(code)
        assert set(codes) <= {"UNAVAILABLE", "TIMEOUT", "CONFLICT"}, answer
        return None if codes else _payload(answer)

    async def _sent(
        self, client: httpx2.AsyncClient, mutation: str, values: dict[str, Any], more: dict[str, str]
    ) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self._token}", **more}
        body = {"query": mutation, "variables": {"input": values}}
        answer: dict[str, Any] = (await client.post(f"{self.url}/graphql", json=body, headers=headers)).json()
        return answer

    def _count(self, code: str) -> None:
        self.codes[code] = self.codes.get(code, 0) + 1

    async def broken_promises(self) -> list[str]:
        """Every well that is not exactly as it was promised, and every one that nobody was promised."""
        async with httpx2.AsyncClient(timeout=12) as client:
            found = [await self._difference(client, well) for well in self.wells]
            total = (await self.ask(client, WELLS))["wells"]["totalCount"]
        more = [f"{total} wells, {len(self.wells)} promised"] if total != len(self.wells) else []
        return more + [difference for difference in found if difference]

    async def _difference(self, client: httpx2.AsyncClient, well: Dug) -> str | None:
        seen = (await self.ask(client, READ, id=well.id))["node"]
        notes = [note["text"] for note in seen["notes"]]
        events = [event["name"] for event in sorted(seen["events"], key=lambda event: event["sequence"])]
        kept = (
            sorted(notes) == sorted(well.notes)
            and sorted(events) == sorted(["opened", *["note_added"] * len(well.notes), "transitioned"])
            and seen["clean"]
        )
        return None if kept else f"{well}: {notes} {events}"

    async def ask(self, client: httpx2.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
        """The data of a query."""
        headers = {"authorization": f"Bearer {self._token}"}
        body = {"query": query, "variables": variables}
        answer = (await client.post(f"{self.url}/graphql", json=body, headers=headers)).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data


def _payload(answer: dict[str, Any]) -> dict[str, Any]:
    payload = next(iter((answer.get("data") or {}).values()), None)
    return payload if isinstance(payload, dict) else {}


def _codes(answer: dict[str, Any]) -> list[str]:
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    return codes + [problem["code"] for problem in _payload(answer).get("problems", ())]
