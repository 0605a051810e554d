"""The instruments score what their publications say: vectors, bands, alarms and variants."""

from typing import Any

import pytest

from casewright import Answer, Instrument, Invalid, Risk, read_answers
from casewright_healthcare.fhir.responses import read_response
from casewright_healthcare.questionnaires import AUDIT_C, GAD_2, GAD_7, PHQ_2, PHQ_9, TOTALS
from casewright_healthcare.readmission import HOSPITAL, LACE
from plugins.healthcare.resources import example


def scored(instrument: Instrument, *points: int) -> tuple[int | None, str | None, list[str]]:
    """Score, band and alarms of options by their points, item by item."""
    answers = []
    for item, given in zip(instrument.items, points, strict=False):
        option = next(option for option in item.options if option.points == given)
        answers.append(Answer(item.id, option=option.id))
    result = read_answers(instrument, None, answers)
    return result.score, result.band and result.band.name, [alarm.item for alarm in result.alarms]


def test_phq_9_of_the_us_core_example() -> None:
    """12, moderate, no alarm; from moderate on the screen is positive."""
    assert scored(PHQ_9, 2, 2, 2, 2, 1, 1, 2, 0, 0) == (12, "moderate", [])


def test_the_ninth_item_of_phq_9_alarms_alone() -> None:
    """A minimal score, and somebody has to ask about safety."""
    assert scored(PHQ_9, 0, 0, 0, 0, 0, 0, 0, 0, 1) == (1, "minimal", ["self_harm"])


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "moderately_severe"),
        (19, "moderately_severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_bands_of_phq_9(score: int, band: str) -> None:
    """Each begins at its score."""
    points = [min(3, max(0, score - 3 * place)) for place in range(9)]
    assert scored(PHQ_9, *points)[:2] == (score, band)


def test_the_impairment_question_is_beside_the_score() -> None:
    """Extremely difficult adds nothing."""
    assert scored(PHQ_9, *[1] * 9, 3)[:2] == (9, "mild")


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "severe"),
        (21, "severe"),
    ],
)
def test_bands_of_gad_7(score: int, band: str) -> None:
    """Vectors: 14 is moderate, 15 severe."""
    points = [min(3, max(0, score - 3 * place)) for place in range(7)]
    assert scored(GAD_7, *points)[:2] == (score, band)


def test_the_answers_of_audit_c_are_worth_nothing_to_four_points() -> None:
    """From never to four times a week, from one or two drinks to ten, from never to daily."""
    assert [[option.id for option in sorted(item.options, key=lambda each: each.points)] for item in AUDIT_C.items] == [
        [
            "never",
            "monthly_or_less",
            "twice_to_four_times_a_month",
            "twice_or_three_times_a_week",
            "four_times_a_week_or_more",
        ],
        ["one_or_two", "three_or_four", "five_or_six", "seven_to_nine", "ten_or_more"],
        ["never", "less_than_monthly", "monthly", "weekly", "daily_or_almost"],
    ]
    assert all({option.points for option in item.options} == set(range(5)) for item in AUDIT_C.items)


def test_items_and_answers_have_the_codes_of_loinc() -> None:
    """In the order of the forms; a code that is off by one would read another question."""
    assert [item.code for item in PHQ_9.items] == [
        "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8", "69722-7",
    ]  # fmt: skip
    assert [option.code for option in PHQ_9.items[0].options] == ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
    assert [item.code for item in AUDIT_C.items] == ["68518-0", "68519-8", "68520-6"]
    assert [(each.code, TOTALS[each.name]) for each in (PHQ_9, GAD_7, AUDIT_C)] == [
        ("44249-1", "44261-6"),
        ("69737-5", "70274-6"),
        ("72109-2", "75626-2"),
    ]


@pytest.mark.parametrize(
    ("six", "score", "men", "women"),
    [("never", 3, "negative", "positive"), ("less_than_monthly", 4, *["positive"] * 2)],
)
def test_audit_c_has_a_cut_off_for_women_and_one_for_men(six: str, score: int, men: str, women: str) -> None:
    """2 to 4 times a month, 3 or 4 drinks."""
    answers = [Answer("frequency", option="twice_to_four_times_a_month"), Answer("quantity", option="three_or_four")]
    for variant, band in (("men", men), ("women", women)):
        result = read_answers(AUDIT_C, variant, [*answers, Answer("six_or_more", option=six)])
        assert result.band is not None
        assert (result.score, result.band.name) == (score, band)


