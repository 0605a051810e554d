"""A FHIR resource as it is read: element by element, remembering which were, so that the others can be told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from casewright import Invalid

READ = (
    "CarePlan", "CareTeam", "Goal", "ServiceRequest", "Task", "EpisodeOfCare", "QuestionnaireResponse", "Consent",
)  # fmt: skip
"""The resources a care plan is read from."""


def check_resource(document: Mapping[str, Any]) -> None:
    """Whether the document is a resource of its type; raises Invalid with the first mistake and its place."""
    kind = document.get("resourceType")
    try:
        model = get_fhir_model_class(kind)
    except (KeyError, ValueError, TypeError):
        raise Invalid(f"{kind} is no resource of FHIR R4", rule="fhir.resource", field="document") from None
    try:
        model.model_validate(dict(document))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Invalid(f"{kind}.{place}: {first['msg']}", rule="fhir.resource", field="document") from None


class Elements:
    """One resource; `take` reads an element by its path (`target.0.dueDate`): with all below it, it counts as read."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.kind = str(document["resourceType"])
        self.name = f"{self.kind}/{document.get('id', '-')}"
        self._read: set[str] = {"resourceType", "id"}

    @property
    def status(self) -> str:
        """Where it is in its life."""
        return str(self._at("lifecycleStatus" if self.kind == "Goal" else "status"))

    def take(self, path: str) -> Any:
        """The element; None when it is not there."""
        value = self._at(path)
        if value is not None:
            self._read.add(path)
        return value

    def _at(self, path: str) -> Any:
        value: Any = self.document
        for step in path.split("."):
            if isinstance(value, Sequence) and not isinstance(value, str):
                value = value[int(step)] if int(step) < len(value) else None
            else:
                value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def first(self, *paths: str) -> Any:
        """The first of the elements that is there; the others stay unread."""
        return next((value for value in map(self.take, paths) if value is not None), None)

    def places(self, path: str) -> Iterator[str]:
        """The path of each member of a list."""
        value = self._at(path)
        yield from (f"{path}.{place}" for place in range(len(value) if isinstance(value, list) else 0))

    def words(self, path: str) -> str | None:
        """What a CodeableConcept says: its text, or the display of its first coding."""
        found: str | None = self.first(f"{path}.text", f"{path}.coding.0.display", f"{path}.coding.0.code")
        return found

    def unread(self) -> list[str]:
        """Every element with a value that nothing has read, by name and path."""
        return [f"{self.name}: {path}" for path in _leaves(self.document) if not self._covers(path)]

    def _covers(self, path: str) -> bool:
        steps = path.split(".")
        return any(".".join(steps[:length]) in self._read for length in range(1, len(steps) + 1))


def _leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _leaves(each, f"{path}.{place}")
    else:
        yield path
