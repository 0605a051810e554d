"""The docket of a matter: what happened or is set, the deadlines that follow, and what a moved day changes. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from casewright_legal.court_days import Court
from casewright_legal.court_rules import RULES, CourtRule, CourtTrigger, ServiceMethod
from casewright_legal.values import ShortText


@dataclass(frozen=True, kw_only=True)
class DocketEntry:
    """A trigger and its day. A later entry of the same trigger takes the place of the one before."""

    trigger: CourtTrigger
    on: date
    served_by: ServiceMethod | None = None
    recorded_on: date


@dataclass(frozen=True, kw_only=True)
class CourtDeadline:
    """A day by which something is to be done, with the rule and the inputs it was computed from."""

    rule: str
    rule_version: str
    title: str
    source: str
    trigger: CourtTrigger
    triggered_on: date
    served_by: ServiceMethod | None
    computed: date
    overridden_to: date | None = None
    override_grounds: str | None = None
    met_on: date | None = None
    waived_because: str | None = None
    """Why nobody means to meet it."""

    @property
    def due(self) -> date:
        """The day that binds: as computed, unless somebody overrode it."""
        return self.overridden_to or self.computed


@dataclass(frozen=True, kw_only=True)
class CourtDeadlineChange:
    """What became of one deadline when the docket changed. None: it was not there."""

    rule: ShortText
    before: date | None
    after: date | None


Docket = tuple[DocketEntry, ...]
Deadlines = tuple[CourtDeadline, ...]


def with_entry(docket: Docket, entry: DocketEntry) -> Docket:
    """The docket with the entry, in place of one of the same trigger; it keeps the day when that was recorded first."""
    first = next((known.recorded_on for known in docket if known.trigger is entry.trigger), entry.recorded_on)
    others = (known for known in docket if known.trigger is not entry.trigger)
    return (*others, replace(entry, recorded_on=first))


def without(docket: Docket, triggers: Collection[CourtTrigger]) -> Docket:
    """The docket without the entries of some triggers: they belong to what was before."""
    return tuple(entry for entry in docket if entry.trigger not in triggers)


def deadlines_of(docket: Docket, court: Court, known: Deadlines, *, united_states: bool) -> Deadlines:
    """Every deadline of the docket. What was met stays met; an override stays while its inputs do."""
    before = {deadline.rule: deadline for deadline in known}
    return tuple(
        _kept(before.get(rule.id), _compute(rule, entry, court, united_states=united_states))
        for rule, entry in _applicable(docket)
    )


def _applicable(docket: Docket) -> Iterator[tuple[CourtRule, DocketEntry]]:
    known = {entry.trigger for entry in docket}
    for entry in docket:
        for rule in RULES:
            if rule.trigger is entry.trigger and rule.unless not in known:
                yield rule, entry


def _compute(rule: CourtRule, entry: DocketEntry, court: Court, *, united_states: bool) -> CourtDeadline:
    days = rule.days_with_united_states if united_states and rule.days_with_united_states else rule.days
    added = entry.served_by.added_days if rule.after_service and entry.served_by else 0
    due = court.due_before(entry.on, -days) if days < 0 else court.due_after(entry.on, days, added=added)
    return CourtDeadline(
        rule=rule.id,
        rule_version=rule.version,
        title=rule.title,
        source=rule.source,
        trigger=entry.trigger,
        triggered_on=entry.on,
        served_by=entry.served_by,
        computed=due,
    )


def _kept(before: CourtDeadline | None, after: CourtDeadline) -> CourtDeadline:
    if before is None:
        return after
    after = replace(after, met_on=before.met_on)
    if before.computed != after.computed:
        return after
    return replace(
        after,
        overridden_to=before.overridden_to,
        override_grounds=before.override_grounds,
        waived_because=before.waived_because,
    )


def met(deadlines: Deadlines, rules: Collection[str], day: date) -> Deadlines:
    """The deadlines, those of the rules met on the day."""
    return tuple(replace(one, met_on=day) if one.rule in rules else one for one in deadlines)


def changes_between(before: Deadlines, after: Deadlines) -> tuple[CourtDeadlineChange, ...]:
    """Each deadline whose binding day is another one now."""
    old = {deadline.rule: deadline.due for deadline in before}
    new = {deadline.rule: deadline.due for deadline in after}
    return tuple(
        CourtDeadlineChange(rule=rule, before=old.get(rule), after=new.get(rule))
        for rule in dict.fromkeys([*old, *new])
        if old.get(rule) != new.get(rule)
    )
