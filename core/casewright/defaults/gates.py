"""The gates every case type has."""

from typing import Any

from casewright.case import Case
from casewright.declarations import Transition
from casewright.errors import Refused
from casewright.hookspecs import hookimpl


@hookimpl
def before_transition(case: Case[Any], transition: Transition) -> None:
    """Required tasks of a stage are done before the case moves on; ending it or going back needs them no more."""
    moves_on = transition.target not in {None, *case.visited} and transition.outcome is None
    if moves_on and case.open_tasks:
        titles = ", ".join(case.open_tasks)
        raise Refused(f"done first: {titles}", rule="tasks.required")
