"""The investigation matrix, and the periods of tribunal and conciliation."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewright_hr.calendar import WorkCountry, months_after
from casewright_hr.grievance import Complaint, ComplaintKind
from casewright_hr.handling import (
    MATRIX,
    AllegationSeverity,
    ComplaintHandling,
    ComplaintReach,
    HandlingRow,
    InvestigatorLevel,
    handling_of,
)
from casewright_hr.tribunal import conciliation_ends, last_day_to_claim

MANAGER, HR, EXTERNAL = InvestigatorLevel


@pytest.mark.parametrize(
    ("severity", "cells"),
    [
        ("minor", [(MANAGER, False), (MANAGER, False), (HR, False)]),
        ("serious", [(HR, False), (HR, False), (HR, True)]),
        ("gross", [(HR, True), (HR, True), (EXTERNAL, True)]),
    ],
)
def test_every_cell_of_the_matrix(severity: str, cells: list[tuple[InvestigatorLevel, bool]]) -> None:
    """For one person, a team, the organisation: who investigates, and whether counsel is told."""
    row = [MATRIX.of(AllegationSeverity(severity), reach) for reach in ComplaintReach]
    assert [(cell.investigated_by, cell.counsel) for cell in row] == cells


def test_what_is_about_a_superior_is_no_manager_s_to_investigate() -> None:
    """HR does; what is HR's or somebody else's already stays so."""
    minor, one = AllegationSeverity.MINOR, ComplaintReach.ONE_PERSON
    known = {about: handling_of(MATRIX, minor, one, about) for about in (True, False, None)}
    assert {about: found and found.investigated_by for about, found in known.items()} == {
        True: HR,
        False: MANAGER,
        None: MANAGER,
    }
    gross = handling_of(MATRIX, AllegationSeverity.GROSS, ComplaintReach.ORGANISATION, True)
    assert gross is not None
    assert gross.investigated_by is EXTERNAL


def test_another_matrix_may_be_agreed() -> None:
    """A complaint goes by the one it has; also there a superior is never left to a manager, and counsel stays."""
    by_managers = ComplaintHandling(investigated_by=MANAGER, counsel=True)
    row = HandlingRow(one_person=by_managers, team=by_managers, organisation=by_managers)
    complaint = Complaint(
        kind=ComplaintKind.PAY,
        unit="Kitchen",
        summary="Less for women",
        matrix=replace(MATRIX, version="acme-1", gross=row),
        severity=AllegationSeverity.GROSS,
        reach=ComplaintReach.ORGANISATION,
    )
    assert complaint.handling == by_managers
    assert replace(complaint, about_a_superior=True).handling == replace(by_managers, investigated_by=HR)


def test_before_the_classification_there_is_no_handling() -> None:
    """Both severity and reach are needed."""
    assert handling_of(MATRIX, None, ComplaintReach.TEAM, None) is None
    assert handling_of(MATRIX, AllegationSeverity.MINOR, None, None) is None


@pytest.mark.parametrize(
    ("act_on", "day_a", "day_b", "expected"),
    [
        (date(2026, 3, 10), None, None, date(2026, 6, 9)),
        (date(2026, 3, 10), date(2026, 5, 1), date(2026, 5, 29), date(2026, 7, 7)),
        (date(2026, 3, 10), date(2026, 6, 8), date(2026, 6, 10), date(2026, 7, 10)),
        (date(2026, 3, 10), date(2026, 5, 1), None, date(2026, 6, 9)),
        (date(2026, 3, 10), date(2026, 6, 10), date(2026, 6, 20), date(2026, 6, 9)),
        (date(2026, 9, 30), None, None, date(2026, 12, 29)),
        (date(2026, 10, 1), None, None, date(2027, 3, 31)),
    ],
)
def test_the_last_day_to_claim(act_on: date, day_a: date | None, day_b: date | None, expected: date) -> None:
    """Vectors; a conciliation that began too late saves nothing; from October 2026 it is six months."""
    assert last_day_to_claim(act_on, day_a, day_b) == expected


@pytest.mark.parametrize(
    ("notified_on", "ends"), [(date(2025, 11, 30), date(2026, 1, 11)), (date(2025, 12, 1), date(2026, 2, 23))]
)
def test_a_conciliation_lasts_six_weeks_or_twelve(notified_on: date, ends: date) -> None:
    """Vector: by the day it was notified, not by today."""
    assert conciliation_ends(notified_on) == ends


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, expected: date) -> None:
    """Where a month has no such day."""
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, date(2026, 9, 6)),
        ({"state_agency": True}, date(2027, 1, 4)),
        ({"country": WorkCountry.GB}, None),
        ({"act_on": None}, None),
    ],
)
def test_the_last_day_to_charge(changes: dict[str, Any], expected: date | None) -> None:
    """180 days after the act, 300 where an agency of the state forbids the same."""
    acted = Complaint(kind=ComplaintKind.PAY, unit="Kitchen", summary="Less for women", act_on=date(2026, 3, 10))
    assert replace(acted, **changes).last_day_to_charge == expected
