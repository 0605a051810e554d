"""What one more agreement comes to, and by whose rights somebody decides."""

from decimal import Decimal

import pytest

from casewright import Actor, Approval, Refused
from casewright.approving import Authority, Decision, Delegated, agreement, authorities
from casewright.errors import Forbidden

TWO = Approval(role=("keeper", "director"), quorum=2)
KIM = Actor(tenant="demo", subject="kim", roles=frozenset({"keeper"}))
DORA = Delegated(
    subject="dora", roles=frozenset({"director"}), teams=frozenset({"north"}), limits={"lend": Decimal(900)}
)


def step(by: str, decision: Decision, level: int, on_behalf_of: str | None = None) -> dict[str, object]:
    """What is on record of a decision."""
    return {"by": by, "for": on_behalf_of, "decision": decision, "level": level}


@pytest.mark.parametrize(
    ("level", "steps", "suffices", "expected"),
    [
        (0, [], True, Decision.AGREED),
        (0, [step("ann", Decision.AGREED, 0)], True, Decision.APPROVED),
        (1, [step("ann", Decision.AGREED, 0), step("ben", Decision.ENDORSED, 0)], True, Decision.AGREED),
        (1, [step("ann", Decision.AGREED, 1)], True, Decision.APPROVED),
        (0, [step("ann", Decision.AGREED, 0)], False, Decision.ENDORSED),
    ],
)
def test_what_an_agreement_comes_to(
    level: int, steps: list[dict[str, object]], suffices: bool, expected: Decision
) -> None:
    """So many of one level with sufficient authority; without it the next level decides."""
    assert agreement(TWO, level, steps, suffices=suffices) is expected


def test_above_the_last_level_nobody_stands() -> None:
    """Whoever lacks the authority there is told so."""
    with pytest.raises(Refused, match="nobody stands above you"):
        agreement(TWO, 1, [], suffices=False)


def test_ones_own_rights_come_first() -> None:
    """Then those of each who lets one decide, with their teams and limits instead of one's own."""
    kora = Delegated(subject="kora", roles=frozenset({"keeper"}), teams=frozenset(), limits={})
    own, other = authorities(KIM, "keeper", "carla", [], [DORA, kora])
    assert own == Authority(KIM)
    assert (other.on_behalf_of, other.actor.subject, other.actor.roles) == ("kora", "kim", frozenset({"keeper"}))
    [only] = authorities(KIM, "director", "carla", [], [DORA])
    assert (only.actor.teams, only.actor.limit("lend")) == (frozenset({"north"}), Decimal(900))


@pytest.mark.parametrize(
    ("asked_by", "steps"),
    [
        ("kim", []),
        ("carla", [step("kim", Decision.AGREED, 0)]),
        ("carla", [step("nina", Decision.AGREED, 0, on_behalf_of="kim")]),
    ],
)
def test_whoever_had_their_say_has_it_once(asked_by: str, steps: list[dict[str, object]]) -> None:
    """The asker, and whoever decided, themselves or through another."""
    with pytest.raises(Refused):
        authorities(KIM, "keeper", asked_by, steps, [DORA])


@pytest.mark.parametrize(("asked_by", "steps"), [("dora", []), ("carla", [step("dora", Decision.AGREED, 1)])])
def test_through_another_nobody_has_it_again(asked_by: str, steps: list[dict[str, object]]) -> None:
    """Nobody decides for the asker, nor for whoever decided."""
    with pytest.raises(Forbidden):
        authorities(KIM, "director", asked_by, steps, [DORA])
