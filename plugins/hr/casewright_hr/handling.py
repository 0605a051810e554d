"""The investigation matrix: how bad it would be, and how many it touches, decide how a complaint is handled. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from casewright_hr.values import ShortText


class AllegationSeverity(StrEnum):
    """How bad it would be, were it true."""

    MINOR = "minor"
    SERIOUS = "serious"
    GROSS = "gross"


class ComplaintReach(StrEnum):
    """How many are touched."""

    ONE_PERSON = "one_person"
    TEAM = "team"
    ORGANISATION = "organisation"


class InvestigatorLevel(StrEnum):
    """Who investigates."""

    TRAINED_MANAGER = "trained_manager"
    HR = "hr"
    EXTERNAL = "external"


@dataclass(frozen=True, kw_only=True)
class ComplaintHandling:
    """What a cell of the matrix asks for."""

    investigated_by: InvestigatorLevel
    counsel: bool = False
    """Employment counsel is told."""


@dataclass(frozen=True, kw_only=True)
class HandlingRow:
    """What one severity asks for, by reach."""

    one_person: ComplaintHandling
    team: ComplaintHandling
    organisation: ComplaintHandling

    def of(self, reach: ComplaintReach) -> ComplaintHandling:
        """The cell of a reach."""
        by_reach = {
            ComplaintReach.ONE_PERSON: self.one_person,
            ComplaintReach.TEAM: self.team,
            ComplaintReach.ORGANISATION: self.organisation,
        }
        return by_reach[reach]


@dataclass(frozen=True, kw_only=True)
class HandlingMatrix:
    """One edition of the matrix: a row for each severity."""

    version: ShortText
    source: ShortText
    minor: HandlingRow
    serious: HandlingRow
    gross: HandlingRow

    def of(self, severity: AllegationSeverity, reach: ComplaintReach) -> ComplaintHandling:
        """The cell of a severity and a reach."""
        rows = {
            AllegationSeverity.MINOR: self.minor,
            AllegationSeverity.SERIOUS: self.serious,
            AllegationSeverity.GROSS: self.gross,
        }
        return rows[severity].of(reach)


_MANAGER = ComplaintHandling(investigated_by=InvestigatorLevel.TRAINED_MANAGER)
_HR = ComplaintHandling(investigated_by=InvestigatorLevel.HR)
_HR_WITH_COUNSEL = ComplaintHandling(investigated_by=InvestigatorLevel.HR, counsel=True)
_EXTERNAL = ComplaintHandling(investigated_by=InvestigatorLevel.EXTERNAL, counsel=True)

MATRIX = HandlingMatrix(
    version="2026-01",
    source="a practice of this plugin, no norm",
    minor=HandlingRow(one_person=_MANAGER, team=_MANAGER, organisation=_HR),
    serious=HandlingRow(one_person=_HR, team=_HR, organisation=_HR_WITH_COUNSEL),
    gross=HandlingRow(one_person=_HR_WITH_COUNSEL, team=_HR_WITH_COUNSEL, organisation=_EXTERNAL),
)
"""Holds where nothing else is agreed."""


def handling_of(
    matrix: HandlingMatrix,
    severity: AllegationSeverity | None,
    reach: ComplaintReach | None,
    about_a_superior: bool | None,
) -> ComplaintHandling | None:
    """What the matrix says; None before the classification. What is about a superior is never left to a manager."""
    if severity is None or reach is None:
        return None
    found = matrix.of(severity, reach)
    if about_a_superior and found.investigated_by is InvestigatorLevel.TRAINED_MANAGER:
        return replace(found, investigated_by=InvestigatorLevel.HR)
    return found
