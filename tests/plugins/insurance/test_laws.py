"""The periods of the law: one row for each place, and the clocks that follow them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case, Duration, business_days, calendar_days
from casewright.clocks import ClockState, ClockStatus, read_clock
from casewright.conditions import Moment
from casewright_insurance import claim, laws
from casewright_insurance.correspondence import (
    accept_proof,
    extend_decision,
    receive_item,
    request_item,
    send_status_letter,
)
from casewright_insurance.fields import Claim
from casewright_insurance.laws import CALENDAR, LAWS, PRACTICE, ClaimsLaw, late_interest, law_of
from casewright_insurance.proof import OwedBy

CaseOf = Callable[..., Case[Claim]]
RuleOf = Callable[[Callable[[], object]], str | None]
IN_TIME = datetime(2026, 6, 15, 15, tzinfo=UTC)
TABLE = {
    "US-IA": (calendar_days(15), None, None),
    "US-CA": (calendar_days(15), calendar_days(40), calendar_days(30)),
    "US-AK": (business_days(10), business_days(15), calendar_days(45)),
    "US-AZ": (business_days(10), business_days(15), calendar_days(45)),
    "US-AR": (business_days(15), business_days(15), calendar_days(45)),
    "US-OK": (business_days(30), None, None),
    "US-TX": (calendar_days(15), business_days(15), None),
}


def at(day: int, month: int = 3) -> datetime:
    """A day of 2026, in the morning of New York. The second of March is a Monday, and that month has no holiday."""
    return datetime(2026, month, day, 15, tzinfo=UTC)


def read(name: str, moments: list[Moment], now: datetime, fields: Claim) -> ClockState:
    """A clock of the claim, as its law says."""
    clock = next(declared for declared in claim.clocks if declared.name == name)
    return read_clock(clock, moments, CALENDAR, now, fields)


def made(day: int, transition: str, **changes: Any) -> Moment:
    """A transition of March, with the fields it noted."""
    noted = {name: [None, value] for name, value in changes.items()}
    return Moment("transitioned", at(day), {"transition": transition, "changes": noted, "to": None})


@pytest.mark.parametrize("place", TABLE)
def test_every_place_has_its_row(notice: Claim, place: str) -> None:
    """Vector: acknowledge, decide, status letter, each in the unit of the row, with its source."""
    law = law_of(replace(notice, jurisdiction=place))
    assert (law.acknowledge, law.decide, law.status_letter) == TABLE[place]
    assert law.source


def test_texas_has_more(notice: Claim) -> None:
    """Vector: one extension of 45 days, 30 days where arson is suspected, payment in 5 business days, 18 per cent."""
    law = law_of(replace(notice, jurisdiction="US-TX"))
    assert (law.extension, law.decide_if_arson, law.pay) == (calendar_days(45), calendar_days(30), business_days(5))
    assert law.late_interest == Decimal("0.18")


@pytest.mark.parametrize(
    ("place", "within"),
    [("US-TX", business_days(5)), ("US-CA", calendar_days(30)), ("US-AR", business_days(10)), ("US-IA", None)],
)
def test_some_places_say_when_the_money_is_due(notice: Claim, place: str, within: Duration | None) -> None:
    """From the agreement on, in the unit of the row; elsewhere there is no such promise."""
    assert law_of(replace(notice, jurisdiction=place)).pay == within


@pytest.mark.parametrize(
    "change", [{}, {"jurisdiction": "US-OH"}, {"jurisdiction": "US-TX", "lost_on": date(2005, 3, 30)}]
)
def test_where_no_law_is_known_there_is_a_practice(notice: Claim, change: dict[str, Any]) -> None:
    """No place, a place without a row, or a loss reported before the row applied."""
    assert law_of(replace(notice, reported_on=change.get("lost_on"), **change)) is PRACTICE


def test_the_row_of_the_day_is_used(notice: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed law is a row of its own; what was reported before it keeps the old one."""
    newer = replace(LAWS[-1], applies_from=date(2026, 6, 11), decide=business_days(7))
    monkeypatch.setattr(laws, "LAWS", (*LAWS, newer))
    in_texas = replace(notice, jurisdiction="US-TX")
    assert law_of(in_texas).decide == business_days(7)
    assert law_of(replace(in_texas, reported_on=date(2026, 6, 10))).decide == business_days(15)


