"""Made-up cases for a demonstration."""

from datetime import date, timedelta
from random import Random

from casewright import Sample, business_days
from casewright_hr.calendar import WorkCountry, due_from
from casewright_hr.cohort import Cohort, cohort
from casewright_hr.complaint import complaint
from casewright_hr.grievance import Complaint, ComplaintKind
from casewright_hr.leaving_group import LeavingTogether, leaving_group
from casewright_hr.offboarding import Leaving, LeavingGround, offboarding
from casewright_hr.onboarding import onboarding
from casewright_hr.recruitment import Application, recruitment
from casewright_hr.service import HrService, service
from casewright_hr.service_catalogue import HrServiceName
from casewright_hr.start import Start

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


@onboarding.samples
def sample_onboarding(random: Random) -> Sample:
    """Somebody who starts on a Monday."""
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
    return Sample(fields=fields, parties={"new_hire": name})


@complaint.samples
def sample_complaint(random: Random) -> Sample:
    """A complaint as it comes in."""
    kind, summary = random.choice(COMPLAINTS)
    fields = Complaint(
        kind=kind,
        country=random.choice((None, *WorkCountry)),
        unit=random.choice(UNITS),
        summary=summary,
        anonymous=random.random() < 0.3,
        about_a_superior=random.choice((True, False, None)),
    )
    return Sample(fields=fields, parties={"respondent": random.choice(NAMES)})


@cohort.samples
def sample_cohort(random: Random) -> Sample:
    """A group that starts on a Monday."""
    starts_on = FIRST_MONDAY + timedelta(weeks=random.randrange(12))
    fields = Cohort(group=f"Starters of {starts_on:%B}", starts_on=starts_on, people=random.randrange(2, 12))
    return Sample(fields=fields)


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
        access_ends_at=due_from(last_day, business_days(0)),
        ground=random.choice(tuple(LeavingGround)),
    )
    return Sample(fields=fields, parties={"leaver": name})


@leaving_group.samples
def sample_leaving_group(random: Random) -> Sample:
    """A site at which some lose their work."""
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
    return Sample(fields=fields)


@recruitment.samples
def sample_application(random: Random) -> Sample:
    """An application as it comes in."""
    name, (position, _) = random.choice(NAMES), random.choice(POSITIONS)
    fields = Application(
        vacancy=position,
        applicant=name,
        applied_on=FIRST_MONDAY - timedelta(days=random.randrange(60)),
        qualifications=random.choice((("Diploma",), ("Degree", "Five years of work"), ())),
        may_work=random.choice((True, True, None)),
    )
    return Sample(fields=fields, parties={"applicant": name})


@service.samples
def sample_service(random: Random) -> Sample:
    """Something that an employee asks for."""
    name, asked = random.choice(NAMES), random.choice((HrServiceName.EMPLOYMENT_LETTER, HrServiceName.PAY_CORRECTION))
    fields = HrService(service=asked, subject_person=name, opened_for=name, details="For the bank, as soon as you can.")
    return Sample(fields=fields, parties={"opened_for": name})
