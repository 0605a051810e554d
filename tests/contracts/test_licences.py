"""What the product runs on may be passed on: the licence of every distribution it needs, itself included."""

import re
from importlib.metadata import Distribution, distribution

import pytest
from packaging.requirements import Requirement

FREE = re.compile(
    r"MIT(-0)?|MIT License|Apache[ -]2\.0|Apache Software License|BSD( License|-2-Clause|-3-Clause)|Unlicense|PSF-2\.0"
    r"|ISC|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)"
)
"""Permissive, or by file only."""
EXCEPTIONS = {"dramatiq": "LGPL: imported as it is, unchanged and exchangeable"}
_BETWEEN = re.compile(r" AND | OR |; |[()]")


def needed(name: str, found: dict[str, Distribution] | None = None) -> dict[str, Distribution]:
    """A distribution and all that it needs here, without extras of the product."""
    known = {} if found is None else found
    key = name.lower().replace("_", "-")
    if key not in known:
        known[key] = distribution(name)
        for text in known[key].requires or []:
            asked = Requirement(text)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                needed(asked.name, known)
    return known


def licences(of: Distribution) -> list[str]:
    """The licences a distribution names, by expression or else by classifier."""
    classified = [
        each.rsplit(" :: ", 1)[-1] for each in of.metadata.get_all("Classifier") or [] if "License ::" in each
    ]
    written = of.metadata.get("License-Expression") or "; ".join(classified) or of.metadata.get("License") or ""
    return [written] if FREE.fullmatch(written) else [part for part in _BETWEEN.split(written) if part.strip()]


def test_every_licence_lets_the_product_be_passed_on() -> None:
    """A new dependency with another licence fails here until somebody decides."""
    every = needed("casewright")
    named = {name: licences(found) for name, found in every.items()}
    assert len(named) > 20
    bad = {name: found for name, found in named.items() if not found or not all(map(FREE.fullmatch, found))}
    assert bad.keys() == EXCEPTIONS.keys(), bad


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "Proprietary", "AGPL-3.0", "MIT-like"])
def test_control_other_licences_are_seen(licence: str) -> None:
    """The list is compared as a whole, not by its beginning."""
    assert not FREE.fullmatch(licence)
