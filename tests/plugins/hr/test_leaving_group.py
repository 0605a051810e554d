"""People who lose their work together: which laws ask for how much time before, and what holds the group."""

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
    end_consultation,
    give_notice,
    keep_everybody,
    look_back_on_leaving,
)
from casewright_hr.notice_laws import LAWS, Loss, LossEvent, NoticeException, laws_of
from kit import running
from story import SHOWN, WallClock, act, complete, decide, move, refused

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY = date(2026, 6, 15)
CLOSING = LeavingTogether(
    site="Dayton", first_on=date(2026, 8, 14), employees=400, at_site=120, losing=120, site_closes=True
)
"""Sixty days after today, in Ohio."""
LEEDS = replace(CLOSING, site="Leeds", country=WorkCountry.GB, losing=20, site_closes=False)
A_DAY_LATE: dict[str, Any] = {"first_on": date(2026, 8, 13)}
UNFORESEEN = NoticeException.UNFORESEEABLE


def asked_by(place: str, *, employer: int, at_site: int, losing: int, closing: bool = False) -> dict[str, int]:
    """The laws that ask for time before a loss in a state or in Great Britain, and how many days."""
    american = place != "GB"
    loss = Loss(
        first_on=TODAY,
        country=WorkCountry.US if american else WorkCountry.GB,
        state=place if american else None,
        employees=employer,
        at_site=at_site,
        losing=losing,
        event=LossEvent.CLOSING if closing else LossEvent.LAYOFF,
    )
    return {law.id: law.days for law in laws_of(loss)}


@pytest.mark.parametrize(
    ("employer", "at_site", "losing", "closing", "holds"),
    [
        (99, 99, 99, True, False),
        (100, 100, 49, True, False),
        (100, 100, 50, True, True),
        (100, 100, 49, False, False),
        (100, 100, 50, False, True),
        (400, 151, 50, False, True),
        (400, 152, 50, False, False),
        (3000, 3000, 499, False, False),
        (3000, 3000, 500, False, True),
    ],
)
def test_the_warn_act_asks_for_sixty_days(employer: int, at_site: int, losing: int, closing: bool, holds: bool) -> None:
    """From 100 employees on: a closing of 50, a layoff of 50 who are a third (33 per cent) of the site, or of 500."""
    found = asked_by("OH", employer=employer, at_site=at_site, losing=losing, closing=closing)
    assert found == ({"us_warn": 60} if holds else {})


