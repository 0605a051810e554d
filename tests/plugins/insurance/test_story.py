"""Claims through HTTP, on both databases: every mutation of the plugin, by the people whose roles allow it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import casewright_insurance
from casewright_insurance import claim
from kit import Person, Stack, running

SELECTION = """
  insuranceClaim {
    id version stage status outcome approved paidTotal reserveTotal incurred recovered siuProposed denialReason
    coverageVerdict { cover reasons } tasks(state: OPEN) { id title } links { kind other { number } }
  }
  approval { id role }
"""
NOTICE = {
    "policyNumber": "AUT-118204",
    "peril": "COLLISION",
    "lostOn": "2026-02-10",
    "reportedOn": "2026-02-11",
    "place": "Harbor Street, Northbend",
    "amountClaimed": "12500",
    "severity": "MAJOR",
    "witnesses": 1,
    "policeReport": True,
    "thirdPartyAtFault": True,
    "statuteOn": "2036-02-10",
    "priorSimilarLosses": 0,
    "policy": {
        "inForceFrom": "2025-06-01",
        "inForceTo": "2026-05-31",
        "limit": "50000",
        "deductible": "500",
        "premium": "980",
        "coveredPerils": ["COLLISION", "THEFT"],
    },
}
LINE = {"coverage": "COLLISION", "costType": "INDEMNITY"}


@dataclass
class Desk:
    """The people who handle a claim, and the claim as one of them last saw it."""

    agent: Person
    adjuster: Person
    manager: Person
    peer: Person
    director: Person
    investigator: Person
    claim: dict[str, Any] = field(default_factory=dict)

    async def open(self, **changes: Any) -> None:
        """The notice, taken by an agent."""
        payload = await self.agent.done("openInsuranceClaim", SELECTION, **NOTICE | changes)
        self.claim = payload["insuranceClaim"]

    async def move(self, transition: str, by: Person | None = None, **arguments: Any) -> str | None:
        """A transition that is made, or asked for: then the id of the approval."""
        payload = await self.attempt(transition, by, **arguments)
        assert payload["problems"] == [], payload["problems"]
        self.claim = payload["insuranceClaim"]
        return payload["approval"] and payload["approval"]["id"]

    async def attempt(self, transition: str, by: Person | None = None, **arguments: Any) -> dict[str, Any]:
        """A transition, whatever comes of it."""
        target = {"id": self.claim["id"], "expectedVersion": self.claim["version"]}
        return await (by or self.adjuster).do(f"{transition}InsuranceClaim", SELECTION, **target | arguments)

    async def refused(self, rule: str, transition: str, by: Person | None = None, **arguments: Any) -> None:
        """A transition that a rule refuses, and that changes nothing."""
        payload = await self.attempt(transition, by, **arguments)
        assert [problem["rule"] for problem in payload["problems"]] == [rule]
        assert payload["insuranceClaim"] is None
        query = "query($id: ID!) { case(id: $id) { version events(newest: true, first: 1) { sequence } } }"
        seen = (await self.adjuster.ask(query, id=self.claim["id"]))["case"]
        assert seen["version"] == self.claim["version"]

    async def screen(self, verdict: str = "NEEDS_PROCESS", reason: str = "loss_reported", **more: Any) -> None:
        """What the screening found."""
        shown = "case { version status outcome screenings { verdict reasons { rule sentence } } }"
        found = {"id": self.claim["id"], "verdict": verdict, "reasons": [reason]}
        self.claim |= (await self.adjuster.done("screenCase", shown, **found, **more))["case"]

    async def work_off(self) -> None:
        """Every open task of the stage."""
        for task in self.claim["tasks"]:
            await self.adjuster.done("completeTask", "task { state }", id=task["id"])

    async def to_investigation(self) -> None:
        """As far as a look into what happened."""
        await self.move("acknowledge")
        await self.move("verifyCoverage")
        await self.screen()
        await self.move("acceptCoverage")
        await self.move("triage", segment="STANDARD")
        await self.move("investigate")


@pytest.fixture
async def stack(database_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """The embedded platform with this plugin."""
    async with running(database_url, tmp_path, {"insurance": casewright_insurance}) as stack:
        yield stack


def limits(amount: int) -> Mapping[str, int]:
    """Authority for reserves and payments alike."""
    return {"claim.approve": amount, "claim.reserve": amount}


@pytest.fixture
def desk(stack: Stack) -> Desk:
    """Six people with their authority."""
    return Desk(
        agent=stack.person("abel", "claims_agent"),
        adjuster=stack.person("ada", "adjuster", limits=limits(5_000)),
        manager=stack.person("milo", "manager", limits=limits(10_000)),
        peer=stack.person("mona", "manager", limits=limits(10_000)),
        director=stack.person("dora", "director", limits=limits(25_000)),
        investigator=stack.person("ines", "special_investigator"),
    )


async def agreed(desk: Desk, approval: str | None, *people: Person) -> None:
    """Everybody in the chain agrees; only the last one's authority suffices."""
    assert approval is not None
    for person in people:
        payload = await person.done(
            "decideApproval", "approval { state } case { version stage }", id=approval, approve=True
        )
        expected = "APPROVED" if person is people[-1] else "PENDING"
        assert payload["approval"]["state"] == expected
    desk.claim |= payload["case"]


