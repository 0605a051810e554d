"""How alike two cases are, without a database."""

from uuid import UUID

from casewright.similarity import Candidate, alike, words

OLD, NEW, OTHER = (UUID(int=number) for number in (1, 2, 3))


def test_words_are_letters_whatever_their_case() -> None:
    """No numbers, nothing shorter than three."""
    assert words("Theft on 2026-02-03, ÄRGER at No. 5, aut-000124") == {"theft", "ärger", "aut"}


def test_a_shared_field_counts_one_and_a_common_one_half() -> None:
    """And the words as their share of the title's."""
    candidates = [Candidate(OLD, "Broken arm", frozenset({"programme", "ward"}))]
    [likeness] = alike("Broken leg", candidates, {"ward"})
    assert (likeness.score, likeness.fields, likeness.words) == (2.0, ("programme", "ward"), ("broken",))


def test_the_most_alike_come_first_and_then_the_newest() -> None:
    """Ids rise with time; what has nothing in common is left out."""
    same = frozenset({"programme"})
    candidates = [Candidate(OLD, "A", same), Candidate(OTHER, "Nothing", frozenset()), Candidate(NEW, "B", same)]
    assert [each.case_id for each in alike("Broken leg", candidates, ())] == [NEW, OLD]
    candidates.append(Candidate(OTHER, "Broken leg", same))
    assert [each.case_id for each in alike("Broken leg", candidates, ())] == [OTHER, NEW, OLD]


def test_a_case_without_a_word_is_compared_by_its_fields() -> None:
    """A title of numbers says nothing."""
    [likeness] = alike("4711", [Candidate(OLD, "4711", frozenset({"tag"}))], ())
    assert likeness.score == 1.0
