"""How a story moves a case along, whatever its type: moves and refusals, decisions, tasks, documents, the clock."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from httpx2 import Response

from kit import Person

SHOWN = "id type version stage status outcome"
_UPLOAD = "versionId document { id } upload { url method headers { name value } }"


async def act(person: Person, verb: str, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """What came of a move: the case as it is then, the approval it waits for, or the problems."""
    kind = case["type"]
    field = kind[0].lower() + kind[1:]
    shown = f"case: {field} {{ {SHOWN} }} approval {{ id role }}"
    return await person.do(f"{verb}{kind}", shown, id=case["id"], expectedVersion=case["version"], **values)


async def move(person: Person, verb: str, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Make a move; returns the case as it is then."""
    payload = await act(person, verb, case, **values)
    assert payload["problems"] == []
    assert payload["approval"] is None
    after: dict[str, Any] = payload["case"]
    return after


async def refused(person: Person, verb: str, case: dict[str, Any], **values: Any) -> list[str]:
    """The rules by which a move is refused."""
    payload = await act(person, verb, case, **values)
    assert payload["case"] is None
    return [problem["rule"] for problem in payload["problems"]]


async def decide(person: Person, approval: dict[str, Any]) -> dict[str, Any]:
    """Agree to what was asked for; returns the case as it is then."""
    payload = await person.done("decideApproval", f"case {{ {SHOWN} }}", id=approval["id"], approve=True)
    after: dict[str, Any] = payload["case"]
    return after


async def complete(person: Person, case: dict[str, Any], *titles: str) -> None:
    """Do tasks of the case."""
    asked = await person.ask("query($id: ID!) { case(id: $id) { tasks(state: OPEN) { id title } } }", id=case["id"])
    ids = {task["title"]: task["id"] for task in asked["case"]["tasks"]}
    for title in titles:
        await person.done("completeTask", "task { state }", id=ids[title])


async def send(person: Person, link: dict[str, Any], content: bytes) -> Response:
    """Bytes to where a link leads."""
    headers = {header["name"]: header["value"] for header in link["headers"]}
    return await person.client.request(link["method"], link["url"], content=content, headers=headers)


async def bring(person: Person, case: dict[str, Any], name: str, content: bytes, **more: Any) -> dict[str, Any]:
    """A text becomes a document of the case; returns what the upload was told."""
    named = {"name": name, "mediaType": "text/plain", "size": len(content)}
    told = await person.done("requestUpload", _UPLOAD, id=case["id"], **named, **more)
    assert (await send(person, told["upload"], content)).status_code == 201
    proof = hashlib.sha256(content).hexdigest()
    await person.done("confirmUpload", "document { id }", versionId=told["versionId"], sha256=proof)
    return told


@dataclass
class WallClock:
    """The time everybody reads, set by the story."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now
