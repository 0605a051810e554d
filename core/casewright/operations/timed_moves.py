"""Transitions that the platform makes by itself: of a case that has been at a stage for so long, or at once."""

from casewright.operations.change import Draft

TIMED_MOVE = "timed_move"
"""The kind of their timers."""

_PREFIX = "move:"


def schedule_moves(draft: Draft) -> None:
    """Set the timers of the stage the draft has come to."""
    calendar = draft.platform.calendar(draft.case_type.calendar)
    for move in draft.case_type.timed_moves:
        if move.stage == draft.row.stage:
            draft.schedule(f"{_PREFIX}{move.transition}", TIMED_MOVE, calendar.add(draft.now, move.after))


def move_soon(draft: Draft, transition: str) -> None:
    """Set the timer of a transition that follows from what the draft does, as an event of its own."""
    draft.schedule(f"{_PREFIX}{transition}", TIMED_MOVE, draft.now)


def drop_timed_moves(draft: Draft) -> None:
    """The draft leaves its stage by another way."""
    for move in draft.case_type.timed_moves:
        if move.stage == draft.row.stage:
            draft.schedule(f"{_PREFIX}{move.transition}", TIMED_MOVE, None)


def timed_transition(timer: str) -> str:
    """The transition that a timer is for."""
    return timer.removeprefix(_PREFIX)
