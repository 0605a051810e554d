"""What screening, instruments, obligations and gates of a case type must be: one sentence per mistake. Pure."""

from collections.abc import Collection, Iterator
from typing import Any

from casewright.casetype import CaseType
from casewright.gates import Gate
from casewright.process import Phase, Verdict
from casewright.records import RECORDS

_LONGEST_CATEGORY = 100


def process_mistakes(case_type: CaseType[Any], instruments: Collection[str]) -> Iterator[str]:
    """Every mistake; `instruments` are the names declared by all plugins."""
    roles = {grant.role for grant in case_type.grants}
    yield from _instrument_mistakes(case_type, instruments)
    yield from _document_mistakes(case_type)
    for model, practice in case_type.practices.items():
        for name in practice.records:
            if name not in RECORDS:
                yield f"the model {model} asks for the unknown record {name!r}; there are: {', '.join(RECORDS)}"
    yield from _screening_mistakes(case_type, roles)
    for level, obligation in case_type.obligations.items():
        if obligation.escalate_to is not None and obligation.escalate_to not in roles:
            yield f"the risk level {level} escalates to the role {obligation.escalate_to!r}, which has no grant"
    for stage in case_type.gates:
        if stage not in case_type.stages:
            yield f"a gate names the unknown stage {stage!r}"
    yield from _plan_mistakes(case_type, roles)
    yield from _timed_mistakes(case_type)
    yield from _approval_mistakes(case_type)


def _instrument_mistakes(case_type: CaseType[Any], instruments: Collection[str]) -> Iterator[str]:
    for use in case_type.instruments:
        if use.instrument not in instruments:
            yield f"the instrument {use.instrument!r} is declared by no plugin"
        if use.stage not in case_type.stages:
            yield f"the instrument {use.instrument!r} is for the unknown stage {use.stage!r}"


def _document_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    for document in case_type.documents:
        if document.stage not in case_type.stages:
            yield f"the document {document.title!r} is for the unknown stage {document.stage!r}"
        if not document.category.strip() or len(document.category) > _LONGEST_CATEGORY:
            yield f"the document {document.title!r} needs a category of {_LONGEST_CATEGORY} characters at most"


def _screening_mistakes(case_type: CaseType[Any], roles: Collection[str]) -> Iterator[str]:
    rules = case_type.screening
    if rules is None:
        if any(Gate.VERDICT_RECORDED in gates for gates in case_type.gates.values()):
            yield "a gate asks for a verdict, and nothing says how the case is screened"
        return
    if Phase.SCREENING not in case_type.stages.values():
        yield "it is screened, and no stage is a screening"
    for role in rules.roles:
        if role not in roles:
            yield f"the screening names the role {role!r}, which has no grant"
    for verdict, outcome in rules.outcomes.items():
        if verdict is Verdict.NEEDS_PROCESS:
            yield f"the verdict {verdict} ends no case; it has no outcome"
        if outcome not in case_type.outcomes:
            yield f"the verdict {verdict} brings the unknown outcome {outcome!r}"


def _plan_mistakes(case_type: CaseType[Any], roles: Collection[str]) -> Iterator[str]:
    for role in case_type.plan_rules.approver if case_type.plan_rules else ():
        if role not in roles:
            yield f"plans are approved by the role {role!r}, which has no grant"
    for stage, programme in case_type.contact_programmes.items():
        if stage not in case_type.stages or stage == case_type.first_stage:
            yield f"a contact programme begins with {stage!r}, which is no stage a case comes to"
        if not programme.due or programme.attempts < 1:
            yield f"the contact programme of {stage!r} needs a contact, tried once at least"


def _timed_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    for move in case_type.timed_moves:
        yield from _unattended_mistakes(case_type, move.transition, (move.stage,), "is to be made later")


def _unattended_mistakes(case_type: CaseType[Any], name: str, stages: tuple[str, ...], when: str) -> Iterator[str]:
    """What keeps the platform from making a transition by itself at the stages."""
    transition = case_type.transitions.get(name)
    if transition is None:
        yield f"{name!r} {when}, and is no transition"
        return
    for stage in stages:
        if stage not in transition.sources:
            yield f"{name!r} {when} from {stage!r}, where it does not start"
    if transition.approval or any(field.required for field in transition.arguments.fields.values()):
        yield f"{name!r} {when}, so it needs no approval and no argument"


def _approval_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    for transition in case_type.transitions.values():
        approval = transition.approval
        if approval is None:
            continue
        if approval.quorum < 1:
            yield f"the approval of {transition.name!r} needs somebody who agrees"
        if approval.escalates is not None and len(approval.levels) < 2:
            yield f"the approval of {transition.name!r} escalates, and has no level above the first"
        if approval.declined:
            when = f"follows when {transition.name!r} is declined"
            yield from _unattended_mistakes(case_type, approval.declined, transition.sources, when)
