"""Reading HL7 FHIR R4: answers in a QuestionnaireResponse."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from casewright import Answer, Instrument, Invalid, Item

READ = ("completed", "amended")
"""The states of a response whose answers stand (value set `questionnaire-answers-status`)."""


def _invalid(message: str) -> Invalid:
    return Invalid(message, rule="fhir.response", field="document")


def read_response(*, total: str) -> Callable[[Instrument, Mapping[str, Any]], Sequence[Answer]]:
    """A reader of the responses to one instrument, whose items are linked by their codes; `total` is that of the sum.

    The reader raises Invalid for a document of another kind, one that is not completed, and one with an answer that
    is none of the instrument's: a question that is merely similar must not be scored.
    """

    def read(instrument: Instrument, document: Mapping[str, Any]) -> Sequence[Answer]:
        if document.get("resourceType") != "QuestionnaireResponse":
            raise _invalid("the document is no FHIR QuestionnaireResponse")
        if document.get("status") not in READ:
            raise _invalid(f"the response is {document.get('status')}, not completed")
        items = {item.code: item for item in instrument.items}
        answered = [(code, given) for code, given in _answered(document) if code != total]
        unknown = [code for code, _ in answered if code not in items]
        if unknown:
            raise _invalid(f"{', '.join(unknown)}: no item of {instrument.title}")
        return [_answer(items[code], given) for code, given in answered]

    return read


def _answered(element: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each answered item, whatever groups it is in, by the code that its link id ends with."""
    for item in _objects(element.get("item")):
        for given in _objects(item.get("answer")):
            yield str(item.get("linkId")).rpartition("/")[2], given
            yield from _answered(given)
        yield from _answered(item)


def _objects(value: Any) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise _invalid("items and answers of the response are lists of objects")
    return value


def _answer(item: Item, given: Mapping[str, Any]) -> Answer:
    if not item.options:
        return Answer(item.id, number=_number(item, given))
    coding = given.get("valueCoding")
    code = coding.get("code") if isinstance(coding, Mapping) else None
    option = next((option for option in item.options if option.code == code), None)
    if option is None:
        raise _invalid(f"{item.label}: {code} is no answer to {item.code}")
    return Answer(item.id, option=option.id)


def _number(item: Item, given: Mapping[str, Any]) -> Decimal:
    value = given.get("valueDecimal", given.get("valueInteger"))
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise _invalid(f"{item.label}: {value} is no number") from None