def test_whoever_has_the_claim_is_warned_before_the_law_is_broken(notice: Claim) -> None:
    """When three quarters of the period of the place are used up; of a period of one's own there is no warning."""
    opened = Moment("opened", at(2), {"to": "fnol"})
    state = read("acknowledge", [opened], at(3), replace(notice, jurisdiction="US-CA"))
    assert state.deadline_at is not None
    [(percent, warned_at)] = state.warnings_at
    assert (percent, warned_at - at(2)) == (75, (state.deadline_at - at(2)) * 3 / 4)
    assert {clock.name for clock in claim.clocks if not clock.warnings} == {"special_investigation"}


@pytest.mark.parametrize(
    ("place", "due"),
    [(None, at(16)), ("US-AK", at(16)), ("US-AR", at(23)), ("US-CA", at(17)), ("US-TX", at(17)), ("US-OK", at(13, 4))],
)
def test_the_acknowledgement_is_due_as_the_place_says(notice: Claim, place: str | None, due: datetime) -> None:
    """Opened on Monday the 2nd: working days end with the working day, calendar days at midnight of New York."""
    opened = Moment("opened", at(2), {"to": "fnol"})
    state = read("acknowledge", [opened], at(3), replace(notice, jurisdiction=place))
    assert state.deadline_at is not None
    assert laws.today(state.deadline_at).replace(day=1) == due.date().replace(day=1)
    ends_at_midnight = place in ("US-CA", "US-TX")
    expected = due.replace(day=due.day + 1).date() if ends_at_midnight else due.date()
    assert laws.today(state.deadline_at) == expected
    done = [opened, Moment("transitioned", at(5), {"from": "fnol", "to": "coverage_verification"})]
    assert read("acknowledge", done, at(31), notice).status is ClockStatus.MET


def test_the_acknowledgement_counts_from_the_day_of_the_report(notice: Claim) -> None:
    """Reported on Monday the 2nd and entered on Thursday: due as if it had been entered at once, and so when corrected.

    Calendar days are over when the next day begins.
    """
    entered_late = Moment("opened", at(5), {"to": "fnol", "fields": {"reported_on": "2026-03-02"}})
    corrected = Moment("updated", at(6), {"changes": {"reported_on": ["2026-03-02", "2026-02-27"]}})
    of_california = replace(notice, jurisdiction="US-CA")
    due = [
        read("acknowledge", moments, at(6), fields).deadline_at
        for moments in ([entered_late], [entered_late, corrected])
        for fields in (notice, of_california)
    ]
    assert [day and laws.today(day) for day in due] == [
        date(2026, 3, 16),
        date(2026, 3, 18),
        date(2026, 3, 13),
        date(2026, 3, 15),
    ]


def test_the_decision_does_not_begin_while_the_claimant_owes_an_item(notice: Claim, case_of: CaseOf) -> None:
    """Vector (Texas): all items in except one requested from the claimant: the clock is not started."""
    fields = replace(notice, jurisdiction="US-TX")
    for item in ("receipts", "title"):
        fields = request_item(case_of(fields), item=item, owed_by=OwedBy.CLAIMANT)
    fields = receive_item(case_of(fields), item="receipts")
    assert (fields.proof_on, fields.proof_missing) == (None, ("title",))
    moments = [made(2, "request_item"), made(3, "receive_item")]
    assert read("decide", moments, at(31), fields).status is ClockStatus.PENDING
    fields = receive_item(case_of(fields), item="title")
    assert fields.proof_on == date(2026, 6, 15)
    complete = [*moments, made(4, "receive_item", proof_on="2026-03-04")]
    assert read("decide", complete, at(5), fields).status is ClockStatus.RUNNING


