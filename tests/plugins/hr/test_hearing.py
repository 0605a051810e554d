"""Meeting and companion, the custody of evidence, injuries, conciliation, and the channel of an anonymous report."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casewright import Case
from casewright_hr import complaint, hearing, hotline
from casewright_hr.calendar import WorkCountry
from casewright_hr.grievance import Complaint, ComplaintKind, CustodyAct, MessageFrom
from casewright_hr.injuries import InjuryKind, WorkInjury

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
RAISED = Complaint(kind=ComplaintKind.SAFETY, unit="Kitchen", summary="No guards", country=WorkCountry.GB)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("to", "rule"),
    [
        (date(2026, 3, 9), "meeting.companion"),
        (date(2026, 3, 10), None),
        (date(2026, 3, 16), None),
        (date(2026, 3, 17), "meeting.companion"),
    ],
)
def test_a_companion_who_cannot_come_has_it_put_off_by_five_working_days(
    case_of: CaseOf, rule_of: RuleOf, to: date, rule: str | None
) -> None:
    """Vector: from Monday 2026-03-09 to Monday 2026-03-16 at the latest."""
    called = hearing.invite(case_of(complaint, RAISED, "investigation"), on=date(2026, 3, 9), companion="A colleague")
    assert rule_of(lambda: hearing.postpone(case_of(complaint, called, "meeting"), to=to)) == rule


def test_a_meeting_is_called_put_off_and_held_once(case_of: CaseOf, rule_of: RuleOf) -> None:
    """What was put off keeps its first day; what was held is over."""
    assert rule_of(lambda: hearing.hold_meeting(case_of(complaint, RAISED, "meeting"))) == "meeting.called"
    called = hearing.invite(case_of(complaint, RAISED, "investigation"), on=date(2026, 3, 9))
    later = hearing.postpone(case_of(complaint, called, "meeting"), to=date(2026, 3, 12))
    held = hearing.hold_meeting(case_of(complaint, later, "meeting"))
    assert held.meeting is not None
    assert (held.meeting.on, held.meeting.postponed_from, held.meeting.held) == (
        date(2026, 3, 12),
        date(2026, 3, 9),
        True,
    )
    again = case_of(complaint, held, "meeting")
    assert rule_of(lambda: hearing.postpone(again, to=date(2026, 3, 13))) == "meeting.called"


def log(case: Case[Any], act: CustodyAct, to: str | None = None, label: str = "A") -> Complaint:
    return hearing.log_custody(case, label=label, act=act, why="The inquiry", to=to)


def test_the_custody_of_evidence_is_unbroken(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Whoever has it says what happens to it, until it is gone."""
    taken = hearing.take_evidence(
        case_of(complaint, RAISED, "investigation", subject="ivy"), label="A", description="A photo", why="It shows it"
    )
    ivy = case_of(complaint, taken, "investigation", subject="ivy")
    assert taken.evidence[0].held_by == "ivy"
    passed = log(ivy, CustodyAct.PASSED_ON, to="lee")
    assert rule_of(lambda: log(case_of(complaint, passed, "decision", subject="ivy"), CustodyAct.EXAMINED)) == (
        "custody.holder"
    )
    examined = log(case_of(complaint, passed, "decision", subject="lee"), CustodyAct.EXAMINED)
    gone = log(case_of(complaint, examined, "decision", subject="lee"), CustodyAct.GIVEN_BACK)
    assert [(entry.act, entry.by, entry.held_by) for entry in gone.evidence[0].custody] == [
        ("taken", "ivy", "ivy"),
        ("passed_on", "ivy", "lee"),
        ("examined", "lee", "lee"),
        ("given_back", "lee", None),
    ]
    assert rule_of(lambda: log(case_of(complaint, gone, subject="lee"), CustodyAct.EXAMINED)) == "custody.holder"