@pytest.mark.parametrize(
    ("place", "employer", "at_site", "losing", "closing", "expected"),
    [
        ("NY", 49, 49, 49, True, {}),
        ("NY", 50, 50, 24, True, {}),
        ("NY", 50, 50, 25, True, {"us_ny": 90}),
        ("NY", 90, 75, 25, False, {"us_ny": 90}),
        ("NY", 90, 76, 25, False, {}),
        ("NY", 2000, 2000, 249, False, {}),
        ("NY", 2000, 2000, 250, False, {"us_ny": 90}),
        ("NY", 400, 100, 50, False, {"us_ny": 90, "us_warn": 60}),
        ("NJ", 99, 99, 99, True, {}),
        ("NJ", 100, 1000, 49, False, {}),
        ("NJ", 100, 1000, 50, False, {"us_nj": 90}),
        ("CA", 74, 74, 74, True, {}),
        ("CA", 75, 75, 1, True, {"us_ca": 60}),
        ("CA", 75, 75, 49, False, {}),
        ("CA", 900, 900, 50, False, {"us_ca": 60}),
        ("IL", 74, 74, 74, True, {}),
        ("IL", 75, 75, 49, True, {"us_il": 60}),
        ("IL", 75, 76, 25, False, {}),
        ("IL", 75, 75, 25, False, {"us_il": 60}),
        ("IL", 99, 900, 249, False, {}),
        ("IL", 99, 900, 250, False, {"us_il": 60}),
        ("IA", 24, 24, 24, True, {}),
        ("IA", 25, 25, 25, True, {"us_ia": 30}),
        ("IA", 99, 99, 24, False, {}),
        ("IA", 400, 400, 150, False, {"us_ia": 30, "us_warn": 60}),
        ("WI", 49, 49, 49, True, {}),
        ("WI", 50, 50, 24, True, {}),
        ("WI", 50, 50, 25, True, {"us_wi": 60}),
        ("WI", 99, 100, 25, False, {"us_wi": 60}),
        ("WI", 99, 101, 25, False, {}),
        ("WI", 99, 9000, 500, False, {"us_wi": 60}),
        ("DE", 99, 99, 99, True, {}),
        ("DE", 100, 100, 50, True, {"us_de": 60, "us_warn": 60}),
        ("DE", 400, 152, 50, False, {}),
        ("GB", 20, 20, 19, True, {}),
        ("GB", 20, 20, 20, False, {"gb_20": 30}),
        ("GB", 99, 99, 99, True, {"gb_20": 30}),
        ("GB", 100, 100, 100, False, {"gb_100": 45}),
    ],
)
def test_states_and_great_britain_ask_for_theirs(
    place: str, employer: int, at_site: int, losing: int, closing: bool, expected: dict[str, int]
) -> None:
    """Beside the WARN Act, which goes on to hold; the share of the site matters where the law says so."""
    assert asked_by(place, employer=employer, at_site=at_site, losing=losing, closing=closing) == expected


def test_a_law_holds_from_its_first_day_on() -> None:
    """Ninety days in New Jersey from April 10th, 2023 on."""
    [law] = [law for law in LAWS if law.id == "us_nj"]
    loss = Loss(
        first_on=date(2023, 4, 10),
        country=WorkCountry.US,
        state="NJ",
        employees=100,
        at_site=100,
        losing=50,
        event=LossEvent.LAYOFF,
    )
    assert law.holds(loss)
    assert not law.holds(replace(loss, first_on=date(2023, 4, 9)))


def test_every_law_is_named_with_its_sections() -> None:
    """A title, a source with numbers of sections, and an identifier of its own."""
    assert len({law.id for law in LAWS}) == len(LAWS) == 10
    assert all(law.title and any(sign.isdigit() for sign in law.source) for law in LAWS)


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        (CLOSING, TODAY),
        (replace(CLOSING, employees=99), None),
        (replace(CLOSING, state="NY"), date(2026, 5, 16)),
        (replace(CLOSING, losing=40), None),
        (LEEDS, date(2026, 7, 15)),
        (replace(LEEDS, losing=100), date(2026, 6, 30)),
        (replace(LEEDS, losing=19), None),
    ],
)
def test_the_longest_time_binds(fields: LeavingTogether, due: date | None) -> None:
    """In calendar days before the first loss of work; none where no law known here holds."""
    assert fields.notice_due == due
    assert {each.by for each in fields.owed} >= ({due} if due else set())


