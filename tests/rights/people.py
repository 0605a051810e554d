"""One person who reaches the same cases by every role, and what is written in them word by word."""

from dataclasses import dataclass
from typing import Any

from casewright.operations.feed import place_events
from kit import Person
from rights.matrix import Cell
from stack.town import Town
from stack.treasure import CANARY, treasure

ROLES = (
    *("auditor", "citizen", "clerk", "climber", "director", "head", "listener", "neighbour", "ranger", "warden"),
    "nobody",
)
"""Every role of the town's case types, and one that none of them knows."""

WORDS: dict[Cell, str] = {
    ("TreeCase", "tag"): "Quince",
    ("TreeCase", "street"): "Medlar",
    ("TreeCase", "species"): "Damson",
    ("TreeCase", "reporter"): "Bullace",
    ("TreeCase", "address"): "Loquat",
    ("Note", "text"): "Sorb",
    ("Party", "name"): "Mulberry",
    ("Task", "title"): "Cornel",
    ("TreeCase", "tags"): "hawthorn",
}
"""A word that stands in one place only: whoever meets it was told that place."""


@dataclass(frozen=True)
class Reached:
    """The objects of a town by kind, and a case that holds the words."""

    town: Town
    found: dict[str, str]
    worded: str
    party: str
    """Whom the words are about."""

    def nina(self, role: str) -> Person:
        """Nina, in one of her roles."""
        return self.town.person("nina", role, teams=(CANARY,))


async def reached(town: Town) -> Reached:
    """Everything there is, and nina close to it in each way that a grant may ask for."""
    found = await treasure(town)
    worded = await town.tree(
        "id number",
        team=CANARY,
        girth=3,
        seenAt="2026-03-01T10:00:00Z",
        **{name: word for (kind, name), word in WORDS.items() if kind == "TreeCase" and name != "tags"},
    )
    clerk, identity = town.clerk, worded["id"]
    await clerk.done("addNote", "note { id }", id=identity, text=WORDS["Note", "text"])
    await clerk.done("addTask", "task { id }", id=identity, title=WORDS["Task", "title"])
    party = {"role": "witness", "name": WORDS["Party", "name"]}
    role = await clerk.done("addParty", "role { party { id } }", id=identity, party=party)
    for case, tag in ((found["TreeCase"], "elder"), (identity, WORDS["TreeCase", "tags"])):
        await clerk.done("tagCase", "case { id }", id=case, add=[tag])
        await _close(town, case)
    ended = await town.tree(team=CANARY)
    await _close(town, ended["id"])
    await town.move(ended, "dismiss")
    while await place_events(town.stack.platform):
        pass
    return Reached(town, found, identity, role["role"]["party"]["id"])


async def _close(town: Town, case: str) -> None:
    """Nina has the case, has a role in it, and broke its glass."""
    number = (await town.seen({"id": case}, "number"))["number"]
    party: dict[str, Any] = {"role": "witness", "name": "Nina", "subject": "nina"}
    await town.clerk.done("addParty", "role { id }", id=case, party=party)
    await town.clerk.done("assignCase", "case { id }", id=case, subject="nina")
    await town.person("nina", "ranger").done("breakGlass", "case { id }", number=number, reason=CANARY)