def test_what_is_no_custody_is_refused(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Passed on to nobody, taken twice, another label, a label twice."""
    words = {"label": "A", "description": "A photo", "why": "It shows it"}
    taken = hearing.take_evidence(case_of(complaint, RAISED, "investigation"), **words)
    case = case_of(complaint, taken, "investigation")
    assert rule_of(lambda: log(case, CustodyAct.PASSED_ON)) == "custody.act"
    assert rule_of(lambda: log(case, CustodyAct.EXAMINED, to="lee")) == "custody.act"
    assert rule_of(lambda: log(case, CustodyAct.TAKEN)) == "custody.act"
    assert rule_of(lambda: log(case, CustodyAct.EXAMINED, label="B")) == "evidence.label"
    assert rule_of(lambda: hearing.take_evidence(case, **words)) == "evidence.label"


@pytest.mark.parametrize(
    ("kind", "after", "hours"),
    [
        (InjuryKind.DEATH, timedelta(days=30), 8),
        (InjuryKind.DEATH, timedelta(days=31), None),
        (InjuryKind.INPATIENT, timedelta(hours=24), 24),
        (InjuryKind.INPATIENT, timedelta(hours=25), None),
        (InjuryKind.AMPUTATION, timedelta(hours=1), 24),
        (InjuryKind.LOSS_OF_AN_EYE, timedelta(hours=1), 24),
    ],
)
def test_what_is_reported_to_osha(kind: InjuryKind, after: timedelta, hours: int | None) -> None:
    """Vector: a death 31 days after the incident has no 8 hour clock. The clock counts from when it was known."""
    known = NOON + after + timedelta(hours=5)
    injury = WorkInjury(kind=kind, incident_at=NOON, happened_at=NOON + after, known_at=known)
    assert injury.report_due_at == (None if hours is None else known + timedelta(hours=hours))


def test_an_injury_is_told_in_order(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Nobody knows of it before it happened, nor later than now."""
    case = case_of(complaint, RAISED)
    times = {"incident_at": NOON, "happened_at": NOON, "known_at": NOON}
    told = hearing.record_injury(case, kind=InjuryKind.DEATH, **times)
    assert told.injury is not None
    assert told.injury.report_due_at == NOON + timedelta(hours=8)
    for wrong in ({"happened_at": NOON - timedelta(hours=1)}, {"known_at": case.now + timedelta(hours=1)}):
        refused = rule_of(lambda wrong=wrong: hearing.record_injury(case, kind=InjuryKind.DEATH, **times | wrong))  # type: ignore[misc]
        assert refused == "injury.order"


def test_a_conciliation_moves_the_last_day_to_claim(case_of: CaseOf, rule_of: RuleOf) -> None:
    """In Great Britain only, and when the day of the act is known."""
    acted = replace(RAISED, act_on=date(2026, 3, 10))
    case = case_of(complaint, acted, "decision")
    settled = hearing.record_conciliation(case, notified_on=date(2026, 5, 1), certificate_on=date(2026, 5, 29))
    assert (acted.last_day_to_claim, settled.last_day_to_claim) == (date(2026, 6, 9), date(2026, 7, 7))
    assert (acted.conciliation_ends, settled.conciliation_ends) == (None, date(2026, 7, 24))
    assert (RAISED.last_day_to_claim, replace(acted, country=WorkCountry.US).last_day_to_claim) == (None, None)
    early = date(2026, 4, 30)
    refused = rule_of(lambda: hearing.record_conciliation(case, notified_on=date(2026, 5, 1), certificate_on=early))
    assert refused == "conciliation.order"


def test_an_anonymous_reporter_has_a_channel(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Messages go both ways and carry no name; with a named complainant people speak."""
    anonymous = replace(RAISED, anonymous=True)
    asked = hotline.write_to_reporter(case_of(complaint, anonymous, subject="olga"), message="Which machine?")
    answered = hotline.write_to_officer(case_of(complaint, asked, subject="reporter-7"), message="The slicer")
    assert [(message.written_by, message.text) for message in answered.messages] == [
        (MessageFrom.OFFICER, "Which machine?"),
        (MessageFrom.REPORTER, "The slicer"),
    ]
    assert "olga" not in str(answered.messages)
    assert rule_of(lambda: hotline.write_to_reporter(case_of(complaint, RAISED), message="-")) == "channel.anonymous"
