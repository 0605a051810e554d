"""A note says whom it mentions, to whoever may read it."""

from typing import Any

from casewright import models
from casewright.operations.upkeep import bring_up
from casewright_gateway.ids import row_id
from stack.town import Town

NOTE = "note { text mentions }"


async def mentioned(town: Town, case: dict[str, Any]) -> dict[str, list[str]]:
    """Whom the notes of a case mention, by their texts."""
    seen = await town.seen(case, "notes { text mentions }", town.head)
    return {note["text"]: note["mentions"] for note in seen["notes"]}


async def test_a_note_says_whom_it_mentions(town: Town) -> None:
    """Each once, in the order of mention; not to whom notes are hidden."""
    case = await town.tree()
    given = {"id": case["id"], "text": "Look at the crown", "mentions": ["wim", "ann", "wim"]}
    payload = await town.clerk.done("addNote", NOTE, **given)
    assert payload["note"] == {"text": "Look at the crown", "mentions": ["wim", "ann"]}
    await town.clerk.done("addNote", NOTE, id=case["id"], text="It is fine")
    assert await mentioned(town, case) == {"Look at the crown": ["wim", "ann"], "It is fine": []}
    hidden = await town.seen(case, "notes { mentions }", town.person("lisa", "listener"))
    assert hidden["notes"] == []


async def test_mentions_of_a_version_before_are_made_up_for(town: Town) -> None:
    """By the events, wherever a note has gone since; what is known stays, and another time there is nothing to do."""
    cases = [await town.tree(foundOn=f"2026-01-0{day}") for day in (1, 2, 3)]
    for case, text in zip(cases, ("first", "second", "third"), strict=True):
        await town.clerk.done("addNote", NOTE, id=case["id"], text=text, mentions=[f"{text}-reader"])
    await town.clerk.done("addNote", NOTE, id=cases[2]["id"], text="fourth")
    await models.Note.filter(tenant_id=town.tenant).exclude(text="second").update(mentions=None)
    for case, survivor in (cases[:2], cases[1:]):
        same = {"id": case["id"], "survivorId": survivor["id"], "reason": "the same tree"}
        await town.head.done("mergeCases", "case { id }", **same)
    heard: list[str] = []
    await bring_up(town.stack.platform, heard.append)
    assert await mentioned(town, cases[2]) == {
        "first": ["first-reader"],
        "second": ["second-reader"],
        "third": ["third-reader"],
        "fourth": [],
    }
    assert await models.Note.filter(case_id=row_id(cases[2]["id"]), mentions=None).count() == 0
    await bring_up(town.stack.platform, heard.append)
    assert heard == ["noted whom the notes of 1 cases mention"]
