"""How far the process of many cases is, as gates see it: read in a few statements, whatever their number."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from casewright import models
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.definition import Definition
from casewright.events import data_of
from casewright.gates import Gate, Goal, Standing
from casewright.instruments import Assessment
from casewright.models.assessment import AssessmentState
from casewright.names import NAMES_SEARCHED, NameHit, NameMatch, NameSearch
from casewright.planning import GoalStatus, PlanState
from casewright.platform import Platform
from casewright.process import Risk, Verdict
from casewright.records import RECORDS, kept
from casewright.transition_records import open_items

REPORT = "closing_report"
"""The category of the documents that are the report of a case."""

_RECORDED_IN = frozenset({"plan", "note", "service", "contact"})
"""The parts of a case in which the records of a model are."""

_ASKED = """
WITH asked AS (
  SELECT c.id, (SELECT MAX(v.entered_at) FROM phase_visit v WHERE v.case_id = c.id AND v.left_at IS NULL) AS since
  FROM "case" c WHERE """
"""The cases, and since when each is at its stage."""

_FACTS = """)
SELECT 'verdict' AS what, a.id AS case_id, s.verdict AS a, '' AS b, '' AS c, '' AS d, s.id AS place
FROM asked a JOIN screening s ON s.case_id = a.id WHERE s.invalidated_at IS NULL
UNION ALL SELECT 'plan', a.id, p.state, '', '', '', p.id
FROM asked a JOIN plan p ON p.case_id = a.id
WHERE p.state = 'accepted' OR p.version = (SELECT MAX(n.version) FROM plan n WHERE n.case_id = a.id)
UNION ALL SELECT 'goal', a.id, g.description, g.set_by, g.status,
  CASE WHEN g.assessed_at >= COALESCE(a.since, g.assessed_at) THEN 'current' ELSE '' END, g.id
