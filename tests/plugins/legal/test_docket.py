"""Deadlines from the docket: which rule gives which day, what a moved day changes, what an override keeps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewright import Case
from casewright_legal import matter
from casewright_legal.court_rules import RULES, CourtTrigger, ServiceMethod
from casewright_legal.docket import CourtDeadlineChange
from casewright_legal.docket_moves import (
    RECORDED_AS_A_DATE,
    docketed,
    meet_deadline,
    move_date,
    override_deadline,
    recompute_deadlines,
    record_date,
    waive_deadline,
)
from casewright_legal.fields import Matter, MatterSide, PracticeArea
from casewright_legal.litigation import appeal, record_judgment, record_motions_decided

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
AUTUMN = datetime(2026, 10, 1, 15, tzinfo=UTC)
BROUGHT = Matter(
    client="Northbend Foundry",
    practice_area=PracticeArea.COMMERCIAL,
    side=MatterSide.DEFENDANT,
    opponents=("Riverwood Energy",),
    summary="Goods not paid for",
)


@pytest.fixture
def at(case_of: CaseOf) -> Callable[[Matter], Case[Any]]:
    """A matter in discovery, in autumn."""
    return lambda fields: case_of(matter, fields, "discovery", now=AUTUMN)


def due(fields: Matter) -> dict[str, date]:
    """The day that binds, by rule."""
    return {deadline.rule: deadline.due for deadline in fields.deadlines}


@pytest.mark.parametrize(
    ("trigger", "on", "served_by", "expected"),
    [
        (CourtTrigger.COMPLAINT_SERVED, date(2026, 6, 12), None, {"answer": date(2026, 7, 6)}),
        (CourtTrigger.WAIVER_REQUESTED, date(2026, 6, 12), None, {"answer_after_waiver": date(2026, 8, 11)}),
        (CourtTrigger.COMPLAINT_FILED, date(2026, 1, 5), None, {"serve_complaint": date(2026, 4, 6)}),
        (CourtTrigger.SCHEDULING_CONFERENCE, date(2026, 9, 28), None, {"planning_conference": date(2026, 9, 4)}),
        (
            CourtTrigger.PLANNING_CONFERENCE,
            date(2026, 8, 24),
            None,
            {"discovery_plan": date(2026, 9, 8), "initial_disclosures": date(2026, 9, 8)},
        ),
        (CourtTrigger.EXPERTS_DISCLOSED, date(2026, 6, 5), None, {"rebuttal_experts": date(2026, 7, 6)}),
        (CourtTrigger.EVIDENCE_DISCLOSED, date(2026, 8, 24), None, {"pretrial_objections": date(2026, 9, 8)}),
        (
            CourtTrigger.REQUESTS_SERVED,
            date(2026, 3, 6),
            ServiceMethod.ELECTRONIC,
            {"discovery_response": date(2026, 4, 6)},
        ),
        (CourtTrigger.REQUESTS_SERVED, date(2026, 3, 6), ServiceMethod.MAIL, {"discovery_response": date(2026, 4, 9)}),
        (
            CourtTrigger.HEARING,
            date(2026, 7, 17),
            None,
            {"notice_of_motion": date(2026, 7, 2), "opposing_affidavit": date(2026, 7, 10)},
        ),
        (
            CourtTrigger.TRIAL,
            date(2026, 10, 19),
            None,
            {"expert_disclosures": date(2026, 7, 21), "pretrial_disclosures": date(2026, 9, 18)},
        ),
        (
            CourtTrigger.JUDGMENT,
            date(2026, 6, 12),
            None,
            {"post_trial_motions": date(2026, 7, 10), "appeal": date(2026, 7, 13)},
        ),
    ],
)
def test_each_trigger_sets_its_deadlines(
    at: Callable[[Matter], Case[Any]],
    trigger: CourtTrigger,
    on: date,
    served_by: ServiceMethod | None,
    expected: dict[str, date],
) -> None:
    """Counted forward from what happened and backward from what is set, each with rule, version, source and inputs."""
    fields = docketed(at(BROUGHT), trigger, on, served_by=served_by)
    assert due(fields) == expected
    rules = {rule.id: rule for rule in RULES}
    for deadline in fields.deadlines:
        rule = rules[deadline.rule]
        inputs = (deadline.rule_version, deadline.source, deadline.triggered_on, deadline.served_by)
        assert inputs == (rule.version, rule.source, on, served_by)
    assert {change.after for change in fields.deadline_changes} == set(expected.values())


def test_an_appeal_against_the_united_states_has_sixty_days(at: Callable[[Matter], Case[Any]]) -> None:
    """A fact of the matter; when it is found out later, the deadlines are counted again and the change is shown."""
    judged = docketed(at(BROUGHT), CourtTrigger.JUDGMENT, date(2026, 6, 12))
    found_out = replace(judged, united_states_party=True)
    again = recompute_deadlines(at(found_out))
    assert due(again)["appeal"] == date(2026, 8, 11)
    assert again.deadline_changes == (
        CourtDeadlineChange(rule="appeal", before=date(2026, 7, 13), after=date(2026, 8, 11)),
    )


@pytest.mark.parametrize(("united_states", "last_day"), [(False, date(2026, 9, 30)), (True, date(2026, 10, 30))])
def test_after_post_trial_motions_the_time_to_appeal_runs_from_the_order(
    at: Callable[[Matter], Case[Any]], rule_of: RuleOf, united_states: bool, last_day: date
) -> None:
    """Of a motion filed in time; the day counted from the judgment is gone, and another judgment begins afresh."""
    matter_of = replace(BROUGHT, united_states_party=united_states)
    judged = docketed(at(matter_of), CourtTrigger.JUDGMENT, date(2026, 6, 12))
    order = date(2026, 8, 31)
    assert rule_of(lambda: record_motions_decided(at(judged), entered_on=order)) == "motions.none"
    late = meet_deadline(at(judged), rule="post_trial_motions", met_on=date(2026, 7, 13))
    assert rule_of(lambda: record_motions_decided(at(late), entered_on=order)) == "motions.none"
    filed = meet_deadline(at(judged), rule="post_trial_motions", met_on=date(2026, 7, 10))
    assert rule_of(lambda: record_motions_decided(at(filed), entered_on=date(2026, 7, 9))) == "motions.order"
    decided = record_motions_decided(at(filed), entered_on=order)
    assert due(decided) == {"post_trial_motions": date(2026, 7, 10), "appeal_after_motions": last_day}
    noticed = appeal(at(decided), noticed_on=date(2026, 9, 30))
    assert {one.rule: one.met_on for one in noticed.deadlines}["appeal_after_motions"] == date(2026, 9, 30)
    again = record_judgment(at(noticed), judgment="Reversed", entered_on=date(2026, 9, 30))
    assert {one.rule: one.met_on for one in again.deadlines} == {"post_trial_motions": None, "appeal": None}


def test_a_moved_day_moves_its_dependants_and_shows_the_change(at: Callable[[Matter], Case[Any]]) -> None:
    """Two deadlines follow the hearing, the one of the trial stays."""
    fields = record_date(at(BROUGHT), trigger=CourtTrigger.HEARING, on=date(2026, 11, 16))
    fields = record_date(at(fields), trigger=CourtTrigger.TRIAL, on=date(2027, 2, 1))
    trial = due(fields)["pretrial_disclosures"]
    moved = move_date(at(fields), trigger=CourtTrigger.HEARING, on=date(2026, 11, 30), grounds="order of the court")
    assert moved.deadline_changes == (
        CourtDeadlineChange(rule="notice_of_motion", before=date(2026, 11, 2), after=date(2026, 11, 16)),
        CourtDeadlineChange(rule="opposing_affidavit", before=date(2026, 11, 9), after=date(2026, 11, 23)),
    )
    assert due(moved)["pretrial_disclosures"] == trial


def test_an_override_lasts_as_long_as_what_it_overrides(at: Callable[[Matter], Case[Any]]) -> None:
    """Another day on the docket leaves it alone; another day of its own trigger asks for a new decision."""
    fields = record_date(at(BROUGHT), trigger=CourtTrigger.HEARING, on=date(2026, 11, 16))
    fields = override_deadline(at(fields), rule="notice_of_motion", due=date(2026, 11, 6), grounds="stipulation")
    fields = meet_deadline(at(fields), rule="opposing_affidavit", met_on=date(2026, 10, 1))
    other = record_date(at(fields), trigger=CourtTrigger.TRIAL, on=date(2027, 4, 5))
    assert due(other)["notice_of_motion"] == date(2026, 11, 6)
    moved = move_date(at(other), trigger=CourtTrigger.HEARING, on=date(2026, 12, 14), grounds="order of the court")
    assert due(moved)["notice_of_motion"] == date(2026, 11, 30)
    assert {one.rule: one.met_on for one in moved.deadlines}["opposing_affidavit"] == date(2026, 10, 1)
    assert moved.next_deadline is not None
    assert moved.next_deadline.rule == "notice_of_motion"


def test_a_waived_day_is_not_waited_for(at: Callable[[Matter], Case[Any]], rule_of: RuleOf) -> None:
    """The next one is; what was met is not waived, and a waiver ends when its own trigger moves."""
    fields = record_date(at(BROUGHT), trigger=CourtTrigger.HEARING, on=date(2026, 11, 16))
    waived = waive_deadline(at(fields), rule="notice_of_motion", grounds="no motion")
    assert waived.next_deadline is not None
    assert waived.next_deadline.rule == "opposing_affidavit"
    done = at(meet_deadline(at(waived), rule="opposing_affidavit", met_on=date(2026, 10, 1)))
    assert done.fields.next_deadline is None
    assert rule_of(lambda: waive_deadline(done, rule="opposing_affidavit", grounds="-")) == "deadline.met"
    again = recompute_deadlines(done)
    assert again.next_deadline is None
    moved = move_date(done, trigger=CourtTrigger.HEARING, on=date(2026, 12, 14), grounds="order of the court")
    assert moved.next_deadline is not None
    assert moved.next_deadline.rule == "notice_of_motion"


@pytest.mark.parametrize(
    ("due_on", "rule"), [(date(2026, 10, 29), None), (date(2026, 10, 30), "deadline.not_extendable")]
)
def test_no_court_extends_post_trial_motions(
    at: Callable[[Matter], Case[Any]], rule_of: RuleOf, due_on: date, rule: str | None
) -> None:
    """28 days from the judgment, under rule 6(b)(2); an earlier day may be agreed."""
    judged = docketed(at(BROUGHT), CourtTrigger.JUDGMENT, date(2026, 10, 1))
    case = at(judged)
    assert rule_of(lambda: override_deadline(case, rule="post_trial_motions", due=due_on, grounds="-")) == rule
    assert rule_of(lambda: override_deadline(case, rule="appeal", due=date(2027, 1, 1), grounds="an order")) is None


def test_the_docket_knows_what_happened_and_what_is_set(at: Callable[[Matter], Case[Any]], rule_of: RuleOf) -> None:
    """What happened has happened; what has a move of its own is recorded by it; what is not there is not moved."""
    case = at(BROUGHT)
    own = [trigger for trigger in CourtTrigger if trigger not in RECORDED_AS_A_DATE]
    for trigger in own:
        assert rule_of(lambda one=trigger: record_date(case, trigger=one, on=date(2026, 9, 1))) == "docket.own_move"  # type: ignore[misc]
    assert rule_of(lambda: docketed(case, CourtTrigger.JUDGMENT, date(2026, 10, 2))) == "date.future"
    hearing: dict[str, Any] = {"trigger": CourtTrigger.HEARING, "on": date(2026, 11, 16)}
    assert rule_of(lambda: move_date(case, **hearing, grounds="-")) == "docket.unknown"
    assert rule_of(lambda: record_date(at(record_date(case, **hearing)), **hearing)) == "docket.known"
    assert rule_of(lambda: meet_deadline(case, rule="answer", met_on=date(2026, 9, 1))) == "deadline.unknown"
    recorded = at(record_date(case, **hearing))
    late = date(2026, 10, 2)
    assert rule_of(lambda: meet_deadline(recorded, rule="notice_of_motion", met_on=late)) == "date.future"


def test_holidays_of_the_state_are_those_of_the_court(at: Callable[[Matter], Case[Any]]) -> None:
    """In Texas the day after Thanksgiving is one."""
    later = datetime(2026, 12, 1, 15, tzinfo=UTC)
    texas = replace(BROUGHT, court_state="TX")
    for fields, day in ((BROUGHT, date(2026, 11, 27)), (texas, date(2026, 11, 30))):
        case = replace(at(fields), now=later)
        assert due(docketed(case, CourtTrigger.COMPLAINT_SERVED, date(2026, 11, 6)))["answer"] == day


def test_every_rule_has_its_source_and_the_day_of_its_text() -> None:
    """Each once, under the year of the edition that was read."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.source.startswith(("FRCP", "FRAP")) for rule in RULES)
    assert {rule.id for rule in RULES if rule.version != str(rule.read_on.year)} == set()


def test_only_the_day_for_post_trial_motions_cannot_be_moved_by_a_court() -> None:
    """Of the rules here, those that rule 6(b)(2) names."""
    assert {rule.id for rule in RULES if not rule.extendable} == {"post_trial_motions"}
