"""Every hook a plugin may implement, in the order of a platform's life.

Two kinds. *Declarations* are called once, when the platform starts, and return data: `calendars`, `instruments`,
`case_types`.
*Moments* are called while cases are worked on: `permit`, `before_transition`, `on_event`; they may be plain functions
or async, take any subset of the arguments, and get a few seconds of time.
"""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from casewright.access.actor import Actor
    from casewright.calendars import Calendar
    from casewright.case import Case, Event
    from casewright.casetype import CaseType
    from casewright.declarations import Action, Transition
    from casewright.instruments import Instrument

hookspec = pluggy.HookspecMarker("casewright")
hookimpl = pluggy.HookimplMarker("casewright")


@hookspec
def calendars() -> "list[Calendar]":  # type: ignore[empty-body]
    """Business calendars by name, for due dates and clocks; a later plugin's calendar replaces one of the same name."""


@hookspec
def instruments() -> "list[Instrument]":  # type: ignore[empty-body]
    """The questionnaires and rubrics of this plugin, for the case types of all; a name may be declared once."""


@hookspec
def case_types() -> "list[CaseType[Any]]":  # type: ignore[empty-body]
    """The case types of this plugin; a name may be declared once among all plugins."""


@hookspec
def permit(actor: "Actor", action: "Action", case: "Case[Any]") -> "bool | Awaitable[bool | None] | None":
    """Whether the actor may do this, beyond what the grants say: False denies, None has no opinion.

    Called before every write, under the lock of the case where one is changed, for actors who are not the platform
    itself. A case that is being opened has no number yet. A hook that raises, takes too
    long or answers anything else denies.
    """


@hookspec
def before_transition(case: "Case[Any]", transition: "Transition") -> "Awaitable[None] | None":
    """A gate before a transition: raise Refused to hold the case where it is, return None to let it go.

    Called inside the transaction, and again without one to tell a frontend which transitions are open; so it decides
    from the case it is given and changes nothing.
    """


@hookspec
def on_event(case: "Case[Any]", event: "Event") -> "Awaitable[None] | None":
    """After an event was committed, in the worker, at least once; make the effect idempotent by `event.id`.

    Several events are worked on at once, so a later one may come first: `event.sequence` tells their order.
    """
