"""Bars of time: measured in every run, held in a soak, which has a machine for itself."""

from collections.abc import Sequence

from faults.conftest import SOAK


def within(what: str, seconds: float, bar: float) -> None:
    """What took so long may take so long; `make soak` fails when it took longer, every run tells it."""
    print(f"{what}: {seconds:.3f} s, at most {bar:.3f} s")
    assert seconds <= bar or not SOAK, f"{what} took {seconds:.3f} s, at most {bar:.3f} s are promised"


def percentile(seconds: Sequence[float], share: float) -> float:
    """The nearest rank: so large a share of them is not longer."""
    return sorted(seconds)[max(0, round(len(seconds) * share) - 1)]
