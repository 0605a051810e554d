"""People at work on wells: what they were promised, and whether the platform kept it."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2

from faults.callers import caller
from faults.papers import CONFIRM, CONFIRMED_BEFORE, REQUEST, Announced, Paper
from faults.processes import Site

OPEN = "mutation($input: OpenWellInput!) { openWell(input: $input) { problems { code } well { id version } } }"
NOTE = "mutation($input: AddNoteInput!) { addNote(input: $input) { problems { code } note { id } } }"
TEST = "mutation($input: TestWellInput!) { testWell(input: $input) { problems { code } well { version } } }"
READ = """query($id: ID!) { node(id: $id) { ... on Well {
    stage clean notes { text } events { name sequence } documents { versions { sha256 } } } } }"""
WELLS = "{ wells { totalCount } }"
TRANSIENT = {"UNAVAILABLE", "TIMEOUT", "CONFLICT"}
"""What a client answers by asking again."""

PATIENCE = 180.0
"""Seconds without an acknowledgement after which a platform will not recover by itself; no test waits so long."""


class GaveUp(Exception):
    """A mutation was not acknowledged for so long that the platform does not recover."""


@dataclass
class Dug:
    """A well as its clerk was promised it is."""

    id: str
    notes: list[str]
    papers: list[str]


class Crowd:
    """Clients of one or more gateways that repeat what was not answered, under the same key, until it is."""

    def __init__(self, site: Site, *urls: str, papers: bool = False) -> None:
        self.site = site
        self.wells: list[Dug] = []
        self.acknowledged = 0
        self.repeated = 0
        self.codes: dict[str, int] = {}
        self._seconds: list[float] = []
        self._urls = itertools.cycle(urls)
        self._papers = papers
        self._token = site.token()

    @property
    def url(self) -> str:
        """A gateway, each time the next one."""
        return next(self._urls)

    async def mutate(self, number: int, people: int = 4) -> None:
        """Dig wells until so many more mutations are acknowledged, and every well begun is done."""
        async with self.at_work(people):
            await self.acknowledge(number)

    async def acknowledge(self, number: int) -> None:
        """Wait until so many more mutations are acknowledged."""
        enough = self.acknowledged + number
        while self.acknowledged < enough:
            await asyncio.sleep(0.01)

    @asynccontextmanager
    async def at_work(self, people: int, pause: float = 0.05) -> AsyncIterator[None]:
        """So many people dig while the block lasts, and finish what they began; when one gives up, the block ends."""
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for number in range(people):
                group.create_task(self._person(number, over, pause))
            yield
            over.set()

    async def _person(self, number: int, over: asyncio.Event, pause: float) -> None:
        async with caller(12) as client:
            for count in itertools.count():
                if over.is_set():
                    return
                await self._dig(client, f"village {number}-{count}", pause)

    async def _dig(self, client: httpx2.AsyncClient, village: str, pause: float) -> None:
        opened = await self.done(client, OPEN, village=village)
        well = opened["well"]
        dug = Dug(well["id"], [], [])
        self.wells.append(dug)
        for text in (f"{village} water at {depth} m" for depth in (3, 7)):
            await asyncio.sleep(pause)
            await self.done(client, NOTE, id=well["id"], text=text)
            dug.notes.append(text)
        if self._papers:
            await self._file(client, dug, Paper(f"report on {village}".encode()))
        await self.done(client, TEST, id=well["id"], expectedVersion=well["version"])

    async def _file(self, client: httpx2.AsyncClient, dug: Dug, paper: Paper) -> None:
        announced = await self.announce(client, dug.id, paper)
        await self.done(client, CONFIRM, **announced.proof)
        dug.papers.append(paper.sha256)

    async def announce(self, client: httpx2.AsyncClient, case: str, paper: Paper) -> Announced:
        """Announce a document of a case and send its bytes, until they were taken."""
        announced = Announced.of(paper, await self.done(client, REQUEST, id=case, **paper.announcement))
        async with asyncio.timeout(PATIENCE):
            while not await self._sent_bytes(client, announced):
                await asyncio.sleep(0.1)
        return announced

    async def _sent_bytes(self, client: httpx2.AsyncClient, announced: Announced) -> bool:
        url = announced.url if announced.url.startswith("http") else self.url + announced.url
        try:
            sent = await client.request(announced.method, url, content=announced.paper.text, headers=announced.headers)
        except httpx2.HTTPError:
            return False
        return sent.is_success or sent.status_code == 409  # it is there already: the answer to the first time was lost

    async def done(
        self, client: httpx2.AsyncClient, mutation: str, *, key: str | None = None, **values: Any
    ) -> dict[str, Any]:
        """The payload of a mutation that was acknowledged at last, under a key of its own unless one is given."""
        key, began = key or str(uuid4()), time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                while (payload := await self._once(client, mutation, key, values)) is None:
                    self.repeated += 1
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            raise GaveUp(f"{mutation}: {self.codes}") from error
        self.acknowledged += 1
        self._seconds.append(time.monotonic() - began)
        return payload

    def taken(self) -> list[float]:
        """The seconds from when each mutation was first asked for to its acknowledgement, since this was last asked."""
        taken, self._seconds = self._seconds, []
        return taken

    async def attempt(
        self, client: httpx2.AsyncClient, mutation: str, *, key: str | None = None, **values: Any
    ) -> tuple[str, float]:
        """The code that one mutation or query got, asked once, or OK, and after how many seconds."""
        began = time.monotonic()
        answer = await self._sent(client, mutation, values, {"idempotency-key": key} if key else {})
        return ",".join(sorted(set(_codes(answer)))) or "OK", time.monotonic() - began

    async def _once(
        self, client: httpx2.AsyncClient, mutation: str, key: str, values: dict[str, Any]
    ) -> dict[str, Any] | None:
        headers = {} if mutation == CONFIRM else {"idempotency-key": key}
        try:
            answer = await self._sent(client, mutation, values, headers)
        except httpx2.HTTPError as error:
            self._count(type(error).__name__)
            return None
        if any(problem.get("rule") == CONFIRMED_BEFORE for problem in _payload(answer).get("problems", ())):
            return {}
        codes = _codes(answer)
        for code in codes:
            self._count(code)
        assert set(codes) <= TRANSIENT, answer
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
        async with caller() as client:
            found = [await self._difference(client, well) for well in self.wells]
            total = (await self.ask(client, WELLS))["wells"]["totalCount"]
        more = [f"{total} wells, {len(self.wells)} promised"] if total != len(self.wells) else []
        return more + [difference for difference in found if difference]

    async def _difference(self, client: httpx2.AsyncClient, well: Dug) -> str | None:
        seen = (await self.ask(client, READ, id=well.id))["node"]
        notes = [note["text"] for note in seen["notes"]]
        papers = [version["sha256"] for document in seen["documents"] for version in document["versions"]]
        events = [event["name"] for event in sorted(seen["events"], key=lambda event: event["sequence"])]
        filed = ["upload_requested", "document_added"] * len(well.papers)
        kept = (
            (sorted(notes), papers) == (sorted(well.notes), well.papers)
            and sorted(events) == sorted(["opened", *["note_added"] * len(well.notes), *filed, "transitioned"])
            and seen["clean"]
        )
        return None if kept else f"{well}: {notes} {papers} {events}"

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
