"""Mutations on tasks and approvals."""

from datetime import datetime

import strawberry

from casewright.operations import approvals, tasks
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import ApprovalPayload, TaskPayload


@strawberry.input(description="Work to be added to a case.")
class AddTaskInput(CaseInput):
    """What, who, until when."""

    title: str = strawberry.field(description="What is to be done.")
    role: str | None = optional("The role that does it.")
    assignee: str | None = optional("Who does it.")
    due_at: datetime | None = optional("When it is due.")
    required: bool | None = optional("Whether the case stays at its stage until it is done.")
    after: list[strawberry.ID] | None = optional("Tasks of the case that come first.")
    checklist: list[str] | None = optional("What belongs to it.")


@strawberry.input(description="A task.")
class TaskInput:
    """Which task."""

    id: strawberry.ID = strawberry.field(description="The task.")


@strawberry.input(description="A task that is done.")
class CompleteTaskInput(TaskInput):
    """And what came of it."""

    result: str | None = optional("What came of it.")


@strawberry.input(description="An item of a task that is done.")
class CheckTaskItemInput(TaskInput):
    """Which item."""

    item: str = strawberry.field(description="The item, as it stands on the checklist.")


@strawberry.input(description="A task that is not needed.")
class CancelTaskInput(TaskInput):
    """And why."""

    reason: str = strawberry.field(description="Why it is not needed.")


@strawberry.input(description="Who is to do a task.")
class AssignTaskInput(TaskInput):
    """Somebody, or whoever has its role."""

    subject: str | None = optional("The person; left out: whoever has the role of the task.")


@strawberry.input(description="A task that is due at another time.")
class RescheduleTaskInput(TaskInput):
    """When, and why."""

    due_at: datetime = strawberry.field(description="When it is due from now on.")
    reason: str = strawberry.field(description="Why.")


@strawberry.input(description="A decision about an approval.")
class DecideApprovalInput:
    """Agree, or decline with a reason."""

    id: strawberry.ID = strawberry.field(description="The approval.")
    approve: bool = strawberry.field(description="Whether you agree.")
    reason: str | None = optional("Why; needed when you decline.")


@strawberry.input(description="An approval to take back.")
class WithdrawApprovalInput:
    """Which approval."""

    id: strawberry.ID = strawberry.field(description="The approval you asked for.")


_TASK, _APPROVAL = Shown("task", "Task"), Shown("approval", "Approval")


@strawberry.type
class WorkMutations:
    """Changes of tasks and approvals."""

    @strawberry.mutation(description="Add work to the stage a case is at.")
    async def add_task(self, info: Info, input: AddTaskInput) -> TaskPayload:
        """Needs `work`."""
        return await attempt(TaskPayload, on_case(info, input, tasks.add_task, _TASK, {"after": "Task"}))

    @strawberry.mutation(description="Take a task that nobody has.")
    async def claim_task(self, info: Info, input: TaskInput) -> TaskPayload:
        """Needs the role of the task."""
        return await attempt(TaskPayload, on_row(info, input, tasks.claim_task, _TASK))

    @strawberry.mutation(description="Give your task back to those with its role.")
    async def release_task(self, info: Info, input: TaskInput) -> TaskPayload:
        """For the assignee."""
        return await attempt(TaskPayload, on_row(info, input, tasks.release_task, _TASK))

    @strawberry.mutation(description="Give a task to somebody, whoever has it now; they are told.")
    async def assign_task(self, info: Info, input: AssignTaskInput) -> TaskPayload:
        """Needs `assign`."""
        return await attempt(TaskPayload, on_row(info, input, tasks.assign_task, _TASK))

    @strawberry.mutation(description="Let a task be due at another time.")
    async def reschedule_task(self, info: Info, input: RescheduleTaskInput) -> TaskPayload:
        """Needs the role of the task, or to be its assignee."""
        return await attempt(TaskPayload, on_row(info, input, tasks.reschedule_task, _TASK))

    @strawberry.mutation(description="Mark a task as done.")
    async def complete_task(self, info: Info, input: CompleteTaskInput) -> TaskPayload:
        """Needs the role of the task, or to be its assignee."""
        return await attempt(TaskPayload, on_row(info, input, tasks.complete_task, _TASK))

    @strawberry.mutation(description="Tick an item of a task's checklist off.")
    async def check_task_item(self, info: Info, input: CheckTaskItemInput) -> TaskPayload:
        """Needs the role of the task, or to be its assignee."""
        return await attempt(TaskPayload, on_row(info, input, tasks.check_task_item, _TASK))

    @strawberry.mutation(description="Mark a discretionary task as not needed.")
    async def cancel_task(self, info: Info, input: CancelTaskInput) -> TaskPayload:
        """Needs the role of the task, or to be its assignee."""
        return await attempt(TaskPayload, on_row(info, input, tasks.cancel_task, _TASK))

    @strawberry.mutation(description="Agree to a transition somebody asked for, or decline it.")
    async def decide_approval(self, info: Info, input: DecideApprovalInput) -> ApprovalPayload:
        """Needs the role of the approval's level, and another person than the asker."""
        return await attempt(ApprovalPayload, on_row(info, input, approvals.decide_approval, _APPROVAL))

    @strawberry.mutation(description="Take back an approval you asked for.")
    async def withdraw_approval(self, info: Info, input: WithdrawApprovalInput) -> ApprovalPayload:
        """For the asker."""
        return await attempt(ApprovalPayload, on_row(info, input, approvals.withdraw_approval, _APPROVAL))
