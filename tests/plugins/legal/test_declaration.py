"""What the case type declares: that a platform starts with it, who sees what, clocks and samples."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest

import casewright_legal
from casewright import Phase, PluginError, Scope
from casewright.clocks import Clock, ClockStatus, read_clock
from casewright.conditions import Moment
from casewright.declaration_check import check_case_type
from casewright.retention import kept_until
from casewright_legal import matter, staff_interest
from casewright_legal.court_days import CALENDAR, FEDERAL, today
from casewright_legal.court_rules import CourtTrigger
from casewright_legal.docket import DocketEntry, deadlines_of
from casewright_legal.fields import WORK_PRODUCT, Matter, MatterSide, PracticeArea
from casewright_legal.records import MatterSettlement


def clock(name: str) -> Clock:
    """A declared clock."""
    return next(declared for declared in matter.clocks if declared.name == name)


def test_a_platform_starts_with_it() -> None:
    """The declaration has no mistake; without its calendar it would have one."""
    check_case_type(matter, "legal", frozenset({"us_court"}), {"case_strength"})
    with pytest.raises(PluginError, match="us_court"):
        check_case_type(matter, "legal", frozenset({"business"}), {"case_strength"})


def test_the_hooks_declare_two_case_types_and_their_calendar() -> None:
    """Nothing else comes from this plugin but its gates and a rubric."""
    check_case_type(staff_interest, "legal", frozenset({"business"}))
    assert casewright_legal.case_types() == [matter, staff_interest]
    assert casewright_legal.calendars() == [CALENDAR]


def test_every_move_is_described_and_every_stage_leads_to_an_end() -> None:
    """The API has a description for every mutation, and no matter can get lost."""
    moves = matter.transitions.values()
    assert [move.name for move in moves if not move.description] == []
    ending = {source for move in moves if move.outcome for source in move.sources}
    for _ in matter.stages:
        ending |= {source for move in moves if move.target in ending for source in move.sources}
    assert ending == set(matter.stages)


def test_what_the_lawyers_think_is_for_lawyers() -> None:
    """Merits, strategy, authority and bills are hidden from the conflicts department and the general counsel."""
    hidden = {name for name, field in matter.fields.fields.items() if field.marking.group == WORK_PRODUCT}
    assert hidden == {"merits", "strategy", "settlement_authority", "document_log", "time", "expenses", "invoices"}
    assert {grant.role for grant in matter.grants if WORK_PRODUCT in grant.hide} == {
        "conflicts_analyst",
        "general_counsel",
    }


def test_nobody_reads_a_matter_as_a_party() -> None:
    """A lawyer who is the opponent or a witness sees nothing; opponents who are clients elsewhere do not either."""
    assert Scope.PARTY not in {grant.scope for grant in matter.grants}
    assert matter.excluded_roles == {"opponent", "witness", "screened"}


def served(on: date, recorded_on: date) -> Matter:
    """A matter whose complaint was served."""
    docket = (DocketEntry(trigger=CourtTrigger.COMPLAINT_SERVED, on=on, recorded_on=recorded_on),)
    return Matter(
        client="Foundry",
        practice_area=PracticeArea.COMMERCIAL,
        side=MatterSide.DEFENDANT,
        opponents=("Bank",),
        summary="-",
        docket=docket,
        deadlines=deadlines_of(docket, FEDERAL, (), united_states=False),
    )


@pytest.mark.parametrize("days_late", [0, 3, 25])
def test_the_clock_ends_with_the_day_that_binds(days_late: int) -> None:
    """Weekends and holidays moved off, and however late the service was recorded."""
    for day in range(1, 29):
        recorded = datetime(2026, 6, day, 15, tzinfo=UTC)
        fields = served(date.fromordinal(today(recorded).toordinal() - days_late), today(recorded))
        moved = Moment("transitioned", recorded, {"from": "strategy", "to": "pleadings"})
        deadline = read_clock(clock("answer"), [moved], CALENDAR, recorded, fields).deadline_at
        assert deadline is not None
        assert date.fromordinal(today(deadline).toordinal() - 1) == fields.answer_due


def test_another_clock_ends_with_the_next_day_that_is_open() -> None:
    """Begun anew by every change of the docket; none once nothing is open, or the matter is settled."""
    recorded = datetime(2026, 6, 3, 15, tzinfo=UTC)
    fields = replace(served(date(2026, 6, 1), today(recorded)), deadlines_on=today(recorded))
    moments = [
        Moment("transitioned", datetime(2026, 5, 4, 15, tzinfo=UTC), {"transition": "record_filing"}),
        Moment("transitioned", recorded, {"transition": "record_service"}),
    ]
    reading = read_clock(clock("next_deadline"), moments, CALENDAR, recorded, fields)
    assert reading.deadline_at is not None
    assert reading.goal_at is not None
    assert fields.next_deadline is not None
    assert date.fromordinal(today(reading.deadline_at).toordinal() - 1) == fields.next_deadline.due
    assert (reading.deadline_at - reading.goal_at).days == 7
    done = replace(fields, deadlines=tuple(replace(one, met_on=today(recorded)) for one in fields.deadlines))
    settled = replace(fields, settlement=MatterSettlement(amount=Decimal(1), terms="-", agreed_on=today(recorded)))
    for over in (done, settled):
        assert read_clock(clock("next_deadline"), moments, CALENDAR, recorded, over).deadline_at is None


def test_all_nine_phases_are_visited() -> None:
    """Fourteen stages and the talks cover the nine phases."""
    assert len(matter.stages) == 15
    assert set(matter.stages.values()) == set(Phase)


@pytest.mark.parametrize(
    ("stage", "status"),
    [("negotiation", ClockStatus.RUNNING), ("discovery", ClockStatus.MET), ("settlement", ClockStatus.MET)],
)
def test_talks_do_not_stop_the_clock(stage: str, status: ClockStatus) -> None:
    """An answer, a settlement or a judgment does."""
    begun, then = datetime(2026, 6, 1, 15, tzinfo=UTC), datetime(2026, 6, 3, 15, tzinfo=UTC)
    moments = [
        Moment("transitioned", begun, {"from": "strategy", "to": "pleadings"}),
        Moment("transitioned", then, {"from": "pleadings", "to": stage}),
    ]
    fields = served(today(begun), today(begun))
    assert read_clock(clock("answer"), moments, CALENDAR, then, fields).status is status


def test_samples_are_valid_and_repeatable() -> None:
    """The same seed gives the same matter, and opening accepts its fields."""
    assert matter.sample is not None
    given = [name for name, field in matter.fields.fields.items() if not field.marking.managed]
    for seed in range(50):
        made = matter.sample(Random(seed))
        assert made == matter.sample(Random(seed))
        assert matter.fields.validate({name: getattr(made.fields, name) for name in given}) == made.fields


def test_metrics_of_a_new_matter() -> None:
    """Nothing is known yet."""
    assert matter.sample is not None
    fields = matter.sample(Random(1)).fields
    assert {metric.name: metric.function(fields) for metric in matter.metrics} == {
        "exposure": None,
        "settled_for": None,
        "answered_late": None,
        "fees": 0,
        "budget": None,
        "trust_balance": 0,
        "deadlines": 0,
        "overridden": 0,
        "missed": 0,
        "hold_answers_outstanding": 0,
    }


def test_a_matter_is_kept_until_its_file_may_be_destroyed() -> None:
    """Seven years after its end, and longer where the firm has promised it."""
    assert matter.retention is not None
    ended = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for promised, kept in (("2030-01-01", date(2033, 6, 1)), ("2040-01-01", date(2040, 1, 1))):
        assert kept_until(ended, matter.retention, {"destruction_on": promised}) == kept
