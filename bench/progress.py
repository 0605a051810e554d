"""What a person who waits sees."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def say(what: str) -> Iterator[None]:
    """One line: what is done now, and how long it took."""
    began = time.perf_counter()
    print(f"{what} ... ", end="", flush=True)
    yield
    print(f"{time.perf_counter() - began:.1f} s", flush=True)
