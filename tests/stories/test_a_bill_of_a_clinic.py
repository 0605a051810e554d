"""Story 2: a medical claim is checked, flagged with reasons, agreed to above the reviewer's authority, and paid."""

from typing import Any

from kit import Person, Stack
from story import SHOWN, act, bring, complete, decide, move, refused

BILL: dict[str, Any] = {
    "insuredNumber": "H-118204",
    "provider": "Hillsdale Clinic",
    "treatedOn": "2026-02-10",
    "billedOn": "2026-05-20",
    "items": [
        {"code": "x-ray", "units": 2, "price": "150"},
        {"code": "surgery", "units": 1, "price": "9000"},
        {"code": "laser", "units": 1, "price": "400"},
        {"code": "dressing", "units": 1, "price": "80"},
    ],
    "parties": [{"role": "insured", "name": "Grace Mbeki", "subject": "grace"}],
}
COVER: dict[str, Any] = {
    "inForceFrom": "2025-01-01",
    "priceList": [
        {"code": "x-ray", "price": "120", "mostUnits": 2},
        {"code": "surgery", "price": "9000", "waitingDays": 90},
        {"code": "dressing", "price": "80"},
    ],
}
EDITS: dict[str, Any] = {
    "version": "2026-Q1",
    "source": "the payer's own table",
    "validFrom": "2026-01-01",
    "validTo": "2026-03-31",
    "pairs": [{"column1": "surgery", "column2": "dressing", "modifier": "NEVER"}],
}
QUESTION = """query($id: ID!) { case(id: $id) { status outcome
    risk { points assessments(first: 1) { factors { rule fact } } } clocks { name status } tasks { title }
    ... on MedicalClaim { diagnosis asked payable paid verdicts { code rejections reasons payable } } } }"""
PAPERS = {"bill": "The provider's bill", "prescription": "The prescription", "report": "The medical report"}
"""What a claim needs, by category."""
CHECKLIST = "query($id: ID!) { case(id: $id) { documentChecklist { category present } } }"


async def brought(person: Person, case: dict[str, Any]) -> None:
    """Without its documents nothing is processed; each that is missing is named until it is there."""
    for category, title in PAPERS.items():
        held = await act(person, "process", case)
        [problem] = held["problems"]
        assert (problem["rule"], title in problem["message"], held["case"]) == ("documents.required", True, None)
        await bring(person, case, f"{category}.txt", f"{category}\n".encode(), category=category)
    checklist = (await person.ask(CHECKLIST, id=case["id"]))["case"]["documentChecklist"]
    assert [(item["category"], item["present"]) for item in checklist] == [(each, True) for each in PAPERS]


async def test_a_medical_claim_is_paid(stack: Stack) -> None:
    """Taken by an agent, checked by a reviewer, agreed to by a manager; the insured sees the result, not the doubts."""
    abel, rita = stack.person("abel", "claims_agent"), stack.person("rita", "medical_reviewer")
    milo = stack.person("milo", "manager", limits={"claim.approve": 10_000})
    case = (await abel.done("openMedicalClaim", f"medicalClaim {{ {SHOWN} }}", **BILL))["medicalClaim"]

    # Nothing is checked before somebody says whose claim it is and that the documents are there.
    assert await refused(rita, "checkItems", case) == ["medical.cover_missing"]
    target = {"id": case["id"], "expectedVersion": case["version"]}
    updated = await rita.done("updateMedicalClaim", f"medicalClaim {{ {SHOWN} }}", **target, cover=COVER, edits=EDITS)
    case = updated["medicalClaim"]
    assert await refused(rita, "checkItems", case) == ["screening.verdict"]
    found: dict[str, Any] = {"verdict": "NEEDS_PROCESS", "reasons": ["member_known", "documents_complete"]}
    await rita.done("screenCase", "case { id }", id=case["id"], **found)
    case = await move(rita, "checkItems", case)

    # Every item says what is paid for it, or why nothing is; the indicators say what fired and on which fact.
    seen = (await rita.ask(QUESTION, id=case["id"]))["case"]
    assert [(one["code"], one["payable"], one["rejections"]) for one in seen["verdicts"]] == [
        ("x-ray", "240", []),
        ("surgery", "9000", []),
        ("laser", "0", ["NOT_IN_PRICE_LIST"]),
        ("dressing", "0", ["PART_OF_ANOTHER"]),
    ]
    assert seen["verdicts"][2]["reasons"] == ["laser is not in the price list"]
    factors = {factor["rule"]: factor["fact"] for factor in seen["risk"]["assessments"][0]["factors"]}
    assert factors == {"billed_late": "billed after 99 days", "above_the_list": "x-ray"}

    await complete(rita, case, "Read the report")
    await brought(rita, case)

    # What was treated is for reviewers only.
    case = await move(rita, "stateDiagnosis", case, diagnosis="a broken wrist")
    case = await move(rita, "checkAgain", case)
    case = await move(rita, "process", case)
    assert (await abel.ask(QUESTION, id=case["id"]))["case"]["diagnosis"] is None

    # 9,240 are beyond the reviewer: a manager agrees, and the reviewer never to a request of her own.
    target = {"id": case["id"], "expectedVersion": case["version"]}
    asked = await rita.done("valuateMedicalClaim", "approval { id role }", **target)
    assert asked["approval"]["role"] == "manager"
    case = await decide(milo, asked["approval"])
    case = await move(rita, "payProvider", case)
    assert (case["status"], case["outcome"]) == ("COMPLETED", "paid")

    # The insured sees what came of it, and nothing of what was thought of it.
    grace = stack.person("grace", "claimant")
    own = (await grace.ask(QUESTION, id=case["id"]))["case"]
    assert (own["asked"], own["paid"], own["risk"], own["tasks"]) == ("9780", "9240", None, [])
    assert {"name": "answer", "status": "MET"} in (await rita.ask(QUESTION, id=case["id"]))["case"]["clocks"]


async def test_a_bill_with_nothing_payable_is_rejected(stack: Stack) -> None:
    """With the reason of every item, whatever was brought; the same bill again is linked as a possible duplicate."""
    abel, rita = stack.person("abel", "claims_agent"), stack.person("rita", "medical_reviewer")
    bill = BILL | {"items": [{"code": "laser", "price": "400"}], "cover": COVER}
    case = (await abel.done("openMedicalClaim", f"medicalClaim {{ {SHOWN} }}", **bill))["medicalClaim"]
    again = await abel.done("openMedicalClaim", "medicalClaim { links { kind } }", **bill)
    assert again["medicalClaim"]["links"] == [{"kind": "POSSIBLE_DUPLICATE"}]
    found: dict[str, Any] = {"verdict": "NEEDS_PROCESS", "reasons": ["member_known", "documents_complete"]}
    await rita.done("screenCase", "case { id }", id=case["id"], **found)
    case = await move(rita, "checkItems", case)
    await complete(rita, case, "Read the report")
    assert await refused(rita, "process", case) == ["medical.nothing_payable"]
    case = await move(rita, "reject", case, ground="NOTHING_PAYABLE")
    assert (case["status"], case["outcome"]) == ("COMPLETED", "rejected")
