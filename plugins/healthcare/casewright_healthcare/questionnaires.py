"""Questionnaires that patients answer: PHQ-9, GAD-7, their short forms, and AUDIT-C.

Items have short labels of this plugin's own; the questions themselves are in the publications. Codes are LOINC's.
"""

from casewright import Band, Instrument, Item, ItemAlarm, Option, Priority, Risk, Variant, calendar_days
from casewright_healthcare.depression import ESTIMATED_ITEMS, depression_progress, depressive_syndrome
from casewright_healthcare.fhir.responses import read_response

LOINC = "http://loinc.org"

TOTALS = {"phq_9": "44261-6", "gad_7": "70274-6", "audit_c": "75626-2"}
"""The code of the sum of each."""

REVIEW = calendar_days(28)
"""How long a PHQ-9 or GAD-7 is taken to hold; they ask about the last two weeks. This plugin's own choice."""

HOW_OFTEN = (
    Option("not_at_all", "Not at all", 0, "LA6568-5"),
    Option("several_days", "Several days", 1, "LA6569-3"),
    Option("more_than_half_the_days", "More than half the days", 2, "LA6570-1"),
    Option("nearly_every_day", "Nearly every day", 3, "LA6571-9"),
)

HOW_DIFFICULT = (
    Option("not_difficult", "Not difficult", 0, "LA6572-7"),
    Option("somewhat_difficult", "Somewhat difficult", 1, "LA6573-5"),
    Option("very_difficult", "Very difficult", 2, "LA6575-0"),
    Option("extremely_difficult", "Extremely difficult", 3, "LA6574-3"),
)


def _item(id: str, label: str, code: str, alarm: ItemAlarm | None = None) -> Item:
    return Item(id=id, label=label, options=HOW_OFTEN, code=code, alarm=alarm)


PHQ_9 = Instrument(
    name="phq_9",
    version="1",
    title="PHQ-9",
    source="Kroenke, Spitzer and Williams, J Gen Intern Med 2001;16:606-613",
    items=(
        _item("interest", "Little interest or pleasure", "44250-9"),
        _item("mood", "Low mood", "44255-8"),
        _item("sleep", "Sleep", "44259-0"),
        _item("energy", "Energy", "44254-1"),
        _item("appetite", "Appetite", "44251-7"),
        _item("self_worth", "Self-worth", "44258-2"),
        _item("concentration", "Concentration", "44252-5"),
        _item("movement", "Slowed down or restless", "44253-3"),
        _item(
            "self_harm",
            "Thoughts of death or self-harm",
            "44260-8",
            ItemAlarm(1, "thoughts of death or self-harm: ask about the patient's safety today", Priority.STAT),
        ),
        Item(
            id="impairment",
            label="Difficulty in daily life",
            options=HOW_DIFFICULT,
            code="69722-7",
            required=False,
            scored=False,
        ),
    ),
    bands=(
        Band("minimal", 0, Risk.LOW),
        Band("mild", 5, Risk.LOW),
        Band("moderate", 10, Risk.MODERATE),
        Band("moderately_severe", 15, Risk.HIGH),
        Band("severe", 20, Risk.HIGH),
    ),
    estimates=ESTIMATED_ITEMS,
    finding=depressive_syndrome,
    progress=depression_progress,
    review=REVIEW,
    code="44249-1",
    code_system=LOINC,
    read=read_response(total=TOTALS["phq_9"]),
)
"""Depression. From 10 points on (moderate) the screen is positive; the ninth item is an alarm whatever the score.

So it is never estimated. What is told beside the score is in `depression`.
"""

GAD_7 = Instrument(
    name="gad_7",
    version="1",
    title="GAD-7",
    source="Spitzer, Kroenke, Williams and Löwe, Arch Intern Med 2006;166:1092-1097",
    items=(
        _item("nervous", "Nervous or on edge", "69725-0"),
        _item("worry_control", "Worry out of control", "68509-9"),
        _item("worry", "Too much worry", "69733-4"),
        _item("relaxing", "Trouble relaxing", "69734-2"),
        _item("restless", "Restless", "69735-9"),
        _item("irritable", "Irritable", "69689-8"),
        _item("afraid", "Afraid of something awful", "69736-7"),
    ),
    bands=(
        Band("minimal", 0, Risk.LOW),
        Band("mild", 5, Risk.LOW),
        Band("moderate", 10, Risk.MODERATE),
        Band("severe", 15, Risk.HIGH),
    ),
    review=REVIEW,
    code="69737-5",
    code_system=LOINC,
    read=read_response(total=TOTALS["gad_7"]),
)
"""Anxiety."""

