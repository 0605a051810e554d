"""Risk by named rules: points, facts, missing data and the scale."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright import PluginError, Risk, RiskScale
from casewright.declarations import InstrumentUse, RiskRule
from casewright.instruments import Assessment
from casewright.risk import RiskReading, read_risk


@dataclass(frozen=True)
class Thing:
    weight: int | None = None


def rule(name: str, points: int, answer: bool | str | None) -> RiskRule:
    return RiskRule(name, f"The sentence of {name}", points, lambda fields: answer)


def test_without_rules_a_case_is_low() -> None:
    """Nothing fires, nothing is missing."""
    assert read_risk(Thing(), [], RiskScale()) == RiskReading(Risk.LOW, 0, (), ())


def test_each_answer_of_a_rule_has_its_meaning() -> None:
    """True fires, a sentence fires on that fact, False does not, None is missing data."""
    rules = [rule("plain", 10, True), rule("told", 20, "17 kg"), rule("silent", 40, False), rule("unknown", 80, None)]
    reading = read_risk(Thing(), rules, RiskScale(moderate=30, high=31))
    assert (reading.level, reading.points, reading.missing) == (Risk.MODERATE, 30, ("unknown",))
    assert [(factor.rule, factor.points, factor.fact) for factor in reading.factors] == [
        ("plain", 10, ""),
        ("told", 20, "17 kg"),
    ]
    assert reading.factors[0].sentence == "The sentence of plain"


@pytest.mark.parametrize(
    ("points", "level"),
    [(-5, Risk.LOW), (24, Risk.LOW), (25, Risk.MODERATE), (49, Risk.MODERATE), (50, Risk.HIGH), (500, Risk.HIGH)],
)
def test_the_scale_counts_from_its_bounds_on(points: int, level: Risk) -> None:
    """A bound belongs to the level above it."""
    assert RiskScale(moderate=25, high=50).level(points) is level


@given(st.lists(st.tuples(st.integers(-100, 100), st.sampled_from([True, False, None, "a fact"]))))
def test_points_are_the_sum_of_what_fired(answers: list[tuple[int, bool | str | None]]) -> None:
    """Every rule is in exactly one of three places: fired, missing, silent."""
    rules = [rule(f"r{place}", points, answer) for place, (points, answer) in enumerate(answers)]
    reading = read_risk(Thing(), rules, RiskScale())
    assert reading.points == sum(points for points, answer in answers if answer)
    assert len(reading.factors) + len(reading.missing) == sum(answer is not False for _, answer in answers)


def test_a_rule_that_raises_is_a_fault_of_its_plugin() -> None:
    """The error names the rule and keeps the cause."""
    broken = RiskRule("broken", "Broken", 1, lambda fields: fields.weight > 3)
    with pytest.raises(PluginError, match="'broken' failed") as fault:
        read_risk(Thing(), [broken], RiskScale())
    assert isinstance(fault.value.__cause__, TypeError)


def answered(risk: Risk | None) -> dict[str, Assessment]:
    """A form whose band is `some`."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    found = Assessment(instrument="need", title="Need", variant=None, score=7, band="some", risk=risk, assessed_at=at)
    return {"need": found}


@pytest.mark.parametrize(
    ("risk", "points", "expected"),
    [
        (Risk.HIGH, None, 50),
        (Risk.MODERATE, None, 25),
        (Risk.LOW, None, 0),
        (None, None, 0),
        (Risk.HIGH, {"some": 7}, 7),
        (Risk.HIGH, {}, 0),
    ],
)
def test_a_band_counts_as_its_risk_or_as_the_case_type_says(
    risk: Risk | None, points: dict[str, int] | None, expected: int
) -> None:
    """Worth a level of the scale, unless the type gives its own points."""
    use = InstrumentUse("need", "new", points=points)
    reading = read_risk(Thing(), [], RiskScale(), [use], answered(risk))
    assert reading.points == expected
    told = [(factor.rule, factor.sentence, factor.fact) for factor in reading.factors]
    assert told == ([("need", "Need: some", "score 7")] if expected else [])


@pytest.mark.parametrize(("required", "missing"), [(True, ("need",)), (False, ())])
def test_a_required_instrument_without_answers_is_missing_data(required: bool, missing: tuple[str, ...]) -> None:
    """One that is free is not."""
    assert read_risk(Thing(), [], RiskScale(), [InstrumentUse("need", "new", required)]).missing == missing
