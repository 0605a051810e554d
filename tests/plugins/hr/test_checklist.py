"""The checklist of a start: which items, until when, and which block; and the form that is kept after the end."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casewright_hr import onboarding
from casewright_hr.calendar import WorkCountry
from casewright_hr.checklist import CHECKLIST
from casewright_hr.offboarding import Leaving, LeavingGround
from casewright_hr.start import EmploymentKind, Start

MONDAY = date(2026, 3, 2)
NEW_YORK = ZoneInfo("America/New_York")
CLERK = Start(employee="Amara Osei", position="Clerk", location="Boston", starts_on=MONDAY)
LEAVER = Leaving(
    employee="Ben",
    position="Buyer",
    hired_on=date(2020, 6, 1),
    last_day=date(2022, 1, 31),
    access_ends_at=datetime(2022, 1, 31, 22, tzinfo=UTC),
    ground=LeavingGround.RESIGNATION,
)


def titles(start: Start, *, blocking: bool = False) -> set[str]:
    """What the start has on its checklist."""
    return {item.title for item in CHECKLIST if item.is_for(start) and (item.blocks or not blocking)}


def test_the_country_decides_about_forms() -> None:
    """Form I-9 in the United States, the P45 in Great Britain; all else is the same."""
    american, british = titles(CLERK), titles(replace(CLERK, country=WorkCountry.GB))
    assert american - british == {"Complete section 1 of Form I-9", "Complete section 2 of Form I-9"}
    assert british - american == {"Ask for the P45 or a starter checklist"}


def test_role_and_terms_decide_too() -> None:
    """A nurse's licence, a sensitive role's background; a contractor has neither payroll nor Form I-9."""
    assert titles(replace(CLERK, position="nurse")) - titles(CLERK) == {"Check the licence to practise"}
    assert titles(replace(CLERK, sensitive_role=True)) - titles(CLERK) == {"Check the background"}
    contractor = replace(CLERK, employment=EmploymentKind.CONTRACTOR)
    assert titles(CLERK) - titles(contractor) == {
        "Set up payroll with bank and tax data",
        "Complete section 1 of Form I-9",
        "Complete section 2 of Form I-9",
    }


def test_a_site_has_items_of_its_own() -> None:
    """The house in Leeds is let; elsewhere nobody has to be told."""
    assert titles(replace(CLERK, location="leeds")) - titles(CLERK) == {"Tell the landlord whom to let in"}


def test_what_blocks_a_start() -> None:
    """Contract, access, equipment, accounts, identity, forms, policies, training, and the end of the probation."""
    assert titles(CLERK, blocking=True) == {
        "Send the contract",
        "List what the work has to open",
        "Order the equipment",
        "Set up accounts with the least privilege",
        "See that it is the person who was hired",
        "Hand over equipment and access card",
        "Complete section 1 of Form I-9",
        "Complete section 2 of Form I-9",
        "Read and sign the policies",
        "Do the mandatory training",
        "Tell the decision in writing",
        "Look whether every access is still needed",
    }


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Send the contract", date(2026, 2, 6)),
        ("List what the work has to open", date(2026, 2, 12)),
        ("Order the equipment", date(2026, 2, 13)),
        ("Set up accounts with the least privilege", date(2026, 2, 25)),
        ("Hand over equipment and access card", MONDAY),
        ("Complete section 2 of Form I-9", date(2026, 3, 5)),
        ("Do the mandatory training", date(2026, 3, 9)),
    ],
)
def test_days_are_counted_from_the_first(case_of: Any, title: str, day: date) -> None:
    """In working days, Presidents' Day left out, until 17:00 in New York."""
    [task] = [task for task in onboarding.tasks if task.title == title]
    assert callable(task.due)
    due = task.due(case_of(onboarding, CLERK))
    assert due is not None
    assert due.astimezone(NEW_YORK).replace(tzinfo=None) == datetime.combine(day, time(17))


def test_the_days_are_those_of_the_country(case_of: Any) -> None:
    """Good Friday and Easter Monday are holidays in England: three working days before April 7th is March 31st."""
    [task] = [task for task in onboarding.tasks if task.title == "Set up accounts with the least privilege"]
    assert callable(task.due)
    after_easter = replace(CLERK, starts_on=date(2026, 4, 7))
    british = replace(after_easter, country=WorkCountry.GB)
    due = {each.country: task.due(case_of(onboarding, each)) for each in (after_easter, british)}
    assert {country: moment and moment.date() for country, moment in due.items()} == {
        WorkCountry.US: date(2026, 4, 2),
        WorkCountry.GB: date(2026, 3, 31),
    }


def test_every_item_is_a_task_with_an_owner_who_may_do_it() -> None:
    """None is forgotten, none is for somebody without a grant."""
    assert [task.title for task in onboarding.tasks] == [item.title for item in CHECKLIST]
    assert {item.owner for item in CHECKLIST} <= {grant.role for grant in onboarding.grants}


def test_a_mentor_stays_for_six_months_and_form_i9_is_american() -> None:
    """Both are counted from the first day."""
    assert CLERK.mentored_until == date(2026, 9, 2)
    assert (CLERK.form_i9_due, replace(CLERK, country=WorkCountry.GB).form_i9_due) == (date(2026, 3, 5), None)


@pytest.mark.parametrize(
    ("hired_on", "kept_until"), [(date(2020, 6, 1), date(2023, 6, 1)), (date(2015, 6, 1), date(2023, 1, 31))]
)
def test_form_i9_is_kept_for_the_later_of_two(hired_on: date, kept_until: date) -> None:
    """Vectors: three years after the hire, or a year after the end on 2022-01-31."""
    leaving = replace(LEAVER, hired_on=hired_on)
    assert leaving.form_i9_kept_until == kept_until
    assert replace(leaving, country=WorkCountry.GB).form_i9_kept_until is None


def test_the_state_hears_of_a_new_employee_within_twenty_days() -> None:
    """Of employees in the United States only."""
    assert CLERK.new_hire_report_due == date(2026, 3, 22)
    assert replace(CLERK, country=WorkCountry.GB).new_hire_report_due is None
    assert replace(CLERK, employment=EmploymentKind.CONTRACTOR).new_hire_report_due is None


def test_whoever_leaves_is_offered_to_keep_the_health_plan_within_44_days() -> None:
    """Thirty of the employer and fourteen of the plan, in the United States."""
    assert LEAVER.cobra_notice_due == date(2022, 3, 16)
    assert replace(LEAVER, country=WorkCountry.GB).cobra_notice_due is None
