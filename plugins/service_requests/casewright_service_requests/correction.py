"""The moves of a problem, from its log to the change that takes the cause away."""

from dataclasses import replace

from casewright import Approval, Case, Refused
from casewright_service_requests.problem import ChangeKind, ServiceProblem, problem
from casewright_service_requests.values import Text

SOLVERS = ("problem_manager", "incident_manager")


@problem.transition("logged -> investigation", role=SOLVERS)
def investigate(case: Case[ServiceProblem]) -> ServiceProblem:
    """Look for the cause."""
    return case.fields


@problem.transition("investigation -> known_error", role=SOLVERS)
def declare_known_error(case: Case[ServiceProblem], *, cause: Text, workaround: Text) -> ServiceProblem:
    """Say why it fails, and how people get by meanwhile."""
    return replace(case.fields, cause=cause, workaround=workaround)


def is_authorised(case: Case[ServiceProblem], *, kind: ChangeKind, change: str) -> bool:
    """Whether the change is to be authorised by somebody else."""
    return kind is not ChangeKind.STANDARD


@problem.transition(
    "known_error -> change", role="problem_manager", approval=Approval(role="change_authority", when=is_authorised)
)
def plan_change(case: Case[ServiceProblem], *, kind: ChangeKind, change: Text) -> ServiceProblem:
    """Change what causes it. All but a standard change is authorised by somebody else first."""
    return replace(case.fields, change_kind=kind, change=change)


@problem.transition("change -> observation", role=SOLVERS)
def report_change(case: Case[ServiceProblem]) -> ServiceProblem:
    """Say that it is changed."""
    return case.fields


@problem.transition("change | observation -> investigation", role=SOLVERS)
def look_again(case: Case[ServiceProblem]) -> ServiceProblem:
    """The change did not help: look for the cause again, and say why."""
    return replace(case.fields, change_kind=None, change=None)


@problem.transition("observation", role="problem_manager", outcome="solved")
def solve(case: Case[ServiceProblem]) -> ServiceProblem:
    """End it: the cause is gone, and so are its incidents."""
    return case.fields


@problem.transition("known_error", role="problem_manager", outcome="lived_with")
def live_with(case: Case[ServiceProblem], *, explanation: Text) -> ServiceProblem:
    """End it with its workaround: the change would cost more than the problem."""
    return replace(case.fields, explanation=explanation)


@problem.transition("logged | investigation", role=SOLVERS, outcome="no_problem")
def drop(case: Case[ServiceProblem], *, explanation: Text) -> ServiceProblem:
    """End it: there is nothing behind the incidents."""
    if case.fields.cause:
        raise Refused("its cause is known; change it or live with it", rule="drop.cause")
    return replace(case.fields, explanation=explanation)
