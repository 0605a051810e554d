"""What the case type declares: that a platform starts with it, who sees what, clocks and samples."""

from datetime import UTC, date, datetime
from random import Random

import pytest

import casewright_legal
from casewright import PluginError, Scope
from casewright.clocks import Clock, ClockStatus, Moment, read_clock
from casewright.declaration_check import check_case_type
from casewright_legal import matter
from casewright_legal.court_days import CALENDAR, today
from casewright_legal.fields import WORK_PRODUCT
from casewright_legal.records import ServiceOfComplaint


def clock(name: str) -> Clock:
    """A declared clock."""
    return next(declared for declared in matter.clocks if declared.name == name)


def test_a_platform_starts_with_it() -> None:
    """The declaration has no mistake; without its calendar it would have one."""
    check_case_type(matter, "legal", frozenset({"us_court"}))
    with pytest.raises(PluginError, match="us_court"):
        check_case_type(matter, "legal", frozenset({"business"}))


def test_the_hooks_declare_one_case_type_and_its_calendar() -> None:
    """Nothing else comes from this plugin but its gates."""
    assert casewright_legal.case_types() == [matter]
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
    """Merits, strategy and the client's authority are hidden from the conflicts department."""
    hidden = {name for name, field in matter.fields.fields.items() if field.marking.group == WORK_PRODUCT}
    assert hidden == {"merits", "strategy", "settlement_authority"}
    assert {grant.role for grant in matter.grants if WORK_PRODUCT in grant.hide} == {"conflicts_analyst"}


def test_nobody_reads_a_matter_as_a_party() -> None:
    """A lawyer who is the opponent or a witness sees nothing; opponents who are clients elsewhere do not either."""
    assert Scope.PARTY not in {grant.scope for grant in matter.grants}
    assert matter.excluded_roles == {"opponent", "witness"}


def test_the_clock_is_never_later_than_the_day_that_binds() -> None:
    """For a service recorded on its day: the clock does not move off weekends and holidays, the rule does."""
    for day in range(1, 31):
        recorded = datetime(2026, 6, day, 15, tzinfo=UTC)
        moved = Moment("transitioned", recorded, {"from": "strategy", "to": "pleadings"})
        deadline = read_clock(clock("answer"), [moved], CALENDAR, recorded).deadline_at
        served = ServiceOfComplaint(served_on=today(recorded), waived=False, recorded_on=today(recorded))
        assert deadline is not None
        assert date.fromordinal(today(deadline).toordinal() - 1) <= served.answer_due


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
    assert read_clock(clock("answer"), moments, CALENDAR, then).status is status


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
    assert [metric.function(fields) for metric in matter.metrics] == [None, None, None]
