"""Who is to have a case: skill, language, load, continuity, limits and absences, each with its reason."""

import pytest

from casewright.routing import Candidate, Needs, rank

ANN = Candidate(subject="ann", skills=frozenset({"old trees"}), languages=frozenset({"fr"}), load=4, limit=20)
BEN = Candidate(subject="ben", load=2, limit=20)
CLEO = Candidate(subject="cleo", load=2, limit=20)


def order(needs: Needs, *candidates: Candidate) -> list[str]:
    """The subjects of those who can have the case, best first."""
    return [each.subject for each in rank(needs, candidates) if each.eligible]


def reasons(needs: Needs, *candidates: Candidate) -> dict[str, tuple[str, ...]]:
    """Why each stands where they stand."""
    return {each.subject: each.reasons for each in rank(needs, candidates)}


def test_the_fewest_cases_come_first_and_equals_by_name() -> None:
    """Whatever the order in which they are given."""
    assert order(Needs(), ANN, CLEO, BEN) == ["ben", "cleo", "ann"]
    assert reasons(Needs(), BEN)["ben"] == ("has 2 cases of 20",)


def test_whoever_knows_the_people_comes_first() -> None:
    """Continuity beats load, more of it beats less."""
    known, better = Candidate(subject="dora", load=9, known=1), Candidate(subject="emil", load=9, known=2)
    assert order(Needs(), BEN, known, better) == ["emil", "dora", "ben"]
    assert reasons(Needs(), better, known) == {
        "emil": ("knows the people from 2 cases", "has 9 cases"),
        "dora": ("knows the people from 1 case", "has 9 cases"),
    }


def test_all_of_the_skills_and_one_of_the_languages() -> None:
    """What is missing is named."""
    needs = Needs(skills=frozenset({"old trees"}), languages=frozenset({"fr", "nl"}))
    assert order(needs, ANN, BEN) == ["ann"]
    assert reasons(needs, ANN, BEN) == {
        "ann": ("has the skill old trees", "speaks fr", "has 4 cases of 20"),
        "ben": ("lacks the skill old trees", "speaks none of fr, nl"),
    }


@pytest.mark.parametrize(
    ("load", "limit", "eligible"), [(19, 20, True), (20, 20, False), (0, 0, False), (99, None, True)]
)
def test_nobody_has_more_cases_than_they_may(load: int, limit: int | None, eligible: bool) -> None:
    """The limit is the number of cases that somebody has at most."""
    [found] = rank(Needs(), [Candidate(subject="ann", load=load, limit=limit)])
    assert found.eligible is eligible
    if not eligible:
        assert found.reasons == (f"has {load} cases of {limit}",)


def test_a_substitute_takes_the_place_of_who_is_away() -> None:
    """With what that one knows of the case, but not with their skills."""
    away = Candidate(subject="ann", known=3, away=True, substitute="ben", skills=frozenset({"old trees"}))
    assert order(Needs(), away, CLEO, BEN) == ["ben", "cleo"]
    found = reasons(Needs(), away, CLEO, BEN)
    assert found["ben"] == ("stands in for ann", "knows the people from 3 cases", "has 2 cases of 20")
    assert found["ann"] == ("is away; ben stands in",)
    assert order(Needs(skills=frozenset({"old trees"})), away, BEN) == []


def test_whoever_has_no_role_for_it_cannot_have_it() -> None:
    """Those who cannot stand last, with every obstacle."""
    nobody = Candidate(subject="aaron", works=False, away=True)
    assert [each.subject for each in rank(Needs(), [nobody, BEN])] == ["ben", "aaron"]
    assert reasons(Needs(), nobody)["aaron"] == ("none of their roles works on such a case", "is away")
