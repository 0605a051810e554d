"""What a case came to: outcomes, feedback, costs, lessons, and the report that is stored."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from process.yard import Yard, told
from stack.town import codes, nothing_changes, rules

OUTCOME = {"dimension": "FUNCTION", "measure": "Beds in use", "baseline": "0", "target": "8", "actual": "6"}
COST = {
    "kind": "POTENTIAL",
    "hard": True,
    "amount": "900.50",
    "currency": "EUR",
    "description": "Landscaper",
    "incurredOn": "2026-03-01",
}
DOCUMENT = "document { id name category current versions { number mediaType size sha256 } }"


async def reviewed(yard: Yard) -> dict[str, Any]:
    """A garden at the end of its way."""
    case = await yard.in_bloom()
    programme = (await yard.seen(case, "contactProgrammes { id }"))["contactProgrammes"][0]
    await yard.gardener.done("endContactProgramme", "case { id }", id=programme["id"], reason="In bloom")
    await yard.move(case, "lookBack")
    return case


async def test_outcomes_feedback_costs_and_lessons_are_recorded(yard: Yard) -> None:
    """Each with who and when; sums by currency, hard and soft apart."""
    case, plan = await yard.planned()
    outcome = await yard.gardener.done("recordOutcome", "outcome { actual attainment }", id=case["id"], **OUTCOME)
    assert outcome["outcome"] == {"actual": "6", "attainment": "0.7500"}
    staff = await yard.gardener.done("giveFeedback", "feedback { givenBy }", id=case["id"], source="STAFF", rating=4)
    assert staff["feedback"] == {"givenBy": "greta"}
    for change in (
        {},
        {"kind": "ACTUAL", "amount": "300"},
        {"kind": "CASE_MANAGEMENT", "amount": "200"},
        {"hard": False, "amount": "50"},
        {"currency": "CHF", "amount": "1.2345"},
    ):
        await yard.gardener.done("addCost", "cost { amount }", id=case["id"], **COST | change)
    digging = plan["interventions"][0]["id"]
    lesson = {"worked": False, "text": "Dug too early", "interventionId": digging}
    learned = await yard.gardener.done(
        "addLesson", "lesson { worked intervention { method } }", id=case["id"], **lesson
    )
    assert learned["lesson"] == {"worked": False, "intervention": {"method": "Dig the beds"}}
    sums = "economies { currency hard potential actual caseManagement savings roi }"
    seen = await yard.seen(case, f"{sums} lessonsLearned {{ text }} outcomes {{ measure }}")
    assert seen["economies"] == [
        economy("CHF", True, potential="1.2345", savings="1.2345"),
        economy("EUR", True, potential="900.5", actual="300", management="200", savings="400.5", roi="2.0025"),
        economy("EUR", False, potential="50", savings="50"),
    ]
    assert (seen["lessonsLearned"], seen["outcomes"]) == ([{"text": "Dug too early"}], [{"measure": "Beds in use"}])


def economy(currency: str, hard: bool, potential: str, savings: str, **more: str) -> dict[str, Any]:
    """The sums as the API shows them."""
    shown = {"actual": more.get("actual", "0"), "caseManagement": more.get("management", "0"), "roi": more.get("roi")}
    return {"currency": currency, "hard": hard, "potential": potential, "savings": savings} | shown


async def test_a_client_says_themselves_what_they_think(yard: Yard) -> None:
    """Of their own case, as the client and nothing else."""
    case = await yard.garden()
    given = await yard.neighbour.done(
        "giveFeedback", "feedback { givenBy rating }", id=case["id"], source="CLIENT", rating=5, comment="Lovely"
    )
    assert given["feedback"] == {"givenBy": "nora", "rating": 5}
    async with nothing_changes(yard.stack):
        as_staff = await yard.neighbour.do("giveFeedback", "case { id }", id=case["id"], source="STAFF", rating=5)
        outcome = await yard.neighbour.do("recordOutcome", "case { id }", id=case["id"], **OUTCOME)
    assert (codes(as_staff), codes(outcome)) == (["FORBIDDEN"], ["FORBIDDEN"])


@pytest.mark.parametrize(
    ("mutation", "values", "path"),
    [
        ("recordOutcome", OUTCOME | {"measure": " "}, "measure"),
        ("recordOutcome", OUTCOME | {"actual": "1e30"}, "actual"),
        ("giveFeedback", {"source": "STAFF", "rating": 6}, "rating"),
        ("giveFeedback", {"source": "CLIENT", "rating": 0}, "rating"),
        ("addCost", COST | {"amount": "-1"}, "amount"),
        ("addCost", COST | {"amount": "0.00001"}, "amount"),
        ("addCost", COST | {"currency": "euro"}, "currency"),
        ("addCost", COST | {"description": ""}, "description"),
        ("addLesson", {"worked": True, "text": ""}, "text"),
    ],
)
async def test_what_cannot_be_recorded_is_refused(yard: Yard, mutation: str, values: dict[str, Any], path: str) -> None:
    """By its path, and nothing is written."""
    case = await yard.garden()
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do(mutation, "case { id }", id=case["id"], **values)
    assert told(refused) == [("BAD_USER_INPUT", ["input", path])]


async def test_each_of_them_is_refused_on_a_case_that_is_over(yard: Yard) -> None:
    """What came of it is written down before the end."""
    case = await yard.garden()
    await yard.move(case, "giveUp")
    async with nothing_changes(yard.stack):
        refused = [
            await yard.gardener.do("recordOutcome", "case { id }", id=case["id"], **OUTCOME),
            await yard.gardener.do("giveFeedback", "case { id }", id=case["id"], source="STAFF", rating=3),
            await yard.gardener.do("addCost", "case { id }", id=case["id"], **COST),
            await yard.gardener.do("addLesson", "case { id }", id=case["id"], worked=True, text="Rest"),
        ]
    assert [rules(payload) for payload in refused] == [["status.final"]] * 4


async def test_the_report_is_stored_with_its_hash_and_lets_the_case_end(yard: Yard) -> None:
    """As a document that may be read like any other; written again it is the next version."""
    case = await reviewed(yard)
    async with nothing_changes(yard.stack):
        assert await yard.held(case, "enjoy") == [("report.stored", "write the closing report first")]
    await yard.gardener.done(
        "recordOutcome", "case { id }", id=case["id"], **OUTCOME | {"measure": "Beds <in> use & joy"}
    )
    reviewed_file = {"dimension": "QUALITY", "measure": "Steps on record", "target": "12", "actual": "11"}
    await yard.gardener.done("recordOutcome", "case { id }", id=case["id"], **reviewed_file)
    await yard.gardener.done("addCost", "case { id }", id=case["id"], **COST)
    written = (await yard.gardener.done("writeReport", DOCUMENT, id=case["id"]))["document"]
    assert (written["category"], written["current"]) == ("closing_report", 1)
    [version] = written["versions"]
    page = await download(yard, written["id"])
    assert (len(page), hashlib.sha256(page).hexdigest()) == (version["size"], version["sha256"])
    text = page.decode()
    for words in (
        "Eat our own tomatoes",
        "100%",
        "Beds &lt;in&gt; use &amp; joy",
        "quality",
        "Steps on record",
        "900.5",
        "Water",
    ):
        assert words in text
    again = (await yard.gardener.done("writeReport", DOCUMENT, id=case["id"]))["document"]
    assert [each["number"] for each in again["versions"]] == [2, 1]
    assert "restored" not in text
    yard.clock.now += timedelta(days=3)
    await yard.move(case, "enjoy")
    assert case["status"] == "COMPLETED"
    last = (await yard.gardener.done("writeReport", DOCUMENT, id=case["id"]))["document"]
    text = (await download(yard, last["id"])).decode()
    assert last["current"] == 3
    assert "<td>Outcome</td><td>restored</td>" in text
    assert f"<td>Ended</td><td>{yard.clock.now:%Y-%m-%d}, after 3 days</td>" in text


async def download(yard: Yard, document: str) -> bytes:
    """The bytes of a document, by its link."""
    link = await yard.gardener.done("requestDownload", "download { url headers { name value } }", documentId=document)
    answer = await yard.stack.client.get(link["download"]["url"])
    assert answer.status_code == 200
    return bytes(answer.content)


async def test_a_report_tells_nobody_what_is_hidden_from_its_writer(yard: Yard) -> None:
    """Whoever does not see the plan does not write it."""
    case = await yard.garden()
    async with nothing_changes(yard.stack):
        refused = await yard.person("vera", "visitor").do("writeReport", "case { id }", id=case["id"])
    assert (codes(refused), rules(refused)) == (["FORBIDDEN"], ["report.hidden"])


async def test_a_report_of_a_case_that_changes_meanwhile_is_not_stored(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would tell what is not true any more; it is tried three times, and no bytes stay."""
    case = await yard.garden()
    store = yard.stack.platform.store
    write, deleted = store.write, []

    async def slow(key: str, chunks: Any) -> None:
        await write(key, chunks)
        await yard.gardener.done("addNote", "note { id }", id=case["id"], text="Meanwhile")

    async def noted(key: str) -> None:
        deleted.append(key)

    monkeypatch.setattr(store, "write", slow)
    monkeypatch.setattr(store, "delete", noted)
    refused = await yard.gardener.do("writeReport", "case { id }", id=case["id"])
    assert (codes(refused), rules(refused), len(deleted)) == (["CONFLICT"], ["report.changed"], 3)
    assert (await yard.seen(case, "documents { id }"))["documents"] == []


async def test_a_report_of_an_earlier_visit_does_not_count(yard: Yard) -> None:
    """What is written before the evaluation does not end the case."""
    case = await yard.in_bloom()
    await yard.gardener.done("writeReport", "document { id }", id=case["id"])
    programme = (await yard.seen(case, "contactProgrammes { id }"))["contactProgrammes"][0]
    await yard.gardener.done("endContactProgramme", "case { id }", id=programme["id"], reason="In bloom")
    yard.clock.now += timedelta(seconds=1)
    await yard.move(case, "lookBack")
    assert [rule for rule, _ in await yard.held(case, "enjoy")] == ["report.stored"]
