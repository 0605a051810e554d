"""Made-up cases for a demonstration."""

from datetime import date, timedelta
from random import Random
from typing import Any

from casewright import Sample, business_days
from casewright_hr.calendar import WorkCountry, due_from
from casewright_hr.cohort import Cohort, cohort
from casewright_hr.complaint import complaint
from casewright_hr.grievance import Complaint, ComplaintKind
from casewright_hr.handling import AllegationSeverity, ComplaintReach
from casewright_hr.leaving_group import LeavingTogether, leaving_group
from casewright_hr.offboarding import Leaving, LeavingGround, offboarding
from casewright_hr.onboarding import onboarding
from casewright_hr.recruitment import Application, recruitment
from casewright_hr.service import HrService, service
from casewright_hr.service_catalogue import HrServiceName
from casewright_hr.start import AccessLevel, Start

NAMES = ("Amara Osei", "Ben Whitlock", "Carla Mendes", "Dana Petrov", "Elif Kaya", "Finn Larsen")
POSITIONS = (("Nurse", False), ("Payroll clerk", True), ("Engineer", False), ("Buyer", True))
COMPLAINTS = (
    (ComplaintKind.CONDUCT, "Shouting in the morning meeting, again."),
    (ComplaintKind.PAY, "Overtime of two months is missing."),
    (ComplaintKind.SAFETY, "The emergency exit is locked during the night shift."),
)
UNITS = ("Warehouse", "Ward 4", "Accounting", "Sales")
PLACES = (("New York", WorkCountry.US), ("Boston", WorkCountry.US), ("Leeds", WorkCountry.GB))
SITES = (
    ("Dayton", WorkCountry.US, "OH"),
    ("Newark", WorkCountry.US, "NJ"),
    ("Albany", WorkCountry.US, "NY"),
    ("Leeds", WorkCountry.GB, None),
)
FIRST_MONDAY = date(2026, 3, 2)
JANUARY = date(2026, 1, 5)

Moves = list[tuple[str, dict[str, Any]]]


def _some_of(random: Random, way: Moves) -> Moves:
    """The way, gone for a while."""
    return way[: random.randrange(len(way) + 1)]


@onboarding.samples
def sample_onboarding(random: Random) -> Sample:
    """Somebody who starts on a Monday: how far the preparation has come, up to the first week."""
    name, (position, sensitive) = random.choice(NAMES), random.choice(POSITIONS)
    location, country = random.choice(PLACES)
    starts_on = FIRST_MONDAY + timedelta(weeks=random.randrange(12))
    fields = Start(
        employee=name,
        position=position,
        location=location,
        country=country,
        starts_on=starts_on,
        offer_accepted_on=starts_on - timedelta(days=random.choice((7, 30, 60))),
        sensitive_role=sensitive,
    )
    way: Moves = [
        ("begin_preboarding", {}),
        ("confirm_right_to_work", {"checked_on": JANUARY}),
        *([("record_background", {"result": "Nothing against it."})] if sensitive else []),
        ("review_access", {}),
        ("grant_access", {"access": AccessLevel.STANDARD, "systems": ("Mail", "Rota")}),
        ("name_mentor", {"mentor": random.choice(NAMES)}),
        ("begin_work", {}),
        ("finish_first_day", {}),
    ]
    return Sample(fields=fields, parties={"new_hire": name}, moves=_some_of(random, way))


@complaint.samples
def sample_complaint(random: Random) -> Sample:
    """A complaint: just come in, tried to settle between those concerned, or heard formally."""
    kind, summary = random.choice(COMPLAINTS)
    fields = Complaint(
        kind=kind,
        country=random.choice((None, *WorkCountry)),
        unit=random.choice(UNITS),
        summary=summary,
        anonymous=random.random() < 0.3,
        about_a_superior=random.choice((True, False, None)),
    )
    informally: Moves = [("try_informally", {"attempt": "Both talked with the team lead."}), ("settle_informally", {})]
    formally: Moves = [
        ("formalise", {"not_informal_because": "They do not speak with each other."}),
        ("add_allegation", {"kind": kind, "statement": summary}),
        ("classify", {"severity": random.choice(tuple(AllegationSeverity)), "reach": ComplaintReach.TEAM}),
        ("plan_investigation", {"investigator": "ivo", "questions": ("Who was there?", "Has it happened before?")}),
    ]
    moves = _some_of(random, random.choice((informally, formally)))
    return Sample(fields=fields, parties={"respondent": random.choice(NAMES)}, moves=moves)