@pytest.mark.parametrize(
    ("score", "men", "women"),
    [
        (0, "none", "none"),
        (1, "lower_risk", "lower_risk"),
        (2, "lower_risk", "lower_risk"),
        (3, "lower_risk", "at_risk"),
        (4, "at_risk", "at_risk"),
        (7, "at_risk", "at_risk"),
        (8, "high", "high"),
        (12, "high", "high"),
    ],
)
def test_audit_c_has_four_bands_in_studies(score: int, men: str, women: str) -> None:
    """At risk begins at 4 for men and at 3 for women."""
    points = [min(4, max(0, score - 4 * place)) for place in range(3)]
    answers = [
        Answer(item.id, option=next(option.id for option in item.options if option.points == given))
        for item, given in zip(AUDIT_C.items, points, strict=True)
    ]
    for variant, band in (("men_four_bands", men), ("women_four_bands", women)):
        result = read_answers(AUDIT_C, variant, answers)
        assert result.band is not None
        assert (result.score, result.band.name) == (score, band)


@pytest.mark.parametrize("short", [PHQ_2, GAD_2], ids=lambda instrument: instrument.name)
def test_the_short_forms_are_positive_from_three(short: Instrument) -> None:
    """Two items of the long form each."""
    assert scored(short, 2, 0)[:2] == (2, "negative")
    assert scored(short, 2, 1)[:2] == (3, "positive")
    assert scored(short, 3, 3)[:2] == (6, "positive")


def test_every_instrument_says_how_serious_its_bands_are() -> None:
    """So that each can count for the risk; the worst of four of them is a high one."""
    for instrument in (PHQ_9, GAD_7, LACE, HOSPITAL):
        assert instrument.bands[0].risk is Risk.LOW
        assert instrument.bands[-1].risk is Risk.HIGH
        assert instrument.source


def test_the_fhir_example_of_phq_9_scores_12() -> None:
    """Moderate, with the impairment kept; the stored total is left out."""
    assert PHQ_9.read is not None
    answers = PHQ_9.read(PHQ_9, example("phq-9-example"))
    result = read_answers(PHQ_9, None, answers)
    assert result.band is not None
    assert (result.score, result.band.name, result.alarms) == (12, "moderate", ())
    assert result.points["impairment"] == 1


def test_the_fhir_example_of_audit_c_asks_another_question() -> None:
    """Its first item is no item of AUDIT-C, so it is refused and not scored as one."""
    assert AUDIT_C.read is not None
    with pytest.raises(Invalid, match="68517-2: no item of AUDIT-C") as refusal:
        AUDIT_C.read(AUDIT_C, example("AUDIT-C"))
    assert (refusal.value.rule, refusal.value.field) == ("fhir.response", "document")


def response(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A completed response."""
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": list(items)} | more


def coded(link: str, code: str, **more: Any) -> dict[str, Any]:
    return {"linkId": link, "answer": [{"valueCoding": {"code": code}}], **more}


def test_answers_are_found_in_groups() -> None:
    """Whatever groups a questionnaire makes."""
    group = {"linkId": "group", "item": [coded("/44250-9", "LA6570-1")]}
    answers = read_response(total="x")(PHQ_9, response(group, coded("44255-8", "LA6568-5")))
    assert answers == [Answer("interest", option="more_than_half_the_days"), Answer("mood", option="not_at_all")]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"resourceType": "Patient"},
        response(status="in-progress"),
        response(coded("/44250-9", "LA0-0")),
        response({"linkId": "/44250-9", "answer": [{"valueDecimal": 2}]}),
        response(item="nonsense"),
        response({"linkId": "/44250-9", "answer": ["nonsense"]}),
        response(coded("/1-1", "LA6570-1")),
    ],
)
def test_what_is_no_answer_is_refused(document: dict[str, Any]) -> None:
    """Another resource, a state in which answers do not stand, another code, another shape."""
    with pytest.raises(Invalid) as refusal:
        read_response(total="44261-6")(PHQ_9, document)
    assert refusal.value.rule == "fhir.response"