_AUDIT_C_SOURCE = "Bush and others, Arch Intern Med 1998;158:1789-1795"


def _positive_from(score: int) -> tuple[Band, ...]:
    return (Band("negative", 0, Risk.LOW), Band("positive", score, Risk.MODERATE))


def _study_bands(at_risk: int) -> tuple[Band, ...]:
    return (
        Band("none", 0, Risk.LOW),
        Band("lower_risk", 1, Risk.LOW),
        Band("at_risk", at_risk, Risk.MODERATE),
        Band("high", 8, Risk.HIGH),
    )


AUDIT_C = Instrument(
    name="audit_c",
    version="1",
    title="AUDIT-C",
    source=_AUDIT_C_SOURCE,
    items=(
        Item(
            id="frequency",
            label="How often alcohol",
            code="68518-0",
            options=(
                Option("never", "Never", 0, "LA6270-8"),
                Option("monthly_or_less", "Monthly or less", 1, "LA18926-8"),
                Option("twice_to_four_times_a_month", "2 to 4 times a month", 2, "LA18927-6"),
                Option("twice_or_three_times_a_week", "2 or 3 times a week", 3, "LA18928-4"),
                Option("four_times_a_week_or_more", "4 times a week or more", 4, "LA18929-2"),
            ),
        ),
        Item(
            id="quantity",
            label="Drinks on such a day",
            code="68519-8",
            options=(
                Option("one_or_two", "1 or 2", 0, "LA15694-5"),
                Option("three_or_four", "3 or 4", 1, "LA15695-2"),
                Option("five_or_six", "5 or 6", 2, "LA18930-0"),
                Option("seven_to_nine", "7 to 9", 3, "LA18931-8"),
                Option("ten_or_more", "10 or more", 4, "LA18932-6"),
            ),
        ),
        Item(
            id="six_or_more",
            label="Six drinks or more",
            code="68520-6",
            options=(
                Option("never", "Never", 0, "LA6270-8"),
                Option("less_than_monthly", "Less than monthly", 1, "LA18933-4"),
                Option("monthly", "Monthly", 2, "LA18876-5"),
                Option("weekly", "Weekly", 3, "LA18891-4"),
                Option("daily_or_almost", "Daily or almost daily", 4, "LA18934-2"),
            ),
        ),
    ),
    bands=_positive_from(4),
    variants=(
        Variant(name="men", title="Men: positive from 4", bands=_positive_from(4)),
        Variant(
            name="women",
            title="Women: positive from 3",
            bands=_positive_from(3),
            source="Bradley and others, Arch Intern Med 2003;163:821-829",
        ),
        Variant(name="men_four_bands", title="Men: at risk from 4, high from 8", bands=_study_bands(4)),
        Variant(name="women_four_bands", title="Women: at risk from 3, high from 8", bands=_study_bands(3)),
    ),
    code="72109-2",
    code_system=LOINC,
    read=read_response(total=TOTALS["audit_c"]),
)
"""Drinking."""


SHORT_BANDS = (Band("negative", 0, Risk.LOW), Band("positive", 3, Risk.MODERATE))

PHQ_2 = Instrument(
    name="phq_2",
    version="1",
    title="PHQ-2",
    source="Kroenke, Spitzer and Williams, Med Care 2003;41:1284-1292",
    items=PHQ_9.items[:2],
    bands=SHORT_BANDS,
    review=REVIEW,
)
"""The first two items of PHQ-9; when positive, ask all nine."""

GAD_2 = Instrument(
    name="gad_2",
    version="1",
    title="GAD-2",
    source="Kroenke and others, Ann Intern Med 2007;146:317-325",
    items=GAD_7.items[:2],
    bands=SHORT_BANDS,
    review=REVIEW,
)
"""The first two items of GAD-7; when positive, ask all seven."""

INSTRUMENTS = (PHQ_9, GAD_7, AUDIT_C)
"""Those whose answers other systems send, by their codes."""
