"""A case handed to another system as a whole, by those who see all of it."""

from hashlib import sha256
from typing import Any

from stack.papers import TEXT, stored
from stack.town import Town, codes, nothing_changes, rules

EXPORT = "export"


async def test_a_case_is_exported_with_everything_in_it(town: Town) -> None:
    """Its fields, every part, its parties, and a link to the bytes of each document; the history tells of it."""
    case = await town.tree(street="Lime Street", reporter="Robin")
    await town.clerk.done("addNote", "note { id }", id=case["id"], text="Rot at the foot")
    await town.clerk.done("tagCase", "case { id }", id=case["id"], add=["storm"])
    known = {"role": "owner", "name": "Ann Ash", "identifiers": [{"system": "tax", "value": "7"}]}
    await town.clerk.done("addParty", "role { id }", id=case["id"], party=known)
    await stored(town, case)
    payload = await town.head.done("exportCase", EXPORT, id=case["id"], reason="the city moves to another system")
    export: dict[str, Any] = payload["export"]
    assert (export["format"], export["case"]["number"]) == ("casewright.case/1", case["number"])
    assert (export["case"]["fields"]["street"], export["case"]["fields"]["reporter"]) == ("Lime Street", "Robin")
    assert [note["text"] for note in export["note"]] == ["Rot at the foot"]
    assert [tag["name"] for tag in export["tag"]] == ["storm"]
    assert [party["name"] for party in export["party"]] == ["Ann Ash"]
    assert [each["value"] for each in export["party_identifier"]] == ["7"]
    [link] = export["links"]
    assert link["sha256"] == sha256(TEXT).hexdigest()
    assert (await town.clerk.client.get(link["url"])).content == TEXT
    [*_, last] = (await town.seen(case, "events { name data }"))["events"]
    assert (last["name"], last["data"]) == ("exported", {"reason": "the city moves to another system"})


async def test_a_case_leaves_whole_or_not_at_all(town: Town) -> None:
    """Not without a reason, not by those who only work on it, and not by whom something of it is hidden from."""
    case = await town.tree(reporter="Robin")
    half_blind = town.person("nina", "head", "auditor")
    async with nothing_changes(town.stack):
        unsaid = await town.head.do("exportCase", EXPORT, id=case["id"], reason=" ")
        unasked = await town.clerk.do("exportCase", EXPORT, id=case["id"], reason="x")
        partly = await half_blind.do("exportCase", EXPORT, id=case["id"], reason="x")
        nothing = await town.stack.person("eve", "head", tenant="elsewhere").do(
            "exportCase", EXPORT, id=case["id"], reason="x"
        )
    assert [codes(each) for each in (unsaid, unasked, partly, nothing)] == [
        ["BAD_USER_INPUT"], ["FORBIDDEN"], ["FORBIDDEN"], ["NOT_FOUND"],
    ]  # fmt: skip
    assert rules(partly) == ["export.partial"]
    assert all(each["export"] is None for each in (unsaid, unasked, partly, nothing))