async def test_a_claim_is_paid_and_recovered(desk: Desk) -> None:
    """Above the adjuster's authority and the manager's: the director agrees; then the party at fault pays back."""
    await desk.open()
    await desk.to_investigation()
    await desk.work_off()
    await desk.move("requestItem", item="receipts", owedBy="CLAIMANT")
    await desk.refused("proof.incomplete", "acceptProof")
    await desk.move("receiveItem", item="receipts")
    await desk.move("concludeInvestigation", findings="The other driver ran a red light.")
    await desk.move("evaluate", lossValue="12500")
    await desk.refused("negotiation.no_reserve", "negotiate")
    await agreed(desk, await desk.move("setReserve", **LINE, amount="12000"), desk.manager, desk.director)
    await desk.move("negotiate")
    await desk.move("revalue", reason="the offer was turned down")
    await desk.move("negotiate", reason="a better offer")
    await desk.refused("approve.deductible", "approve", amount="12001")
    await agreed(desk, await desk.move("approve", amount="12000"), desk.manager, desk.director)
    payment = {**LINE, "payee": "the policyholder"}
    await desk.refused("payment.reserve_exceeded", "pay", **payment, amount="12000.01", kind="PARTIAL")
    await desk.move("pay", **payment, amount="3000", kind="PARTIAL")
    await desk.move("pay", **payment, amount="9000", kind="FINAL")
    assert [desk.claim["paidTotal"], desk.claim["reserveTotal"]] == ["12000", "0"]
    await desk.move("closeExposure", coverage="COLLISION")
    await desk.move("reopenExposure", coverage="COLLISION")
    await desk.move("closeExposure", coverage="COLLISION")
    await desk.move("pursueRecovery")
    await desk.move("sendDemand", amount="12000", of="the other insurer")
    await desk.move("askForArbitration")
    await desk.move("recordRecovery", source="SUBROGATION", amount="4000", receivedFrom="the other insurer")
    assert desk.claim["incurred"] == "8000"
    await desk.move("prepareClosing")
    await desk.refused("closing.open_points", "close")
    await desk.work_off()
    await desk.move("close")
    await desk.work_off()
    await desk.move("reviewOutcome")
    await desk.move("recordOutcome", review="Settled within six weeks.")
    assert [desk.claim["status"], desk.claim["outcome"]] == ["COMPLETED", "paid"]


async def test_nobody_decides_a_request_of_their_own(desk: Desk) -> None:
    """Vector: a manager asks for more than a manager may set aside, and does not agree; another one and a director do.

    Where there is no other one, the director is asked after a day.
    """
    await desk.open(policyNumber="AUT-12")
    await desk.to_investigation()
    approval = await desk.move("setReserve", desk.manager, **LINE, amount="12000")
    own = await desk.manager.do("decideApproval", "case { id }", id=approval, approve=True)
    assert [problem["rule"] for problem in own["problems"]] == ["approval.four_eyes"]
    seen = "query($id: ID!) { case(id: $id) { version ... on InsuranceClaim { reserveTotal } } }"
    unchanged = {"version": desk.claim["version"], "reserveTotal": "0"}
    assert (await desk.adjuster.ask(seen, id=desk.claim["id"]))["case"] == unchanged
    asked = "query($id: ID!) { case(id: $id) { approvals { role escalatesAt } } }"
    [waiting] = (await desk.adjuster.ask(asked, id=desk.claim["id"]))["case"]["approvals"]
    assert (waiting["role"], waiting["escalatesAt"] is None) == ("manager", False)
    await agreed(desk, approval, desk.peer, desk.director)
    assert (await desk.adjuster.ask(seen, id=desk.claim["id"]))["case"]["reserveTotal"] == "12000"


