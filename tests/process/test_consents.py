"""What those who are in a case consent to: with scope and period, for as long as they do not take it back."""

from datetime import timedelta
from typing import Any

import pytest

from process.yard import Yard, told
from stack.town import nothing_changes

CONSENT = "id scope how since until inForce recordedBy revokedAt revokedBecause party { name }"
SHARING = {"scope": "Share the plan with the water board", "how": "Signed"}


async def given(yard: Yard, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A consent of Nora's."""
    party = await yard.nora(case)
    done = await yard.gardener.done(
        "recordConsent", f"consent {{ {CONSENT} }}", id=case["id"], partyId=party, **SHARING | values
    )
    consent: dict[str, Any] = done["consent"]
    return consent


async def consents(yard: Yard, case: dict[str, Any]) -> list[bool]:
    """Which of the case hold now, newest first."""
    return [each["inForce"] for each in (await yard.seen(case, "consents { inForce }"))["consents"]]


async def test_a_consent_holds_for_its_period(yard: Yard) -> None:
    """From its beginning to before its end; without one, until it is taken back."""
    case = await yard.garden()
    open_ended = await given(yard, case)
    assert open_ended | {"id": "", "since": ""} == SHARING | {
        "id": "",
        "since": "",
        "until": None,
        "inForce": True,
        "recordedBy": "greta",
        "revokedAt": None,
        "revokedBecause": None,
        "party": {"name": "Nora Neighbour"},
    }
    begin = yard.clock.now + timedelta(hours=1)
    await given(yard, case, since=begin.isoformat(), until=(begin + timedelta(days=7)).isoformat())
    assert await consents(yard, case) == [False, True]
    yard.clock.now = begin
    assert await consents(yard, case) == [True, True]
    yard.clock.now = begin + timedelta(days=7)
    assert await consents(yard, case) == [False, True]


async def test_a_consent_is_taken_back_and_stays_on_record(yard: Yard) -> None:
    """With a reason, once, also when the case has ended; the history tells both."""
    case = await yard.garden()
    consent = await given(yard, case)
    async with nothing_changes(yard.stack):
        blank = await yard.gardener.do("revokeConsent", "consent { id }", id=consent["id"], reason=" ")
        unasked = await yard.neighbour.do("revokeConsent", "consent { id }", id=consent["id"], reason="Mine")
        stranger = await yard.person("nobody").do("revokeConsent", "consent { id }", id=consent["id"], reason="Mine")
    assert [told(refused)[0][0] for refused in (blank, unasked, stranger)] == [
        "BAD_USER_INPUT",
        "FORBIDDEN",
        "NOT_FOUND",
    ]
    await yard.move(case, "giveUp")
    revoked = await yard.gardener.done(
        "revokeConsent", f"consent {{ {CONSENT} }}", id=consent["id"], reason="Changed her mind"
    )
    assert (revoked["consent"]["inForce"], revoked["consent"]["revokedBecause"]) == (False, "Changed her mind")
    async with nothing_changes(yard.stack):
        again = await yard.gardener.do("revokeConsent", "consent { id }", id=consent["id"], reason="Again")
    assert again["problems"][0]["rule"] == "consent.revoked"
    events = (await yard.seen(case, "events { name }"))["events"]
    assert [event["name"] for event in events] == ["opened", "consent_recorded", "transitioned", "consent_revoked"]


@pytest.mark.parametrize(
    "values",
    [
        {"scope": " "},
        {"how": ""},
        {"since": "2026-03-02T09:00:00Z", "until": "2026-03-02T09:00:00Z"},
        {"until": "2026-03-02T09:00:00"},
        {"scope": "x" * 301},
    ],
)
async def test_a_consent_that_means_nothing_is_refused(yard: Yard, values: dict[str, Any]) -> None:
    """To nothing, by no way, over before it begins."""
    case = await yard.garden()
    party = await yard.nora(case)
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do(
            "recordConsent", "consent { id }", id=case["id"], partyId=party, **SHARING | values
        )
    assert told(refused)[0][0] == "BAD_USER_INPUT"


async def test_only_who_is_in_the_case_consents_in_it(yard: Yard) -> None:
    """Not a neighbour of another garden, nor one who has left."""
    case, other = await yard.garden(), await yard.garden()
    stranger = await yard.nora(other)
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do("recordConsent", "consent { id }", id=case["id"], partyId=stranger, **SHARING)
    assert told(refused) == [("BAD_USER_INPUT", ["input", "partyId"])]
    assert refused["problems"][0]["rule"] == "consent.role"


async def test_the_client_sees_their_consents_and_their_copy_has_them(yard: Yard) -> None:
    """Whoever may not see the case sees none."""
    case = await yard.garden()
    consent = await given(yard, case)
    query = "query($id: ID!) { node(id: $id) { ... on Consent { scope case { id } party { name } } } }"
    seen = {"scope": SHARING["scope"], "case": {"id": case["id"]}, "party": {"name": "Nora Neighbour"}}
    assert (await yard.neighbour.ask(query, id=consent["id"]))["node"] == seen
    assert (await yard.person("nobody").ask(query, id=consent["id"]))["node"] is None
    copy = await yard.neighbour.done("exportPerson", "export", partyId=await yard.nora(case), reason="My own data")
    [of_case] = copy["export"]["cases"]
    assert SHARING["scope"] in str(of_case)
