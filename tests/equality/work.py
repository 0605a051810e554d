"""What is to be done about a case, made up: tasks and approvals."""

from random import Random
from typing import Any

from uuid_utils.compat import uuid7

from casewright import models
from casewright.casetype import CaseType
from casewright.models.approval import ApprovalState
from casewright.task_order import TaskState
from equality import made
from equality.collected import Rows
from equality.made import maybe, moment, text


def add_work(rows: Rows, case: models.Case, case_type: CaseType[Any], random: Random) -> None:
    """Tasks, some after others, and requests that wait for a decision or had one."""
    roles, stages = sorted({grant.role for grant in case_type.grants}), list(case_type.stages)
    tasks: list[str] = []
    for _ in range(random.randrange(5)):
        state, task_id = random.choice(list(TaskState)), uuid7()
        after, item = random.sample(tasks, min(len(tasks), random.randrange(3))), text(random, 300)
        done = {"done_by": rows.person(), "done_at": moment(random).isoformat()}
        tasks.append(str(task_id))
        rows.add(
            models.Task,
            id=task_id,
            case_id=case.id,
            case_type=case.case_type,
            after=after or None,
            checklist=maybe(random, lambda item=item, done=done: [{"item": item, **done}]),
            title=text(random, 300),
            stage=random.choice(stages),
            role=maybe(random, lambda: random.choice(roles)),
            assignee=maybe(random, rows.person),
            team=case.team,
            required=random.random() < 0.5,
            state=state,
            due_at=maybe(random, lambda: moment(random)),
            created_at=moment(random),
            completed_at=None if state is TaskState.OPEN else moment(random),
            completed_by=None if state is TaskState.OPEN else rows.person(),
            result=None if state is TaskState.OPEN else maybe(random, lambda: text(random)),
        )
    for _ in range(random.randrange(3)):
        _approval(rows, random, case, random.choice(roles), random.choice(list(case_type.transitions)))


def _approval(rows: Rows, random: Random, case: models.Case, role: str, transition: str) -> None:
    state = random.choice(list(ApprovalState))
    decided = state is not ApprovalState.PENDING
    rows.add(
        models.Approval,
        case_id=case.id,
        transition=transition,
        arguments={"amount": str(random.choice(made.DECIMALS)), "remark": text(random), "nothing": None},
        reason=maybe(random, lambda: text(random)),
        role=role,
        level=random.randrange(3),
        state=state,
        asked_by=rows.person(),
        asked_at=moment(random),
        decided_by=rows.person() if decided else None,
        decided_at=moment(random) if decided else None,
        steps=[_step(rows, random, role) for _ in range(random.randrange(3))],
    )


def _step(rows: Rows, random: Random, role: str) -> dict[str, Any]:
    reason = maybe(random, lambda: text(random))
    at = moment(random).isoformat()
    return {"by": rows.person(), "role": role, "decision": "endorsed", "reason": reason, "at": at}