async def test_fraud_is_a_ground_only_when_it_is_confirmed(desk: Desk) -> None:
    """Indicators refer to a special investigation and deny nothing; its finding may."""
    await desk.open(
        policyNumber="AUT-7", peril="THEFT", policeReport=False, reportedOn="2026-03-20", priorSimilarLosses=3
    )
    assert desk.claim["siuProposed"] is None, "an agent does not see suspicions"
    await desk.to_investigation()
    assert desk.claim["siuProposed"] is True
    await desk.refused("deny.fraud", "deny", ground="FRAUD")
    await desk.work_off()
    await desk.move("referToSiu", grounds="three indicators")
    await desk.move("acceptReferral", desk.investigator)
    await desk.move("beginSpecialInvestigation", desk.investigator)
    await desk.move("reportFinding", desk.investigator, finding="CONFIRMED", report="The car was sold before.")
    await desk.move("reportToBureau", desk.investigator, reference="NF-2026-11")
    await desk.move("returnFromSiu", desk.investigator, reason="the investigation is over")
    await desk.move("deny", ground="FRAUD")
    assert [desk.claim["outcome"], desk.claim["denialReason"]] == ["denied", "FRAUD"]
    reopened = await desk.manager.done(
        "reopenCase", "case { stage status version }", id=desk.claim["id"], reason="an appeal"
    )
    assert reopened["case"]["stage"] == "investigation"


async def test_small_losses_withdrawals_and_second_notices_end_without_payment(desk: Desk) -> None:
    """Below the deductible, withdrawn, on the fast track and back, and a duplicate that is warned of."""
    await desk.open(policyNumber="AUT-1", amountClaimed="400")
    await desk.move("acknowledge")
    await desk.move("verifyCoverage")
    assert desk.claim["coverageVerdict"]["cover"] == "BELOW_DEDUCTIBLE"
    await desk.move("closeBelowDeductible")
    assert desk.claim["outcome"] == "below_deductible"
    await desk.open(policyNumber="AUT-2")
    await desk.move("acknowledge")
    await desk.move("verifyCoverage")
    await desk.refused("screening.verdict", "acceptCoverage")
    await desk.screen()
    await desk.move("acceptCoverage")
    await rated(desk, claimants="4", injury="none", liability="disputed", cover="open", damage="papers", counsel="no")
    await desk.refused("fast_track.simple", "triage", segment="FAST_TRACK")
    await rated(desk, claimants="1", injury="none", liability="clear", cover="clear", damage="papers", counsel="no")
    await desk.move("triage", segment="FAST_TRACK")
    await desk.move("fastTrack")
    await desk.move("withdraw")
    assert desk.claim["outcome"] == "withdrawn"
    await desk.open(policyNumber="AUT-3")
    first = (await desk.adjuster.ask("query($id: ID!) { case(id: $id) { number } }", id=desk.claim["id"]))["case"]
    await desk.open(policyNumber="AUT-3")
    assert desk.claim["links"] == [{"kind": "POSSIBLE_DUPLICATE", "other": first}]
    nonsense = await desk.attempt("markDuplicate", duplicateOf="nonsense")
    assert [problem["code"] for problem in nonsense["problems"]] == ["BAD_USER_INPUT"]
    assert nonsense["problems"][0]["path"] == ["input", "duplicateOf"]
    await desk.move("markDuplicate", duplicateOf=first["number"])
    assert desk.claim["outcome"] == "duplicate"


async def rated(desk: Desk, **answers: str) -> None:
    """How complex the adjuster thinks the claim is."""
    given = [{"item": item, "number" if answer.isdigit() else "option": answer} for item, answer in answers.items()]
    rating = {"id": desk.claim["id"], "instrument": "claim_complexity", "answers": given}
    desk.claim |= (await desk.adjuster.done("submitAssessment", "case { version }", **rating))["case"]


async def test_the_screening_has_a_verdict_with_reasons(desk: Desk) -> None:
    """The same loss again is a duplicate of the first, and linked to it; a verdict ends no claim as not covered."""
    await desk.open(policyNumber="AUT-9")
    first = desk.claim
    await desk.open(policyNumber="AUT-9")
    unknown = {"id": desk.claim["id"], "verdict": "NOT_ELIGIBLE", "reasons": ["loss_reported"]}
    refused = await desk.adjuster.do("screenCase", "case { id }", **unknown)
    assert [problem["rule"] for problem in refused["problems"]] == ["screening.outcome"]
    await desk.screen("DUPLICATE", "notified_already", duplicateOf=first["id"])
    assert (desk.claim["status"], desk.claim["outcome"]) == ("TERMINATED", "duplicate")
    reasons = [{"rule": "notified_already", "sentence": "The same loss was reported before"}]
    assert desk.claim["screenings"] == [{"verdict": "DUPLICATE", "reasons": reasons}]


