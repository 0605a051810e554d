"""Gates: what is missing before a case moves on, in words."""

import pytest

from casewright import Gate, Verdict
from casewright.gates import NOTHING_YET, Standing, missing


@pytest.mark.parametrize("gate", Gate)
def test_every_gate_has_an_answer(gate: Gate) -> None:
    """A new member without its function fails here."""
    answer = missing(gate, NOTHING_YET)
    assert answer is None or answer


@pytest.mark.parametrize(("verdict", "opens"), [(None, False), *((each, each == "needs_process") for each in Verdict)])
def test_only_a_case_that_is_needed_leaves_its_screening(verdict: Verdict | None, opens: bool) -> None:
    """Every other verdict ends it."""
    assert (missing(Gate.VERDICT_RECORDED, Standing(verdict=verdict)) is None) == opens


def test_required_instruments_are_named() -> None:
    """By their titles."""
    standing = Standing(unassessed=("PHQ-9", "GAD-7"))
    assert missing(Gate.ASSESSMENTS_COMPLETE, standing) == "answer first: PHQ-9, GAD-7"
    assert missing(Gate.ASSESSMENTS_COMPLETE, Standing()) is None


def test_children_that_are_open_are_counted() -> None:
    """Not named: whoever looks at the parent need not see them."""
    told = missing(Gate.CHILDREN_ENDED, Standing(open_children=2))
    assert told == "still open of the cases that this one is the parent of: 2"
    assert missing(Gate.CHILDREN_ENDED, Standing()) is None
