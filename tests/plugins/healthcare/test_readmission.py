"""How probable an early readmission is: every step, weight, band and variant of LACE, Charlson and HOSPITAL."""

from decimal import Decimal
from typing import Any

import pytest

from casewright import Answer, Risk, read_answers
from casewright_healthcare.readmission import CHARLSON, HOSPITAL, LACE

WEIGHTS = {
    "myocardial_infarction": 1,
    "cerebrovascular": 1,
    "peripheral_vascular": 1,
    "diabetes": 1,
    "heart_failure": 2,
    "chronic_lung": 2,
    "diabetes_organ_damage": 2,
    "mild_liver_or_renal": 2,
    "tumour": 2,
    "dementia": 3,
    "connective_tissue": 3,
    "severe_liver_or_renal": 4,
    "aids": 4,
    "metastatic_tumour": 6,
}
"""As table 1 of BMC Cardiovasc Disord 2014;14:97 has them."""


def charlson(*conditions: str) -> int | None:
    """The index of somebody with these conditions."""
    answers = [Answer(item.id, option="yes" if item.id in conditions else "no") for item in CHARLSON.items]
    return read_answers(CHARLSON, None, answers).score


def test_the_charlson_index_is_weighted_as_lace_has_it() -> None:
    """Each condition with its weight, summed up."""
    assert {item.id: charlson(item.id) for item in CHARLSON.items} == WEIGHTS
    assert (charlson(), charlson("myocardial_infarction", "chronic_lung", "connective_tissue")) == (0, 6)


def lace(
    days: int = 0, acute: bool = False, charlson: int = 0, visits: int = 0, variant: str = "original"
) -> tuple[int | None, str]:
    """Score and band."""
    admission = Answer("admission", option="emergent" if acute else "planned")
    numbers = {"length_of_stay": days, "comorbidity": charlson, "emergency_visits": visits}
    answers = [Answer(item, number=number) for item, number in numbers.items()]
    result = read_answers(LACE, variant, [admission, *answers])
    assert result.band is not None
    return result.score, result.band.name


@pytest.mark.parametrize(
    ("days", "points"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (6, 4), (7, 5), (13, 5), (14, 7), (60, 7)]
)
def test_lace_counts_the_stay(days: int, points: int) -> None:
    """By steps of days."""
    assert lace(days)[0] == points


@pytest.mark.parametrize(
    ("given", "comorbidity", "visits"), [(0, 0, 0), (1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 5, 4), (9, 5, 4)]
)
def test_lace_counts_comorbidity_and_visits(given: int, comorbidity: int, visits: int) -> None:
    """A Charlson index of four and more is five points, not four; four and more visits are four."""
    assert (lace(charlson=given)[0], lace(visits=given)[0]) == (comorbidity, visits)


@pytest.mark.parametrize(
    ("stay", "score", "band"),
    [
        ({}, 0, "low"),
        ({"days": 4}, 4, "low"),
        ({"days": 7}, 5, "moderate"),
        ({"days": 7, "visits": 4}, 9, "moderate"),
        ({"days": 5, "acute": True, "charlson": 2, "visits": 1}, 10, "high"),
        ({"days": 14, "acute": True, "charlson": 4, "visits": 4}, 19, "high"),
    ],
)
def test_bands_of_lace(stay: dict[str, Any], score: int, band: str) -> None:
    """Vectors: 5 days, emergent, Charlson 2 and a visit are 10; the maximum is 19."""
    assert lace(**stay) == (score, band)


def test_the_modified_lace_counts_long_stays_and_comorbidity_otherwise() -> None:
    """Vector: 14 days are 7 points in the original and 6 here; the Charlson index counts up to 6."""
    assert (lace(14)[0], lace(14, variant="modified")[0]) == (7, 6)
    assert [lace(charlson=index, variant="modified")[0] for index in (3, 4, 6, 9)] == [3, 4, 6, 6]


NOTHING = {"haemoglobin": "12", "sodium": "135", "length_of_stay": "4", "admissions": "0"}
SAID_NO = {"oncology": "no", "procedure": "no", "unplanned": "no"}


def hospital(variant: str = "admissions_from_one", **given: str) -> tuple[int | None, str]:
    """Score and band of somebody of whom nothing counts but what is given."""
    numbers = {item: given.get(item, number) for item, number in NOTHING.items()}
    options = {item: given.get(item, option) for item, option in SAID_NO.items()}
    answers = [Answer(item, number=Decimal(number)) for item, number in numbers.items()]
    answers += [Answer(item, option=option) for item, option in options.items()]
    result = read_answers(HOSPITAL, variant, answers)
    assert result.band is not None
    return result.score, result.band.name


