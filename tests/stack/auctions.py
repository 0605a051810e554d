"""A plugin that registers names and is held by a rule: what an auction house does with what it is given to sell."""

from dataclasses import dataclass, replace

from casewright import Action, Case, CaseType, Phase, Refused, Scope, Status, hookimpl, managed


@dataclass(frozen=True, kw_only=True)
class Consignment:
    """Something that somebody gives to be sold."""

    owner: str
    rivals: tuple[str, ...] = ()
    """Who says that it is theirs."""
    aliases: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    stolen_from: str | None = None
    contested: str | None = managed(default=None)


consignment = CaseType(
    "Consignment",
    Consignment,
    number="CON-{year}-{sequence}",
    stages={"given": Phase.SCREENING, "shown": Phase.IMPLEMENTATION},
    title=lambda fields: f"A piece of {fields.owner}",
    outcomes={"sold": Status.COMPLETED},
    reopens_at="given",
)
DAILY = (Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)
consignment.grant("porter", *DAILY, Action.SEARCH_NAMES, scope=Scope.TEAM)
consignment.grant("clerk", *DAILY)
consignment.grant("head", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE, Action.SEARCH_NAMES)
for part in ("assignment", "case_link", "case_party", "legal_hold", "phase_visit", "tag", "task"):
    consignment.grant(f"without_{part}", Action.READ, hide=[part])
consignment.register_names(
    lambda fields: (fields.owner, *fields.rivals),
    aliases=lambda fields: fields.aliases,
    identifiers=lambda fields: fields.numbers,
)


@consignment.hold
def contested(fields: Consignment) -> str | None:
    """What somebody else says is theirs stays together with its papers."""
    return fields.contested


@consignment.hold
def stolen(fields: Consignment) -> str | None:
    """So does what was stolen."""
    return fields.stolen_from and f"stolen from {fields.stolen_from}"


@consignment.transition("given -> shown", role="clerk")
def show(case: Case[Consignment]) -> Consignment:
    """Let everybody look at it."""
    return case.fields


@consignment.transition("given | shown", role="clerk")
def contest(case: Case[Consignment], *, claim: str) -> Consignment:
    """Write down that somebody says it is theirs."""
    if case.fields.contested is not None:
        raise Refused("somebody says so already", rule="contest.twice")
    return replace(case.fields, contested=claim)


@consignment.transition("given | shown", role="clerk")
def agree(case: Case[Consignment]) -> Consignment:
    """Whose it is, is clear."""
    return replace(case.fields, contested=None)


@consignment.transition("shown", role="clerk", outcome="sold")
def sell(case: Case[Consignment]) -> Consignment:
    """Sell it."""
    return case.fields


@hookimpl
def case_types() -> list[CaseType[Consignment]]:
    return [consignment]
