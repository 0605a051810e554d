"""People who lose their work together: when a notice is due 60 days before, and what holds the group."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import casewright_hr
from casewright import Case, Gate
from casewright_hr import leaving_group
from casewright_hr.calendar import WorkCountry
from casewright_hr.leaving_group import (
    LeavingTogether,
    begin_leaving,
    conclude_leaving,
    give_notice,
    keep_everybody,
    look_back_on_leaving,
)
from casewright_hr.warn import THRESHOLDS, WARN_NOTICE, WarnEvent, WarnException, warn_event
from kit import running
from story import SHOWN, WallClock, act, complete, decide, move, refused

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY = date(2026, 6, 15)
CLOSING = LeavingTogether(
    site="Dayton", first_on=date(2026, 8, 14), employees=400, at_site=120, losing=120, site_closes=True
)
"""Sixty days after today."""


@pytest.mark.parametrize(
    ("employer", "at_site", "losing", "closing", "expected"),
    [
        (99, 99, 99, True, None),
        (100, 100, 49, True, None),
        (100, 100, 50, True, WarnEvent.PLANT_CLOSING),
        (100, 100, 49, False, None),
        (100, 100, 50, False, WarnEvent.MASS_LAYOFF),
        (400, 151, 50, False, WarnEvent.MASS_LAYOFF),
        (400, 152, 50, False, None),
        (3000, 3000, 499, False, None),
        (3000, 3000, 500, False, WarnEvent.MASS_LAYOFF),
    ],
)
def test_what_calls_for_a_notice(
    employer: int, at_site: int, losing: int, closing: bool, expected: WarnEvent | None
) -> None:
    """From 100 employees on: a closing of 50, a layoff of 50 who are a third (33 per cent) of the site, or of 500."""
    assert warn_event(employer=employer, at_site=at_site, losing=losing, closing=closing) is expected


def test_the_law_is_named() -> None:
    """Thresholds and period say where they come from, and that they are to be checked."""
    assert "2101" in THRESHOLDS.source
    assert ("2102" in WARN_NOTICE.source, WARN_NOTICE.length.amount) == (True, 60)


@pytest.mark.parametrize(
    ("change", "due"),
    [({}, TODAY), ({"employees": 99}, None), ({"country": WorkCountry.GB}, None), ({"losing": 40}, None)],
)
def test_the_notice_is_due_sixty_days_before(change: dict[str, Any], due: date | None) -> None:
    """Calendar days, in the United States, and only where the law holds."""
    assert replace(CLOSING, **change).notice_due == due


@pytest.mark.parametrize(
    ("change", "given", "rule"),
    [
        ({}, {}, None),
        ({"first_on": date(2026, 8, 13)}, {}, "warn.late"),
        ({"first_on": date(2026, 8, 13)}, {"exception": WarnException.UNFORESEEABLE}, "warn.late"),
        ({"first_on": date(2026, 8, 13)}, {"exception": WarnException.UNFORESEEABLE, "because": "A flood"}, None),
        ({"first_on": date(2026, 8, 13)}, {"exception": WarnException.FALTERING_COMPANY, "because": "Bank"}, None),
        (
            {"first_on": date(2026, 8, 13), "site_closes": False},
            {"exception": WarnException.FALTERING_COMPANY, "because": "Bank"},
            "warn.exception",
        ),
        ({"first_on": date(2026, 6, 20), "employees": 80}, {}, None),
    ],
)
def test_a_late_notice_needs_an_exception_with_its_grounds(
    case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any], given: dict[str, Any], rule: str | None
) -> None:
    """A day too late it is refused; a faltering company excuses closings only; a small employer owes none."""
    case = case_of(leaving_group, replace(CLOSING, **change))
    assert rule_of(lambda: give_notice(case, noticed_on=TODAY, **given)) == rule
    assert rule_of(lambda: give_notice(case, noticed_on=date(2026, 6, 16), **given)) == "notice.future"


def test_the_group_waits_for_its_people(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Nobody leaves before the day that was told; it ends after the last offboarding, or when all stay."""
    told = give_notice(case_of(leaving_group, CLOSING), noticed_on=TODAY)
    assert rule_of(lambda: begin_leaving(case_of(leaving_group, told, "noticed"))) == "exit.early"
    today = replace(told, first_on=TODAY)
    assert begin_leaving(case_of(leaving_group, today, "noticed")) == today
    assert leaving_group.gates == {"leaving": (Gate.CHILDREN_ENDED,)}
    assert look_back_on_leaving(case_of(leaving_group, today, "leaving")) == today
    assert conclude_leaving(case_of(leaving_group, today, "looking_back"), lessons="Earlier").lessons == "Earlier"
    assert keep_everybody(case_of(leaving_group, told), because="A buyer").called_off_because == "A buyer"


def test_the_risk_says_until_when(case_of: CaseOf) -> None:
    """Where no notice is due nothing fires."""
    [factor] = case_of(leaving_group, CLOSING).risk.factors
    assert factor.fact == "plant_closing, until 2026-06-15"
    assert case_of(leaving_group, replace(CLOSING, employees=50)).risk.factors == ()


async def test_a_site_closes(sqlite_template: str, tmp_path: Path) -> None:
    """HR asks too late and is refused, the director agrees to the exception, everybody is told."""
    file = tmp_path / "site.db"
    file.write_bytes(Path(sqlite_template).read_bytes())
    clock = WallClock(datetime(2026, 8, 14, 15, tzinfo=UTC))
    settings = {"now": clock, "broker_url": "redis://nowhere"}
    async with running(f"sqlite:///{file}", tmp_path, {"hr": casewright_hr}, **settings) as stack:
        hanna, dora = stack.person("hanna", "hr_partner"), stack.person("dora", "hr_director")
        values = {"site": "Dayton", "firstOn": "2026-08-14", "employees": 400, "atSite": 120, "losing": 120}
        opened = await hanna.done(
            "openLeavingGroup", f"leavingGroup {{ {SHOWN} warn noticeDue }}", siteCloses=True, **values
        )
        case = opened["leavingGroup"]
        assert (case["warn"], case["noticeDue"]) == ("PLANT_CLOSING", "2026-06-15")
        assert await refused(hanna, "giveNotice", case, noticedOn="2026-06-16") == ["warn.late"]
        grounds = {"exception": "FALTERING_COMPANY", "because": "The bank was still deciding"}
        asked = await act(hanna, "giveNotice", case, noticedOn="2026-06-16", **grounds)
        own = await hanna.do("decideApproval", "case { id }", id=asked["approval"]["id"], approve=True)
        assert [problem["rule"] for problem in own["problems"]] == ["approval.four_eyes"]
        case = await decide(dora, asked["approval"])
        assert await refused(hanna, "beginLeaving", case) == ["tasks.required"]
        await complete(hanna, case, "Tell employees, their representatives, the state and the local government")
        assert (await move(hanna, "beginLeaving", case))["stage"] == "leaving"
