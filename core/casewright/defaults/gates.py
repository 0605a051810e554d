"""The gates every case type has."""

from collections.abc import Iterator
from typing import Any

from casewright.case import Case
from casewright.declarations import Transition
from casewright.errors import Refused
from casewright.gates import BEFORE_THE_END, missing
from casewright.hookspecs import hookimpl


@hookimpl
def before_transition(case: Case[Any], transition: Transition) -> None:
    """What is required at a stage is there before the case moves on; a way back needs it no more, an end only some."""
    found = list(_missing(case, transition))
    if found:
        raise Refused("; ".join(sentence for _, sentence in found), rule=found[0][0])


def _missing(case: Case[Any], transition: Transition) -> Iterator[tuple[str, str]]:
    """Every rule that holds the move, with its sentence."""
    ends = transition.outcome is not None
    moves_on = not ends and transition.target not in {None, *case.behind}
    if moves_on and case.open_tasks:
        yield "tasks.required", f"done first: {', '.join(case.open_tasks)}"
    for gate in case.gates:
        sentence = missing(gate, case.standing) if moves_on or (ends and gate in BEFORE_THE_END) else None
        if sentence is not None:
            yield gate.value, sentence