def test_the_decision_does_not_wait_for_third_parties(notice: Claim, case_of: CaseOf) -> None:
    """Vector (Texas): an item is owed by a third party: the clock runs, and is missed after 15 business days."""
    fields = replace(notice, jurisdiction="US-TX")
    fields = request_item(case_of(fields), item="police report", owed_by=OwedBy.THIRD_PARTY)
    fields = accept_proof(case_of(fields))
    moments = [
        made(2, "accept_proof", proof_on="2026-03-02"),
        Moment("waiting_started", at(2), {"for": "repair_shop"}),
    ]
    assert [read("decide", moments, at(day), fields).status for day in (23, 24)] == [
        ClockStatus.RUNNING,
        ClockStatus.MISSED,
    ]


def test_what_is_asked_of_the_claimant_later_may_pause_it(notice: Claim) -> None:
    """The platform's own wait for the claimant holds up the clock that runs."""
    moments = [
        made(2, "accept_proof", proof_on="2026-03-02"),
        Moment("waiting_started", at(3), {"for": "claimant"}),
    ]
    assert read("decide", moments, at(31), notice).status is ClockStatus.PAUSED


@pytest.mark.parametrize("end", [made(10, "approve"), Moment("closed", at(10), {"outcome": "denied"})])
def test_an_agreement_or_a_denial_is_a_decision(notice: Claim, end: Moment) -> None:
    """Either stops the clock; new proof after it wants a new decision."""
    moments = [made(2, "accept_proof", proof_on="2026-03-02"), end]
    assert read("decide", moments, at(31), notice).status is ClockStatus.MET
    again = [*moments, made(20, "receive_item", proof_on="2026-03-20")]
    assert read("decide", again, at(21), notice).started_at == at(20)


@pytest.mark.parametrize(
    ("place", "change", "due"),
    [
        ("US-TX", {}, date(2026, 3, 23)),
        ("US-TX", {"arson_suspected": True}, date(2026, 4, 1)),
        ("US-TX", {"extended_on": date(2026, 3, 12)}, date(2026, 4, 26)),
        ("US-CA", {}, date(2026, 4, 11)),
        ("US-CA", {"arson_suspected": True}, date(2026, 4, 11)),
        (None, {}, date(2026, 3, 23)),
    ],
)
def test_the_decision_is_due_as_the_place_says(
    notice: Claim, place: str | None, change: dict[str, Any], due: date
) -> None:
    """From the 2nd of March: business days, longer where arson is suspected, and 45 days from word of an extension."""
    fields = replace(notice, jurisdiction=place, proof_on=date(2026, 3, 2), **change)
    state = read("decide", [made(2, "accept_proof", proof_on="2026-03-02")], at(3), fields)
    assert state.deadline_at is not None
    last_second = datetime.fromtimestamp(state.deadline_at.timestamp() - 1, UTC)
    assert laws.today(last_second) == due


def test_where_the_law_has_no_period_there_is_no_promise(notice: Claim) -> None:
    """Iowa and Oklahoma name none for the decision here; the clock says so."""
    state = read(
        "decide", [made(2, "accept_proof", proof_on="2026-03-02")], at(3), replace(notice, jurisdiction="US-IA")
    )
    assert (state.status, state.explanation) == (ClockStatus.PENDING, ("no such period applies to this case",))