@pytest.mark.parametrize(
    ("fields", "given", "rule"),
    [
        (CLOSING, {}, None),
        (replace(CLOSING, **A_DAY_LATE), {}, "notice.late"),
        (replace(CLOSING, **A_DAY_LATE), {"exception": UNFORESEEN}, "notice.late"),
        (replace(CLOSING, **A_DAY_LATE), {"exception": UNFORESEEN, "because": "A flood"}, None),
        (
            replace(CLOSING, **A_DAY_LATE),
            {"exception": NoticeException.FALTERING_COMPANY, "because": "The bank"},
            None,
        ),
        (
            replace(CLOSING, **A_DAY_LATE, site_closes=False),
            {"exception": NoticeException.FALTERING_COMPANY, "because": "The bank"},
            "notice.exception",
        ),
        (replace(CLOSING, first_on=date(2026, 6, 20), employees=80), {}, None),
        (replace(CLOSING, state="NY"), {"exception": UNFORESEEN, "because": "A flood"}, None),
        (replace(CLOSING, state="NJ"), {"exception": UNFORESEEN, "because": "A flood"}, "notice.exception"),
        (replace(CLOSING, state="NJ"), {"exception": NoticeException.NATURAL_DISASTER, "because": "A flood"}, None),
        (
            replace(CLOSING, **A_DAY_LATE, state="CA"),
            {"exception": NoticeException.FALTERING_COMPANY, "because": "The bank"},
            None,
        ),
        (
            replace(CLOSING, **A_DAY_LATE, state="CA", employees=99),
            {"exception": UNFORESEEN, "because": "The bank"},
            "notice.exception",
        ),
        (replace(LEEDS, first_on=date(2026, 7, 15)), {}, None),
        (replace(LEEDS, first_on=date(2026, 7, 14)), {}, "notice.late"),
        (
            replace(LEEDS, first_on=date(2026, 7, 14)),
            {"exception": UNFORESEEN, "because": "A flood"},
            "notice.exception",
        ),
        (
            replace(LEEDS, first_on=date(2026, 7, 14)),
            {"exception": NoticeException.SPECIAL_CIRCUMSTANCES, "because": "A flood"},
            None,
        ),
    ],
)
def test_a_late_notice_needs_an_exception_that_the_law_knows(
    case_of: CaseOf, rule_of: RuleOf, fields: LeavingTogether, given: dict[str, Any], rule: str | None
) -> None:
    """With its grounds; a faltering company excuses closings only; a small employer owes none."""
    case = case_of(leaving_group, fields)
    assert rule_of(lambda: give_notice(case, noticed_on=TODAY, **given)) == rule
    assert rule_of(lambda: give_notice(case, noticed_on=date(2026, 6, 16), **given)) == "notice.future"