FROM asked a JOIN plan p ON p.case_id = a.id AND p.state = 'accepted' JOIN goal g ON g.plan_id = p.id
UNION ALL SELECT 'handover', a.id, CAST(r.checklist AS text), '', '', '', r.id
FROM asked a JOIN transition_record r ON r.case_id = a.id WHERE r.created_at >= COALESCE(a.since, r.created_at)
UNION ALL SELECT 'contact', a.id, CAST(p.number AS text), '', '', '', p.id
FROM asked a JOIN planned_contact p ON p.case_id = a.id WHERE p.state = 'due'
UNION ALL SELECT 'risk', a.id, CAST(r.missing AS text), '', '', '', r.id
FROM asked a JOIN risk_assessment r ON r.case_id = a.id WHERE r.assessed_at >= COALESCE(a.since, r.assessed_at)
UNION ALL SELECT 'report', a.id, '', '', '', '', v.id
FROM asked a JOIN document d ON d.case_id = a.id AND d.category = ?
JOIN document_version v ON v.document_id = d.id AND v.state = 'confirmed'
WHERE v.confirmed_at >= COALESCE(a.since, v.confirmed_at)
UNION ALL SELECT 'child', a.id, '', '', '', '', l.id
FROM asked a JOIN case_link l ON l.case_id = a.id AND l.kind = 'parent'
JOIN "case" o ON o.id = l.other_id AND o.closed_at IS NULL
ORDER BY place
"""

_Facts: TypeAlias = Mapping[str, Sequence[tuple[str, str, str | None, str]]]
"""Of one case, by what they are about, oldest first."""


async def standings(platform: Platform, cases: Collection[models.Case], now: datetime) -> dict[UUID, Standing]:
    """The standing of each case; an empty one where its case type asks for none."""
    asking = {case.id: platform.definition(case) for case in cases}
    facts = await _facts(platform, [case_id for case_id, each in asking.items() if each.has_standing])
    assessments = await _assessments([case_id for case_id, each in asking.items() if each.instruments])
    documents = await _categories([case_id for case_id, each in asking.items() if each.documents])
    records = await kept(platform.database, [case.id for case in cases if _asks_for_records(asking[case.id], case)])
    searches = await _searches([case_id for case_id, each in asking.items() if each.names is not None])
    found = {
        case.id: _standing(platform, case, facts.get(case.id, {}), assessments.get(case.id, {}), now) for case in cases
    }
    for case in cases:
        found[case.id] = replace(
            found[case.id],
            undocumented=_undocumented(asking[case.id], case.stage, documents.get(case.id, ())),
            unrecorded=_unrecorded(platform, case, records.get(case.id, ())),
            names=searches.get(case.id),
        )
    return found


async def _facts(platform: Platform, cases: Sequence[UUID]) -> dict[UUID, _Facts]:
    found: dict[UUID, dict[str, list[tuple[str, str, str | None, str]]]] = defaultdict(lambda: defaultdict(list))
    if cases:
        for row in await platform.database.rows(Sql(_ASKED) + Sql.one_of("c.id", cases) + Sql(_FACTS, (REPORT,))):
            found[UUID(str(row["case_id"]))][row["what"]].append((row["a"], row["b"], row["c"], row["d"]))
    return dict(found)


def _standing(
    platform: Platform, case: models.Case, facts: _Facts, assessments: Mapping[str, Assessment], now: datetime
) -> Standing:
    verdicts = [Verdict(verdict) for verdict, *_ in facts.get("verdict", ())]
    plans = [PlanState(state) for state, *_ in facts.get("plan", ())]
    handovers = [open_items(json.loads(checklist)) for checklist, *_ in facts.get("handover", ())]
    readings = [tuple(json.loads(missing)) for missing, *_ in facts.get("risk", ())]
    return Standing(
        verdict=verdicts[-1] if verdicts else None,
        assessments=assessments,
        unassessed=_unassessed(platform, case, assessments, now),
        unjudged=readings[-1] if readings else None,
        plan=PlanState.ACCEPTED if PlanState.ACCEPTED in plans else next(iter(plans), None),
        goals=tuple(_goal(*goal) for goal in facts.get("goal", ())),
        handover=handovers[-1] if handovers else None,
        due_contacts=tuple(sorted(int(number) for number, *_ in facts.get("contact", ()))),
        report_stored="report" in facts,
        open_children=len(facts.get("child", ())),
    )


def _goal(description: str, set_by: str, status: str | None, current: str) -> Goal:
    return Goal(description, set_by, GoalStatus(status) if status else None, bool(current))


async def _assessments(cases: Collection[UUID]) -> dict[UUID, dict[str, Assessment]]:
    found: dict[UUID, dict[str, Assessment]] = {}
    rows = models.Assessment.filter(case_id__in=list(cases), state=AssessmentState.COMPLETE, superseded_by=None)
    for row in await rows if cases else ():
        found.setdefault(row.case_id, {})[row.instrument] = assessment_view(row)
    return found


async def _categories(cases: Collection[UUID]) -> Mapping[UUID, set[str]]:
    """Of the documents that are part of each case."""
    found: dict[UUID, set[str]] = defaultdict(set)
    confirmed = models.Document.filter(case_id__in=list(cases), current__gt=0, category__isnull=False).distinct()
    for case_id, category in await confirmed.values_list("case_id", "category") if cases else ():
        found[case_id].add(category)
    return found


def _undocumented(definition: Definition, stage: str, present: Collection[str]) -> tuple[str, ...]:
    return tuple(each.title for each in definition.documents if each.stage == stage and each.category not in present)


def _asks_for_records(definition: CaseType[Any], case: models.Case) -> bool:
    return case.model is not None and Gate.RECORDS_KEPT in definition.gates.get(case.stage, ())


def _unrecorded(platform: Platform, case: models.Case, present: Collection[str]) -> tuple[str, ...]:
    definition = platform.definition(case)
    practice = platform.practice(definition, case.model)
    if practice is None or not _asks_for_records(definition, case):
        return ()
    return tuple(RECORDS[name].told for name in practice.records if name not in present)


async def _searches(cases: Collection[UUID]) -> dict[UUID, NameSearch]:
    """The last search of each case, which its history keeps."""
    made = models.Event.filter(case_id__in=list(cases), name=NAMES_SEARCHED).order_by("sequence")
    last = {event.case_id: event for event in await made} if cases else {}
    parties = {UUID(party) for event in last.values() for party in data_of(event).get("parties", ())}
    called = await models.Party.filter(id__in=list(parties)).values_list("id", "name") if parties else []
    names = {str(party): str(name) for party, name in called}
    return {case_id: _search(event, names) for case_id, event in last.items()}


def _search(event: models.Event, names: Mapping[str, str]) -> NameSearch:
    """A party is told by the name that it has now."""
    told = data_of(event)
    searched = [*told["searched"], *(names[party] for party in told.get("parties", ()))]
    hits = (
        NameHit(names[hit["party"]] if "party" in hit else hit["searched"], NameMatch(hit["match"]), hit["cases"])
        for hit in told["hits"]
    )
    return NameSearch(tuple(searched), tuple(hits), event.at)


def assessment_view(row: models.Assessment) -> Assessment:
    """A complete assessment as rules see it."""
    assert row.score is not None
    assert row.band is not None
    return Assessment(
        instrument=row.instrument,
        title=row.title,
        variant=row.variant,
        score=row.score,
        band=row.band,
        risk=Risk(row.risk) if row.risk else None,
        assessed_at=row.assessed_at,
        review_due_at=row.review_due_at,
        finding=row.finding,
        progress=row.progress,
    )


def _unassessed(
    platform: Platform, case: models.Case, assessments: Mapping[str, Assessment], now: datetime
) -> tuple[str, ...]:
    uses = platform.definition(case).instruments
    required = [use.instrument for use in uses if use.required and use.stage == case.stage]
    holding = {name for name, assessment in assessments.items() if assessment.holds(now)}
    return tuple(platform.instruments[name].title for name in required if name not in holding)


def masked(standing: Standing, hidden: frozenset[str]) -> Standing:
    """The standing for somebody from whom parts of the case are hidden: what is missing counts, its words do not."""
    unassessed, goals, handover = standing.unassessed, standing.goals, standing.handover
    undocumented, unrecorded, unjudged = standing.undocumented, standing.unrecorded, standing.unjudged
    if "assessment" in hidden:
        unassessed = tuple("an assessment" for _ in unassessed)
    if "risk" in hidden:
        unjudged = unjudged and tuple("a fact" for _ in unjudged)
    if "document" in hidden:
        undocumented = tuple("a document" for _ in undocumented)
    if not hidden.isdisjoint(_RECORDED_IN):
        unrecorded = tuple("a record" for _ in unrecorded)
    if "plan" in hidden:
        goals = tuple(replace(goal, description="a goal") for goal in goals)
    if "transition_record" in hidden:
        handover = handover and tuple("an item" for _ in handover)
    return replace(
        standing,
        unassessed=unassessed,
        unjudged=unjudged,
        undocumented=undocumented,
        unrecorded=unrecorded,
        goals=goals,
        handover=handover,
    )
