"""A plugin whose case type has changed: how fences were built, and how they are built by now."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from casewright import (
    Action,
    Approval,
    Case,
    CaseType,
    Phase,
    Status,
    business_days,
    business_hours,
    entered,
    hookimpl,
    indexed,
    waiting_for,
)

WORKERS = ("builder", "head")


@dataclass(frozen=True, kw_only=True)
class Boards:
    """A fence that somebody asked for."""

    owner: str = indexed()
    height: int = 1
    """In metres."""


def high(case: Case[Boards]) -> bool:
    """Whether it needs a permission."""
    return case.fields.height > 2


def stay(case: Case[Boards]) -> Boards:
    """Nothing about the fence changes but where it stands."""
    return case.fields


def moved(case_type: CaseType[Boards], name: str, path: str, **more: Any) -> None:
    """Declare a move."""

    def move(case: Case[Boards]) -> Boards:
        return stay(case)

    move.__name__, move.__doc__ = name, f"{name.capitalize()} it."
    case_type.transition(path, role=WORKERS, **more)(move)


def first(fence: CaseType[Boards]) -> None:
    """How version 1 went."""
    moved(fence, "build", "asked -> built")
    moved(fence, "varnish", "built")
    moved(fence, "paint", "built -> painted", approval=Approval(role="head"))
    moved(fence, "finish", "painted | built", outcome="stands")
    fence.later("varnish", on="built", after=business_days(3))
    fence.task("Dig holes", on="built", role="builder", required=True, due=business_days(5))
    clock = {"start": entered("built"), "stop": entered("painted"), "pause": waiting_for("owner")}
    fence.clock("ready", deadline=business_hours(16), **clock)
    fence.clock("varnish", start=entered("built"), stop=entered("painted"), deadline=business_hours(8))


def second(fence: CaseType[Boards]) -> None:
    """How version 2 goes."""
    moved(fence, "plan", "asked -> planned")
    moved(fence, "build", "planned -> put_up")
    moved(fence, "inspect", "put_up -> inspected")
    moved(fence, "finish", "inspected", outcome="stands")
    fence.task("Dig holes", on="put_up", role="builder", required=True, due=business_days(2))
    fence.task("Measure it", on="put_up", role="head", after=["Dig holes"], checklist=["Height", "Angles"])
    fence.task("Ask the council", on="asked", role="head", when=high)
    clock = {"start": entered("put_up"), "stop": entered("inspected"), "pause": waiting_for("owner")}
    fence.clock("ready", deadline=business_hours(8), **clock)


FIRST = {"asked": Phase.SCREENING, "built": Phase.IMPLEMENTATION, "painted": Phase.FOLLOW_UP}
SECOND = {
    "asked": Phase.SCREENING,
    "planned": Phase.PLANNING,
    "put_up": Phase.IMPLEMENTATION,
    "inspected": Phase.FOLLOW_UP,
}
BECOMES = {"built": "put_up"}


def fence(version: int) -> CaseType[Boards]:
    """The case type in a version, without a word of earlier ones."""
    declared = CaseType(
        "Fence",
        Boards,
        number="FEN-{year}-{sequence}",
        stages=FIRST if version == 1 else SECOND,
        title=lambda fields: fields.owner,
        outcomes={"stands": Status.COMPLETED},
        reopens_at="asked",
        version=version,
    )
    declared.grant("builder", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)
    declared.grant("head", Action.READ, Action.WORK, Action.SUPERVISE)
    (first if version == 1 else second)(declared)
    return declared


def with_earlier() -> CaseType[Boards]:
    """Version 2, which still tells how version 1 is worked."""
    declared = fence(2)
    first(declared.earlier(1, stages=FIRST, reopens_at="asked", becomes=BECOMES))
    return declared


def plugin(declared: CaseType[Boards]) -> object:
    """A plugin with nothing but this case type."""

    def case_types() -> list[CaseType[Any]]:
        return [declared]

    return SimpleNamespace(case_types=hookimpl(case_types))
