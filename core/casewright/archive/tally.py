"""How far a long piece of work is."""

from casewright.archive import Progress


class Tally:
    """Counts up to a total, and tells each step."""

    def __init__(self, progress: Progress, what: str, of: int) -> None:
        self._progress = progress
        self._what = what
        self._of = of
        self.done = 0

    def add(self, number: int = 1) -> None:
        """So many more are done."""
        self.done += number
        self._progress(self._what, self.done, self._of)
