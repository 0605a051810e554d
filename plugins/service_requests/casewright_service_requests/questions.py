"""What the catalogue asks of whoever wants an item: typed questions, some only after a certain answer. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from casewright_service_requests.values import ShortText


class AnswerKind(StrEnum):
    """What an answer has to be."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    """As in 2026-03-02."""
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class CatalogueQuestion:
    """One question about an item."""

    name: str
    label: str
    kind: AnswerKind = AnswerKind.TEXT
    choices: tuple[str, ...] = ()
    """Of a choice."""
    required: bool = True
    after: tuple[str, str] | None = None
    """Asked only where the question of this name has this answer."""

    def is_asked(self, answers: Mapping[str, str]) -> bool:
        """Whether the other answers leave it to be asked."""
        return self.after is None or answers.get(self.after[0]) == self.after[1]

    def mistake(self, value: str) -> str | None:
        """Why this is no answer; None: it is one."""
        if self.kind is AnswerKind.CHOICE and value not in self.choices:
            return f"{self.label}: {value} is none of {', '.join(self.choices)}"
        if self.kind is AnswerKind.YES_NO and value not in ("yes", "no"):
            return f"{self.label}: {value} is neither yes nor no"
        if self.kind is AnswerKind.NUMBER and not _is_number(value):
            return f"{self.label}: {value} is no number"
        if self.kind is AnswerKind.DAY and not _is_day(value):
            return f"{self.label}: {value} is no day as in 2026-03-02"
        return None


@dataclass(frozen=True, kw_only=True)
class CatalogueAnswer:
    """What somebody answered to the question of that name."""

    name: ShortText
    value: ShortText


Questions = tuple[CatalogueQuestion, ...]
Answers = tuple[CatalogueAnswer, ...]


def with_answers(known: Answers, given: Answers) -> Answers:
    """The answers, those given now in place of those before."""
    return tuple(CatalogueAnswer(name=name, value=value) for name, value in _by_name((*known, *given)).items())


def open_points(questions: Questions, answers: Answers) -> Iterator[str]:
    """All that is missing, is no answer, or was not asked."""
    given = _by_name(answers)
    asked = {question.name: question for question in questions if question.is_asked(given)}
    for name, question in asked.items():
        if name in given:
            mistake = question.mistake(given[name])
            if mistake:
                yield mistake
        elif question.required:
            yield f"{question.label}: not answered"
    yield from (f"{name}: not asked of this item" for name in given if name not in asked)


def _by_name(answers: Answers) -> dict[str, str]:
    return {answer.name: answer.value for answer in answers}


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