def test_the_group_waits_for_its_people(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Nobody leaves before the day that was told; it ends after the last offboarding, or when all stay."""
    told = give_notice(case_of(leaving_group, CLOSING), noticed_on=TODAY)
    assert rule_of(lambda: begin_leaving(case_of(leaving_group, told, "noticed"))) == "exit.early"
    then = datetime(2026, 8, 14, 15, tzinfo=UTC)
    assert begin_leaving(case_of(leaving_group, told, "noticed", now=then)) == told
    assert leaving_group.gates == {"leaving": (Gate.CHILDREN_ENDED,)}
    assert look_back_on_leaving(case_of(leaving_group, told, "leaving")) == told
    assert conclude_leaving(case_of(leaving_group, told, "looking_back"), lessons="Earlier").lessons == "Earlier"
    assert keep_everybody(case_of(leaving_group, told), because="A buyer").called_off_because == "A buyer"


def test_a_first_day_that_moves_forward_makes_the_notice_late(case_of: CaseOf, rule_of: RuleOf) -> None:
    """What was in time for August 14th is not for the 13th."""
    told = give_notice(case_of(leaving_group, CLOSING), noticed_on=TODAY)
    moved = replace(told, **A_DAY_LATE)
    then = datetime(2026, 8, 14, 15, tzinfo=UTC)
    assert rule_of(lambda: begin_leaving(case_of(leaving_group, moved, "noticed", now=then))) == "notice.late"


def test_in_great_britain_their_representatives_are_consulted_to_the_end(case_of: CaseOf, rule_of: RuleOf) -> None:
    """And told in writing, as is the Secretary of State; elsewhere there is no consultation to end."""
    begun = give_notice(case_of(leaving_group, LEEDS), noticed_on=TODAY)
    then = datetime(2026, 8, 14, 15, tzinfo=UTC)
    waiting = case_of(leaving_group, begun, "noticed", now=then)
    assert rule_of(lambda: begin_leaving(waiting)) == "consultation.open"
    agreed = end_consultation(waiting, result="Four stay, in Bradford")
    assert begin_leaving(case_of(leaving_group, agreed, "noticed", now=then)) == agreed
    american = case_of(leaving_group, CLOSING, "noticed")
    assert rule_of(lambda: end_consultation(american, result="-")) == "consultation.none"
    assert [task.title for task in leaving_group.tasks if task.when and task.when(waiting)] == [
        "Tell the representatives in writing why, how many, and how they are selected",
        "Tell the Secretary of State (form HR1)",
    ]
    assert [task.title for task in leaving_group.tasks if task.when and task.when(american)] == [
        "Tell employees, their representatives, the state and the local government"
    ]


def test_the_risk_says_until_when(case_of: CaseOf) -> None:
    """Where nothing is due nothing fires."""
    [factor] = case_of(leaving_group, CLOSING).risk.factors
    assert factor.fact == "WARN Act, until 2026-06-15"
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
            "openLeavingGroup", f"leavingGroup {{ {SHOWN} noticeDue owed {{ law by }} }}", siteCloses=True, **values
        )
        case = opened["leavingGroup"]
        assert (case["noticeDue"], case["owed"]) == ("2026-06-15", [{"law": "us_warn", "by": "2026-06-15"}])
        assert await refused(hanna, "giveNotice", case, noticedOn="2026-06-16") == ["notice.late"]
        grounds = {"exception": "FALTERING_COMPANY", "because": "The bank was still deciding"}
        asked = await act(hanna, "giveNotice", case, noticedOn="2026-06-16", **grounds)
        own = await hanna.do("decideApproval", "case { id }", id=asked["approval"]["id"], approve=True)
        assert [problem["rule"] for problem in own["problems"]] == ["approval.four_eyes"]
        case = await decide(dora, asked["approval"])
        assert await refused(hanna, "beginLeaving", case) == ["tasks.required"]
        await complete(hanna, case, "Tell employees, their representatives, the state and the local government")
        assert (await move(hanna, "beginLeaving", case))["stage"] == "leaving"


async def test_a_british_site_is_consulted(sqlite_template: str, tmp_path: Path) -> None:
    """Thirty days: begun in time, the representatives and the Secretary of State told, and its result written down."""
    file = tmp_path / "leeds.db"
    file.write_bytes(Path(sqlite_template).read_bytes())
    clock = WallClock(datetime(2026, 7, 15, 9, tzinfo=UTC))
    settings = {"now": clock, "broker_url": "redis://nowhere"}
    async with running(f"sqlite:///{file}", tmp_path, {"hr": casewright_hr}, **settings) as stack:
        hanna, dora = stack.person("hanna", "hr_partner"), stack.person("dora", "hr_director")
        values = {"site": "Leeds", "country": "GB", "employees": 60, "atSite": 60, "losing": 24, "siteCloses": False}
        shown = f"leavingGroup {{ {SHOWN} noticeDue isConsulted owed {{ law by source }} }}"
        case = (await hanna.done("openLeavingGroup", shown, firstOn="2026-08-14", **values))["leavingGroup"]
        assert (case["noticeDue"], case["isConsulted"], case["owed"][0]["law"]) == ("2026-07-15", True, "gb_20")
        case = await decide(dora, (await act(hanna, "giveNotice", case, noticedOn="2026-07-15"))["approval"])
        clock.now = datetime(2026, 8, 14, 9, tzinfo=UTC)
        assert await refused(hanna, "beginLeaving", case) == ["consultation.open"]
        case = await move(hanna, "endConsultation", case, result="Four stay, in Bradford")
        assert await refused(hanna, "beginLeaving", case) == ["tasks.required"]
        await complete(
            hanna,
            case,
            "Tell the representatives in writing why, how many, and how they are selected",
            "Tell the Secretary of State (form HR1)",
        )
        assert (await move(hanna, "beginLeaving", case))["stage"] == "leaving"