async def test_the_law_of_the_place_moves_the_clocks(desk: Desk) -> None:
    """A claim becomes one of Texas: its clocks follow, the decision begins with the proof, no letters are owed."""
    query = "query($id: ID!) { case(id: $id) { clocks { name status startedAt deadlineAt explanation } } }"

    async def clocks() -> dict[str, dict[str, Any]]:
        found = (await desk.adjuster.ask(query, id=desk.claim["id"]))["case"]["clocks"]
        return {clock["name"]: clock for clock in found}

    await desk.open(jurisdiction="US-AK")
    alaska = await clocks()
    target = {"id": desk.claim["id"], "expectedVersion": desk.claim["version"]}
    updated = await desk.adjuster.done("updateInsuranceClaim", SELECTION, **target, jurisdiction="US-TX")
    desk.claim = updated["insuranceClaim"]
    texas = await clocks()
    assert texas["acknowledge"]["startedAt"] == alaska["acknowledge"]["startedAt"]
    assert "deadline" in texas["acknowledge"]["explanation"][-1]
    assert texas["acknowledge"]["explanation"][-1].endswith("after 15 calendar days")
    assert alaska["acknowledge"]["explanation"][-1].endswith("after 10 business days")
    assert texas["acknowledge"]["deadlineAt"] != alaska["acknowledge"]["deadlineAt"]
    await desk.move("acknowledge")
    await desk.refused("decision.not_begun", "extendDecision", grounds="the engineer is ill")
    assert (await clocks())["decide"]["status"] == "PENDING"
    await desk.move("acceptProof")
    await desk.move("sendStatusLetter", letter="the engineer looks at it next week")
    await desk.move("observe", indicator="PO_BOX", note="box 12, Northbend")
    decide = (await clocks())["decide"]
    assert (decide["status"], decide["explanation"][-1][-22:]) == ("RUNNING", "after 15 business days")
    await desk.move("extendDecision", grounds="the engineer is ill")
    extended = await clocks()
    assert extended["decide"]["explanation"][-1].endswith("after 45 calendar days")
    assert extended["status_letter"]["explanation"] == ["no such period applies to this case"]


async def test_the_notice_is_updated_and_nothing_else_of_the_claim(desk: Desk) -> None:
    """What the insurer finds is not in the input; a hidden or unknown field is a clear error."""
    await desk.open()
    target = {"id": desk.claim["id"], "expectedVersion": desk.claim["version"]}
    updated = await desk.adjuster.done("updateInsuranceClaim", SELECTION, **target, witnesses=2)
    assert updated["insuranceClaim"]["version"] == desk.claim["version"] + 1
    text = "mutation($input: UpdateInsuranceClaimInput!) { updateInsuranceClaim(input: $input) { problems { code } } }"
    for change in ({"approved": "1"}, {"colour": "red"}, {"witnesses": "two"}):
        answer = await desk.adjuster.send(text, input=target | change)
        assert "data" not in answer
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_a_claimant_sees_the_claim_and_not_what_is_thought_of_it(desk: Desk, stack: Stack) -> None:
    """Own claims only; no risk, notes, tasks or history; and a claimant on the staff does not handle their own."""
    await desk.open(parties=[{"role": "claimant", "name": "Zoë Łukasik", "subject": "zoe"}])
    await desk.adjuster.done("addNote", "note { id }", id=desk.claim["id"], text="sounds rehearsed")
    query = """query($id: ID!) { case(id: $id) {
      number risk { level } notes { text } tasks { title } events { name } visits { stage } clocks { name }
      ... on InsuranceClaim { policyNumber flagCount siuFinding lossValue reserveTotal incurred }
    } }"""
    seen = (await stack.person("zoe", "claimant").ask(query, id=desk.claim["id"]))["case"]
    assert seen["policyNumber"] == "AUT-118204"
    hidden = ("risk", "flagCount", "siuFinding", "lossValue", "reserveTotal", "incurred")
    assert {seen[name] for name in hidden} == {None}
    assert [seen[name] for name in ("notes", "tasks", "events", "visits", "clocks")] == [[], [], [], [], []]
    lists = "{ all: cases { totalCount } with: cases(where: {clock: %s}) { totalCount } }"
    lists %= '{name: "acknowledge", status: [PENDING, RUNNING, PAUSED, MET, MISSED]}'
    own = await stack.person("zoe", "claimant").ask(lists)
    assert (own["all"]["totalCount"], own["with"]["totalCount"]) == (1, 0)
    assert (await desk.adjuster.ask(lists))["with"]["totalCount"] > 0
    assert (await stack.person("zed", "claimant").ask(query, id=desk.claim["id"]))["case"] is None
    party = {"role": "witness", "name": "Wilma", "subject": "wilma"}
    await desk.adjuster.done("addParty", "role { id }", id=desk.claim["id"], party=party)
    assert (await stack.person("wilma", "claimant").ask(query, id=desk.claim["id"]))["case"] is None
    on_the_staff = stack.person("zoe", "adjuster")
    assert (await on_the_staff.ask(query, id=desk.claim["id"]))["case"] is None


def test_the_stories_make_every_move_of_the_claim() -> None:
    """A new transition needs its place in a story."""
    source = Path(__file__).read_text(encoding="utf-8")
    untold = [name for name in claim.transitions if f'"{camel(name)}"' not in source]
    assert untold == []


def camel(name: str) -> str:
    """`set_reserve` as the API calls it."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
