"""What somebody was taught, and how well they understood it. Pure."""

from enum import StrEnum

from casewright.errors import Invalid


class Understanding(StrEnum):
    """How well somebody understood what they were taught, the best first.

    Found by teach-back: they say or show it in their own way (AHRQ Health Literacy Universal Precautions Toolkit, 2nd
    edition, tool 5). The levels are those of the Indian Health Service (Education Protocols and Codes, PEPC; file
    9000010.16, field .06 of its record system RPMS).
    """

    GOOD = "good"
    FAIR = "fair"
    """In part."""
    POOR = "poor"
    NOT_ASSESSED = "not_assessed"
    """For instance of a group."""
    REFUSED = "refused"
    """They did not want to be taught, or to tell it back."""


_UNFINISHED = frozenset({Understanding.FAIR, Understanding.POOR})


def check_follow_up(understanding: Understanding, follow_up: str | None) -> None:
    """What was not understood is explained again, in another way (the same tool 5); raises Invalid."""
    if understanding in _UNFINISHED and follow_up is None:
        message = "say how it is explained again, since it was not understood well"
        raise Invalid(message, rule="education.follow_up", field="follow_up")