def test_an_extension_is_told_once_and_in_time(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """With grounds, before the decision is due, and only where the law knows one."""
    in_texas = replace(notice, jurisdiction="US-TX", proof_on=date(2026, 6, 15))

    def rule(fields: Claim, now: datetime = IN_TIME) -> str | None:
        return rule_of(lambda: extend_decision(case_of(fields, now=now), grounds="the engineer is ill"))

    assert rule(in_texas) is None
    assert rule(in_texas, at(7, 7)) is None, "the 19th of June and the 3rd of July are holidays"
    assert rule(in_texas, at(9, 7)) == "decision.late"
    assert rule(replace(in_texas, jurisdiction="US-CA")) == "decision.no_extension"
    assert rule(replace(in_texas, extended_on=date(2026, 6, 15))) == "decision.extended"
    assert rule(replace(in_texas, proof_on=None)) == "decision.not_begun"
    extended = extend_decision(case_of(in_texas), grounds="the engineer is ill")
    assert (extended.extended_on, extended.extension_grounds) == (date(2026, 6, 15), "the engineer is ill")


def test_letters_follow_each_other_until_it_is_decided(notice: Claim, case_of: CaseOf) -> None:
    """California: every 30 days from the acknowledgement; each letter begins the period anew, the decision ends it."""
    fields = replace(notice, jurisdiction="US-CA")
    assert send_status_letter(case_of(fields), letter="we wait for the police report") == fields
    moments = [made(2, "acknowledge"), made(20, "send_status_letter")]
    first = read("status_letter", moments[:1], at(3), fields)
    second = read("status_letter", moments, at(21), fields)
    assert [laws.today(state.deadline_at) for state in (first, second) if state.deadline_at] == [
        date(2026, 4, 2),
        date(2026, 4, 20),
    ]
    assert read("status_letter", [*moments, made(21, "approve")], at(31), fields).status is ClockStatus.MET
    assert read("status_letter", moments, at(21), notice).status is ClockStatus.PENDING


def test_texas_wants_the_money_within_five_business_days(notice: Claim) -> None:
    """Agreed on Monday the 2nd, due on Monday the 9th; the bill of an expert is no payment of the loss."""
    fields = replace(notice, jurisdiction="US-TX")
    state = read("pay", [made(2, "approve")], at(3), fields)
    assert state.deadline_at is not None
    assert laws.today(state.deadline_at) == date(2026, 3, 9)
    paid = made(9, "pay", first_paid_on="2026-03-09")
    assert read("pay", [made(2, "approve"), paid], at(31), fields).status is ClockStatus.MET
    assert read("pay", [made(2, "approve"), made(9, "pay")], at(31), fields).status is ClockStatus.MISSED


@pytest.mark.parametrize(
    ("paid_on", "owed"), [(date(2026, 3, 9), "0"), (date(2026, 3, 10), "0.49"), (date(2027, 3, 9), "180")]
)
def test_late_money_bears_simple_interest(paid_on: date, owed: str) -> None:
    """18 per cent a year on 1,000, by the day, to the cent; none on the last day."""
    texas = next(law for law in LAWS if law.place == "US-TX")
    assert late_interest(texas, Decimal(1000), date(2026, 3, 2), paid_on) == Decimal(owed)
    assert late_interest(PRACTICE, Decimal(1000), date(2026, 3, 2), paid_on) == 0


def test_the_proof_is_asked_for_and_received_item_by_item(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """Nothing is asked for twice, received twice, or accepted while the claimant owes something."""
    asked = request_item(case_of(notice), item="receipts", owed_by=OwedBy.CLAIMANT)
    assert rule_of(lambda: request_item(case_of(asked), item="receipts", owed_by=OwedBy.CLAIMANT)) == "proof.asked"
    assert rule_of(lambda: receive_item(case_of(asked), item="title")) == "proof.not_asked"
    assert rule_of(lambda: accept_proof(case_of(asked))) == "proof.incomplete"
    received = receive_item(case_of(asked), item="receipts")
    assert rule_of(lambda: receive_item(case_of(received), item="receipts")) == "proof.not_asked"
    assert rule_of(lambda: accept_proof(case_of(received))) == "proof.complete"
    more = request_item(case_of(received), item="title", owed_by=OwedBy.CLAIMANT)
    assert more.proof_on is None
    of_others = request_item(case_of(received), item="police report", owed_by=OwedBy.THIRD_PARTY)
    assert of_others.proof_on == received.proof_on
    assert receive_item(case_of(of_others), item="police report").proof_on == received.proof_on


def test_no_row_promises_more_than_a_law_does() -> None:
    """Each place once for each day from which it applies."""
    keys = [(law.place, law.applies_from) for law in LAWS]
    assert len(set(keys)) == len(keys)
    assert all(isinstance(law, ClaimsLaw) for law in LAWS)