@pytest.mark.parametrize(
    ("given", "points"),
    [
        ({}, 0),
        ({"haemoglobin": "11.9"}, 1),
        ({"oncology": "yes"}, 2),
        ({"sodium": "134.9"}, 1),
        ({"procedure": "yes"}, 1),
        ({"unplanned": "yes"}, 1),
        ({"length_of_stay": "5"}, 2),
    ],
)
def test_each_item_of_hospital(given: dict[str, str], points: int) -> None:
    """Below 12 g/dL and below 135, not at; from five days on."""
    assert hospital(**given)[0] == points


@pytest.mark.parametrize(
    ("given", "points"),
    [
        ({}, 0),
        ({"haemoglobin": "11.9"}, 1),
        ({"oncology": "yes"}, 2),
        ({"sodium": "134.9"}, 1),
        ({"procedure": "yes"}, 0),
        ({"unplanned": "yes"}, 1),
        ({"length_of_stay": "5"}, 2),
        ({"admissions": "1"}, 0),
        ({"admissions": "2"}, 2),
        ({"admissions": "5"}, 2),
        ({"admissions": "6"}, 5),
    ],
)
def test_each_item_of_the_simplified_hospital_score(given: dict[str, str], points: int) -> None:
    """As its validations print them: a procedure is worth nothing, admissions count from the second on."""
    assert hospital("simplified", **given)[0] == points


@pytest.mark.parametrize(
    ("given", "score", "group", "in_the_trial"),
    [
        ({"admissions": "2", "unplanned": "yes"}, 3, "unlikely", "unlikely"),
        ({"admissions": "2", "length_of_stay": "5"}, 4, "unlikely", "likely"),
        ({"admissions": "6"}, 5, "likely", "likely"),
        ({"admissions": "6", "procedure": "yes", "oncology": "yes"}, 7, "likely", "likely"),
    ],
)
def test_the_simplified_hospital_score_has_two_groups(
    given: dict[str, str], score: int, group: str, in_the_trial: str
) -> None:
    """Unlikely and likely to come back; the latter are called. A trial took patients from four points on."""
    assert hospital("simplified", **given) == (score, group)
    assert hospital("simplified_from_four", **given) == (score, in_the_trial)
    for variant in (each for each in HOSPITAL.variants if each.name.startswith("simplified")):
        assert [(band.name, band.risk) for band in variant.bands] == [("unlikely", Risk.LOW), ("likely", Risk.HIGH)]


def test_the_simplified_hospital_score_needs_no_word_of_procedures() -> None:
    """Any cancer counts; twelve points are the most. In the original the same form lacks an item."""
    worst = {"haemoglobin": "11", "sodium": "130", "length_of_stay": "9", "admissions": "7"}
    answers = [Answer(item, number=Decimal(number)) for item, number in worst.items()]
    answers += [Answer("oncology", option="yes"), Answer("unplanned", option="yes")]
    assert read_answers(HOSPITAL, "simplified", answers).score == 12
    original = read_answers(HOSPITAL, "admissions_from_two", answers)
    assert (original.score, original.missing) == (None, ("procedure",))


@pytest.mark.parametrize(
    ("admissions", "from_one", "from_two"), [(0, 0, 0), (1, 2, 0), (2, 2, 2), (5, 2, 2), (6, 5, 5), (20, 5, 5)]
)
def test_admissions_count_from_the_first_or_the_second(admissions: int, from_one: int, from_two: int) -> None:
    """Two readings of the score, which are two variants."""
    found = [hospital(f"admissions_from_{each}", admissions=str(admissions))[0] for each in ("one", "two")]
    assert found == [from_one, from_two]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"admissions": "1", "length_of_stay": "5"}, (4, "low")),
        ({"admissions": "6"}, (5, "intermediate")),
        ({"admissions": "6", "unplanned": "yes"}, (6, "intermediate")),
        ({"admissions": "6", "length_of_stay": "5"}, (7, "high")),
    ],
)
def test_bands_of_hospital(given: dict[str, str], expected: tuple[int, str]) -> None:
    """Low, intermediate from 5, high from 7."""
    assert hospital(**given) == expected


def test_the_vectors_of_hospital() -> None:
    """Hb 11.5, Na 134, unplanned, one admission, six days: high in one reading, intermediate in the other; all: 13."""
    stay = {"haemoglobin": "11.5", "sodium": "134", "unplanned": "yes", "admissions": "1", "length_of_stay": "6"}
    assert (hospital(**stay), hospital("admissions_from_two", **stay)) == ((7, "high"), (5, "intermediate"))
    assert hospital(**stay | {"oncology": "yes", "procedure": "yes", "admissions": "6"}) == (13, "high")