@cohort.samples
def sample_cohort(random: Random) -> Sample:
    """A group that starts on a Monday: being gathered, prepared, or started."""
    starts_on = FIRST_MONDAY + timedelta(weeks=random.randrange(12))
    fields = Cohort(group=f"Starters of {starts_on:%B}", starts_on=starts_on, people=random.randrange(2, 12))
    return Sample(fields=fields, moves=_some_of(random, [("prepare_group", {}), ("start_together", {})]))


@offboarding.samples
def sample_offboarding(random: Random) -> Sample:
    """Somebody who leaves."""
    name, (position, _) = random.choice(NAMES), random.choice(POSITIONS)
    last_day = FIRST_MONDAY + timedelta(days=random.randrange(90))
    fields = Leaving(
        employee=name,
        position=position,
        hired_on=last_day - timedelta(days=random.randrange(100, 4000)),
        last_day=last_day,
        access_ends_at=due_from(last_day, business_days(0), WorkCountry.US),
        ground=random.choice(tuple(LeavingGround)),
    )
    way: Moves = [("confirm_end", {}), ("name_successor", {"successor": random.choice(NAMES)}), ("reach_last_day", {})]
    return Sample(fields=fields, parties={"leaver": name}, moves=_some_of(random, way))


@leaving_group.samples
def sample_leaving_group(random: Random) -> Sample:
    """A site at which some lose their work; of some the notice waits for the director."""
    at_site = random.randrange(20, 600)
    site, country, state = random.choice(SITES)
    fields = LeavingTogether(
        site=site,
        country=country,
        state=state,
        first_on=FIRST_MONDAY + timedelta(days=random.randrange(60, 200)),
        employees=at_site + random.randrange(2000),
        at_site=at_site,
        losing=random.randrange(1, at_site + 1),
        site_closes=random.random() < 0.2,
    )
    return Sample(fields=fields, moves=_some_of(random, [("give_notice", {"noticed_on": JANUARY})]))


@recruitment.samples
def sample_application(random: Random) -> Sample:
    """An application: just come in, invited, or heard by one of two."""
    name, (position, _) = random.choice(NAMES), random.choice(POSITIONS)
    fields = Application(
        vacancy=position,
        applicant=name,
        applied_on=FIRST_MONDAY - timedelta(days=random.randrange(60)),
        qualifications=random.choice((("Diploma",), ("Degree", "Five years of work"), ())),
        may_work=random.choice((True, True, None)),
    )
    way: Moves = [
        ("invite", {}),
        ("record_applicant_interview", {"held_on": JANUARY, "notes": "Clear about what went wrong, and why."}),
    ]
    return Sample(fields=fields, parties={"applicant": name}, moves=_some_of(random, way))


@service.samples
def sample_service(random: Random) -> Sample:
    """Something that an employee asks for: from the draft to what was accepted, or to the director who has to agree."""
    name, asked = random.choice(NAMES), random.choice((HrServiceName.EMPLOYMENT_LETTER, HrServiceName.PAY_CORRECTION))
    fields = HrService(service=asked, subject_person=name, opened_for=name, details="For the bank, as soon as you can.")
    way: Moves = [
        ("submit", {}),
        ("plan_service", {"plan": "By the next pay run."}),
        ("begin_service", {}),
        ("hand_result_over", {"result": "Done, see the letter."}),
        ("accept_result", {}),
    ]
    return Sample(fields=fields, parties={"opened_for": name}, moves=_some_of(random, way))
