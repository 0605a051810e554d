"""What a claims director asks: laws met by place, cycle time by segment, money by line, referrals by result."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import casewright_insurance
from kit import Person, Stack, running
from story import SHOWN, WallClock, move

PLUGINS = {"insurance": casewright_insurance}
MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
POLICY = {"inForceFrom": "2026-01-01", "limit": "20000", "deductible": "500", "coveredPerils": ["COLLISION"]}
NOTICE = {"peril": "COLLISION", "lostOn": "2026-02-27", "reportedOn": "2026-03-02", "amountClaimed": "4000"}
NOTICE |= {"injured": 0, "policy": POLICY}
BY = """query($field: String!) { metrics(caseType: "InsuranceClaim") { byField(field: $field) { value count
  byOutcome { value count } cycleTime { count median } clocks { name attained { part whole } running }
  declared { name count sum } } } }"""
DAY = timedelta(days=1)


async def opened(adjuster: Person, number: int, **more: Any) -> dict[str, Any]:
    """A notice of a loss."""
    notice = {"policyNumber": f"AUT-{number}", **NOTICE, **more}
    payload = await adjuster.done("openInsuranceClaim", f"insuranceClaim {{ {SHOWN} }}", **notice)
    case: dict[str, Any] = payload["insuranceClaim"]
    return case


async def triaged(adjuster: Person, case: dict[str, Any], segment: str) -> dict[str, Any]:
    """An acknowledged claim, covered, and in a segment."""
    case = await move(adjuster, "verifyCoverage", case)
    found = {"id": case["id"], "verdict": "NEEDS_PROCESS", "reasons": ["loss_reported"]}
    await adjuster.done("screenCase", "case { id }", **found)
    return await move(adjuster, "triage", await move(adjuster, "acceptCoverage", case), segment=segment)


async def told(person: Person, field: str) -> dict[str | None, dict[str, Any]]:
    """The figures of each value."""
    groups = (await person.ask(BY, field=field))["metrics"]["byField"]
    return {group["value"]: group for group in groups}


def counts(groups: dict[str | None, dict[str, Any]]) -> dict[str | None, int]:
    return {value: group["count"] for value, group in groups.items()}


def incurred(group: dict[str, Any]) -> str:
    """What the claims of a value cost as far as is known."""
    found: str = next(figure["sum"] for figure in group["declared"] if figure["name"] == "incurred")
    return found


def attained(group: dict[str, Any], name: str) -> tuple[int, int]:
    """How many clocks of a name were met, of how many that were met or missed."""
    clock = next(clock for clock in group["clocks"] if clock["name"] == name)
    return clock["attained"]["part"], clock["attained"]["whole"]


async def handled(stack: Stack, clock: WallClock) -> None:
    """Four claims in twenty days: two of Texas, one of them acknowledged late; one of California, looked into; one."""
    ines = stack.person("ines", "special_investigator")

    def ada() -> Person:
        return stack.person("ada", "adjuster", limits={"claim.reserve": 9000})

    texas = [await opened(ada(), number, jurisdiction="US-TX", lineOfBusiness="MOTOR") for number in (1, 2)]
    california = await opened(ada(), 3, jurisdiction="US-CA", lineOfBusiness="PROPERTY")
    await opened(ada(), 4)
    prompt = await triaged(ada(), await move(ada(), "acknowledge", texas[0]), "FAST_TRACK")
    doubted = await triaged(ada(), await move(ada(), "acknowledge", california), "STANDARD")
    doubted = await move(ada(), "referToSiu", doubted, grounds="a call from a neighbour")
    doubted = await move(ines, "beginSpecialInvestigation", await move(ines, "acceptReferral", doubted))
    doubted = await move(ines, "reportFinding", doubted, finding="FRAUD_NOT_FOUND", report="all is well")
    doubted = await move(ines, "returnFromSiu", doubted, reason="the investigation is over")
    reserve = {"coverage": "COLLISION", "costType": "INDEMNITY", "amount": "3000"}
    await move(ada(), "setReserve", doubted, **reserve)
    clock.now += 2 * DAY
    await move(ada(), "withdraw", prompt)
    clock.now += 18 * DAY
    await move(ada(), "acknowledge", texas[1])


async def test_figures_tell_nobody_what_is_hidden_from_them(database_url: str, tmp_path: Path) -> None:
    """A claimant adds up their own claim: what was paid, and neither what is set aside nor that fraud is suspected."""
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(MONDAY)) as stack:
        ada, zoe = stack.person("ada", "adjuster", limits={"claim.reserve": 9000}), stack.person("zoe", "claimant")
        party = {"role": "claimant", "name": "Zoe", "subject": "zoe"}
        case = await opened(ada, 1, jurisdiction="US-TX", parties=[party])
        case = await triaged(ada, await move(ada, "acknowledge", case), "STANDARD")
        case = await move(ada, "referToSiu", case, grounds="a call from a neighbour")
        reserve = {"coverage": "COLLISION", "costType": "INDEMNITY", "amount": "3000"}
        case = await move(stack.person("ines", "special_investigator"), "returnFromSiu", case, reason="let it go on")
        await move(ada, "setReserve", case, **reserve)
        asked = """{ metrics(caseType: "InsuranceClaim") { opened declared { name sum }
          byField(field: "jurisdiction") { declared { name sum } } } }"""
        open_to_all = ["interest", "paid_total", "recovered"]
        for person, hidden in ((ada, False), (zoe, True)):
            found = (await person.ask(asked))["metrics"]
            assert found["opened"] == 1
            for figures in (found["declared"], found["byField"][0]["declared"]):
                sums = {figure["name"]: figure["sum"] for figure in figures}
                assert hidden or (sums["incurred"], sums["special_investigations"]) == ("3000", "1")
                assert not hidden or sorted(sums) == open_to_all


async def test_a_director_sees_laws_segments_lines_and_referrals_apart(database_url: str, tmp_path: Path) -> None:
    """Texas: one of two acknowledged in time; California: one of one; the agent is told nothing of referrals."""
    clock = WallClock(MONDAY)
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        await handled(stack, clock)
        dora, abel = stack.person("dora", "director"), stack.person("abel", "claims_agent")

        places = await told(dora, "jurisdiction")
        assert counts(places) == {"US-TX": 2, "US-CA": 1, None: 1}
        assert [attained(places[place], "acknowledge") for place in ("US-TX", "US-CA")] == [(1, 2), (1, 1)]

        segments = await told(dora, "segment")
        assert segments["fast_track"]["cycleTime"] == {"count": 1, "median": 2 * 86_400}
        assert segments["fast_track"]["byOutcome"] == [{"value": "withdrawn", "count": 1}]
        assert segments["standard"]["cycleTime"] == {"count": 0, "median": None}

        lines = await told(dora, "lineOfBusiness")
        assert {line: incurred(group) for line, group in lines.items()} == {"motor": "0", "property": "3000", None: "0"}

        assert counts(await told(dora, "siuFinding")) == {"fraud_not_found": 1, None: 3}
        [error] = (await abel.send(BY, field="siuFinding"))["errors"]
        assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("FORBIDDEN", "field.hidden")
        assert counts(await told(abel, "jurisdiction")) == counts(places)
        assert await told(stack.person("nobody"), "jurisdiction") == {}
