"""How strong a client's position is, point by point: a rubric of this plugin's own."""

from casewright import Band, Instrument, Item, Option

_HOW_GOOD = (Option("strong", "Strong", 2), Option("even", "Even", 1), Option("weak", "Weak", 0))


def _point(id: str, label: str) -> Item:
    return Item(id=id, label=label, options=_HOW_GOOD)


CASE_STRENGTH = Instrument(
    name="case_strength",
    version="1",
    title="Strength of the case",
    source="a rubric of this plugin's own; its bands are no prediction",
    items=(
        _point("law", "The law on the client's side"),
        _point("facts", "The facts, as far as they are known"),
        _point("documents", "Documents that prove them"),
        _point("witnesses", "Witnesses who will be believed"),
        _point("recovery", "What the other side can pay"),
    ),
    bands=(Band("weak", 0), Band("even", 4), Band("strong", 7)),
)
"""Five points, two for each that speaks for the client."""
