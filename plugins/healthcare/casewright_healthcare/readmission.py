"""How probable an early readmission is, from the records of a stay in hospital: LACE and HOSPITAL.

The publications differ in single points, so each reading is a variant of its own.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from casewright import Band, Instrument, Item, Option, Risk, Variant

_LACE_BANDS = (Band("low", 0, Risk.LOW), Band("moderate", 5, Risk.MODERATE), Band("high", 10, Risk.HIGH))

LACE = Instrument(
    name="lace",
    version="1",
    title="LACE",
    source="van Walraven and others, CMAJ 2010;182:551-557",
    items=(
        Item(
            id="length_of_stay",
            label="Length of stay",
            steps=((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (7, 5), (14, 7)),
            unit="days",
        ),
        Item(
            id="admission",
            label="Acuteness of the admission",
            options=(Option("planned", "Planned", 0), Option("emergent", "Emergent", 3)),
        ),
        Item(
            id="comorbidity",
            label="Charlson index",
            steps=((0, 0), (1, 1), (2, 2), (3, 3), (4, 5)),
        ),
        Item(
            id="emergency_visits",
            label="Emergency visits in the six months before, the present one not counted",
            steps=((0, 0), (1, 1), (2, 2), (3, 3), (4, 4)),
        ),
    ),
    bands=_LACE_BANDS,
    variants=(
        Variant(name="original", title="As published in 2010"),
        Variant(
            name="modified",
            title="Two weeks and more are 6 points, the Charlson index counts up to 6",
            source="the modified index as used in BMJ Open",
            items=(
                Item(
                    id="length_of_stay",
                    label="Length of stay",
                    steps=((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (7, 5), (14, 6)),
                    unit="days",
                ),
                Item(
                    id="comorbidity",
                    label="Charlson index",
                    steps=tuple((index, index) for index in range(7)),
                ),
            ),
        ),
    ),
)
"""Length of stay, acuteness, comorbidity, emergency visits."""


def _admissions(first: int) -> Item:
    return Item(
        id="admissions",
        label="Admissions in the twelve months before",
        steps=((0, 0), (first, 2), (6, 5)),
    )


def _yes_or_no(id: str, label: str, points: int) -> Item:
    return Item(id=id, label=label, options=(Option("no", "No", 0), Option("yes", "Yes", points)))


_PROCEDURE = _yes_or_no("procedure", "A procedure during the stay", 1)

_SIMPLIFIED = (
    _yes_or_no("oncology", "A diagnosis of cancer, or discharged from oncology", 2),
    replace(_PROCEDURE, required=False, scored=False),
    _admissions(2),
)


def _two_groups(likely_from: int) -> tuple[Band, ...]:
    return (Band("unlikely", 0, Risk.LOW), Band("likely", likely_from, Risk.HIGH))


LIKELY_FROM = 5
"""Where the simplified HOSPITAL score parts those unlikely and those likely to come back.

Read as the lower bound of the original's middle band; the abstract of 2017 does not print it: check it in the paper.
"""

HIGHER_RISK_FROM = 4
"""From where the trial TARGET-READ, by the author of the score, took patients as those of higher risk (2023)."""


HOSPITAL = Instrument(
    name="hospital",
    version="1",
    title="HOSPITAL",
    source="Donzé and others, JAMA Intern Med 2013;173:632-638",
    items=(
        Item(
            id="haemoglobin",
            label="Haemoglobin at discharge",
            steps=((0, 1), (12, 0)),
            most=30,
            decimals=1,
            unit="g/dL",
        ),
        _yes_or_no("oncology", "Discharged from oncology", 2),
        Item(id="sodium", label="Sodium at discharge", steps=((0, 1), (135, 0)), most=250, decimals=1, unit="mmol/L"),
        _PROCEDURE,
        _yes_or_no("unplanned", "Admission not planned", 1),
        _admissions(1),
        Item(id="length_of_stay", label="Length of stay", steps=((0, 0), (5, 2)), unit="days"),
    ),
    bands=(Band("low", 0, Risk.LOW), Band("intermediate", 5, Risk.MODERATE), Band("high", 7, Risk.HIGH)),
    variants=(
        Variant(name="admissions_from_one", title="One admission in the year before counts"),
        Variant(
            name="admissions_from_two",
            title="Admissions in the year before count from the second on",
            source="the reading in abstracts of the simplified score",
            items=(_admissions(2),),
        ),
        Variant(
            name="simplified",
            title="Any cancer counts like a discharge from oncology, a procedure does not count; two groups",
            source="Aubert and others, BMJ Qual Saf 2017;26:799-805; points as its validations print them",
            items=_SIMPLIFIED,
            bands=_two_groups(LIKELY_FROM),
        ),
        Variant(
            name="simplified_from_four",
            title="The same, with the lower cut of a trial: more patients are called",
            source="Donzé and others, JAMA Intern Med 2023;183:658-668 (TARGET-READ)",
            items=_SIMPLIFIED,
            bands=_two_groups(HIGHER_RISK_FROM),
        ),
    ),
)
"""Haemoglobin, oncology, sodium, procedure, index admission, admissions before, length of stay."""

AVOIDABLE: Mapping[str, Decimal] = {"low": Decimal("5.8"), "intermediate": Decimal("11.9"), "high": Decimal("22.8")}
"""Per cent of potentially avoidable readmissions within 30 days in each band of HOSPITAL.

As reviews print them (rcpjournals, read in 2026); the publications differ, so check them before telling a patient.
"""

AVOIDABLE_OF = "admissions_from_one"
"""The variant of HOSPITAL that these figures are of."""

CHARLSON_WEIGHTS = (
    (
        1,
        (
            ("myocardial_infarction", "Myocardial infarction"),
            ("cerebrovascular", "Cerebrovascular disease"),
            ("peripheral_vascular", "Peripheral vascular disease"),
            ("diabetes", "Diabetes without complication"),
        ),
    ),
    (
        2,
        (
            ("heart_failure", "Congestive heart failure"),
            ("chronic_lung", "Chronic lung disease"),
            ("diabetes_organ_damage", "Diabetes with organ damage"),
            ("mild_liver_or_renal", "Mild liver or renal disease"),
            ("tumour", "Any tumour, lymphoma and leukaemia included"),
        ),
    ),
    (3, (("dementia", "Dementia"), ("connective_tissue", "Connective tissue disease"))),
    (4, (("severe_liver_or_renal", "Moderate or severe liver or renal disease"), ("aids", "AIDS"))),
    (6, (("metastatic_tumour", "Metastatic tumour"),)),
)
"""What each condition is worth in the index that LACE asks for. Check AIDS, 4 in the original, before relying on it."""

CHARLSON = Instrument(
    name="charlson",
    version="1",
    title="Charlson index for LACE",
    source="BMC Cardiovasc Disord 2014;14:97, table 1, after van Walraven and others 2010",
    items=tuple(_yes_or_no(id, label, weight) for weight, conditions in CHARLSON_WEIGHTS for id, label in conditions),
    bands=(Band("none", 0), Band("some", 1), Band("much", 4)),
)
"""The sum goes into LACE as its comorbidity, where 4 and more count 5."""
