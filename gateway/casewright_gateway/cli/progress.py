"""Progress on standard error: one line that grows on a terminal, a line every tenth elsewhere."""

import sys


class Progress:
    """Called with how many are done, of how many."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._said = -1

    def __call__(self, done: int, of: int) -> None:
        """Say how far it is, when there is something new to say."""
        tenth = 10 * done // max(of, 1)
        if sys.stderr.isatty():
            end = "\n" if done == of else ""
            print(f"\r{self._what}: {done} of {of}", end=end, file=sys.stderr, flush=True)
        elif tenth != self._said:
            self._said = tenth
            say(f"{self._what}: {done} of {of}")


def say(sentence: str) -> None:
    """One line on standard error: standard output belongs to results."""
    print(sentence, file=sys.stderr, flush=True)
