"""What the catalogue asks about an item: which answers are ones, and which questions follow from others."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from casewright import Case
from casewright_service_requests import request
from casewright_service_requests.catalogue import CATALOGUE, RequesterGroup
from casewright_service_requests.fulfilment import accept, reply
from casewright_service_requests.questions import AnswerKind, CatalogueAnswer, CatalogueQuestion, open_points
from casewright_service_requests.request import ServiceRequest

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
CAR = ServiceRequest(item="Company car", details="For the rounds", asked_by=RequesterGroup.MANAGER)


def answers(**given: str) -> tuple[CatalogueAnswer, ...]:
    """Answers by the names of their questions."""
    return tuple(CatalogueAnswer(name=name, value=value) for name, value in given.items())


@pytest.mark.parametrize(
    ("kind", "value", "mistake"),
    [
        (AnswerKind.TEXT, "anything", None),
        (AnswerKind.NUMBER, "12000", None),
        (AnswerKind.NUMBER, "1.5", None),
        (AnswerKind.NUMBER, "many", "Q: many is no number"),
        (AnswerKind.NUMBER, "NaN", "Q: NaN is no number"),
        (AnswerKind.DAY, "2026-03-02", None),
        (AnswerKind.DAY, "2026-02-30", "Q: 2026-02-30 is no day as in 2026-03-02"),
        (AnswerKind.YES_NO, "no", None),
        (AnswerKind.YES_NO, "perhaps", "Q: perhaps is neither yes nor no"),
        (AnswerKind.CHOICE, "27", None),
        (AnswerKind.CHOICE, "31", "Q: 31 is none of 24, 27"),
    ],
)
def test_an_answer_is_of_the_type_that_is_asked_for(kind: AnswerKind, value: str, mistake: str | None) -> None:
    """And says in words why it is none."""
    question = CatalogueQuestion(name="q", label="Q", kind=kind, choices=("24", "27"))
    assert question.mistake(value) == mistake


@pytest.mark.parametrize(
    ("given", "unanswered"),
    [
        ({}, ("Which drive: not answered", "Kilometres in a year: not answered")),
        ({"drive": "petrol", "kilometres": "12000"}, ()),
        ({"drive": "electric", "kilometres": "12000"}, ("A place to charge it at home: not answered",)),
        ({"drive": "electric", "kilometres": "12000", "charger": "no"}, ()),
        ({"drive": "petrol", "kilometres": "12000", "charger": "no"}, ("charger: not asked of this item",)),
        ({"drive": "steam", "kilometres": "12000"}, ("Which drive: steam is none of electric, hybrid, petrol",)),
    ],
)
def test_some_questions_follow_from_an_answer(given: dict[str, str], unanswered: tuple[str, ...]) -> None:
    """Whoever wants an electric car is asked where it is charged, and nobody else."""
    assert replace(CAR, item_answers=answers(**given)).unanswered == unanswered


def test_nothing_is_accepted_before_the_catalogue_knows_enough(case_of: CaseOf, rule_of: RuleOf) -> None:
    """The desk asks back, the requester replies; a later answer takes the place of the one before."""
    asked = replace(CAR, item_answers=answers(drive="steam"))
    assert rule_of(lambda: accept(case_of(request, asked))) == "accept.item_answers"
    told = reply(
        case_of(request, asked, "clarification"),
        answer="Sorry",
        item_answers=answers(drive="petrol", kilometres="12000"),
    )
    assert told.item_answers == answers(drive="petrol", kilometres="12000")
    assert accept(case_of(request, told, "clarification")) == told


def test_what_is_in_no_catalogue_is_asked_nothing(case_of: CaseOf) -> None:
    """The desk decides about it, with whatever it was told."""
    kite = ServiceRequest(item="A kite", details="Red", item_answers=answers(colour="red"))
    assert accept(case_of(request, kite)) == kite


def test_the_questions_of_the_catalogue_can_be_answered() -> None:
    """Each has a name of its own in its item, a choice has choices, and what follows, follows from one before."""
    for item in CATALOGUE:
        names = [question.name for question in item.questions]
        assert len(set(names)) == len(names)
        for place, question in enumerate(item.questions):
            assert (question.kind is AnswerKind.CHOICE) == bool(question.choices)
            assert question.after is None or question.after[0] in names[:place]
        assert list(open_points(item.questions, answers(nonsense="-")))[-1] == "nonsense: not asked of this item"
