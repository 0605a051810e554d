"""How complex a claim is to handle, point by point: a rubric of this plugin's own."""

from casewright import Band, Instrument, Item, Option

COMPLEX = "complex"
"""The band of claims that are not for the fast track, whatever their facts propose."""

CLAIM_COMPLEXITY = Instrument(
    name="claim_complexity",
    version="1",
    title="Complexity of the claim",
    source="a rubric of this plugin's own; its points are a practice, its bands are no prediction",
    items=(
        Item(id="claimants", label="How many people claim", steps=((1, 0), (2, 1), (4, 2)), most=1000),
        Item(
            id="injury",
            label="The worst injury",
            options=(Option("none", "None", 0), Option("minor", "Minor", 1), Option("serious", "Serious", 3)),
        ),
        Item(
            id="liability",
            label="Who is to blame",
            options=(Option("clear", "Clear", 0), Option("shared", "Shared", 1), Option("disputed", "Disputed", 2)),
        ),
        Item(
            id="cover",
            label="Whether the policy answers",
            options=(
                Option("clear", "Clear", 0),
                Option("to_read", "To be read closely", 1),
                Option("open", "Open", 2),
            ),
        ),
        Item(
            id="damage",
            label="What it takes to value the damage",
            options=(Option("papers", "The papers", 0), Option("visit", "A visit", 1), Option("experts", "Experts", 2)),
        ),
        Item(
            id="counsel",
            label="Whether the claimant has counsel",
            options=(Option("no", "No", 0), Option("yes", "Yes", 1), Option("in_court", "Yes, in court", 3)),
        ),
    ),
    bands=(Band("simple", 0), Band("standard", 3), Band(COMPLEX, 6)),
)
"""Six points; how much handling they mean is a person's decision."""
