"""Risk by named rules: which fired, with how many points and on which facts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casewright.declarations import InstrumentUse, RiskRule, RiskScale
from casewright.errors import PluginError
from casewright.instruments import Assessment
from casewright.process import Risk


@dataclass(frozen=True)
class Factor:
    """One rule that fired: its sentence, its points, and the fact that made it fire (may be empty)."""

    rule: str
    sentence: str
    points: int
    fact: str


@dataclass(frozen=True)
class RiskReading:
    """The risk of a case as its rules see it: level, points, what fired, and what could not be judged."""

    level: Risk = Risk.LOW
    points: int = 0
    factors: tuple[Factor, ...] = ()
    missing: tuple[str, ...] = ()


def read_risk(
    fields: Any,
    rules: Iterable[RiskRule],
    scale: RiskScale,
    uses: Iterable[InstrumentUse] = (),
    assessments: Mapping[str, Assessment] | None = None,
) -> RiskReading:
    """Apply every rule to the fields, and count the bands of the assessments.

    A rule answers True (it fires), a sentence (it fires on that fact), False, or None when the data it needs is
    missing. A rule that raises is a fault of its plugin (PluginError). A required instrument without an assessment is
    missing data too.
    """
    factors: list[Factor] = []
    missing: list[str] = []
    for rule in rules:
        try:
            answer = rule.function(fields)
        except Exception as error:
            raise PluginError(f"the risk rule {rule.name!r} failed", rule=rule.name) from error
        if answer is None:
            missing.append(rule.name)
        elif answer:
            factors.append(Factor(rule.name, rule.sentence, rule.points, answer if isinstance(answer, str) else ""))
    for use in uses:
        found = (assessments or {}).get(use.instrument)
        if found is None:
            missing += [use.instrument] if use.required else []
        elif points := use.risk_points(found, scale):
            factors.append(Factor(use.instrument, f"{found.title}: {found.band}", points, f"score {found.score}"))
    points = sum(factor.points for factor in factors)
    return RiskReading(scale.level(points), points, tuple(factors), tuple(missing))
