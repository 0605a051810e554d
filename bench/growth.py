"""Growth: what a page of 50 costs from 10 thousand to a million cases, at the start of the list and far into it.

All databases and servers run at once and are asked in turn, so that a busy moment of the machine hits all alike.
"""

import http.client
import json
import statistics
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import report
from bench.contestants import JSON, gateway, tokens_of
from bench.postgres import seeded
from bench.progress import say

_PAGE = """query ($after: String) { insuranceClaims(first: 50, after: $after) {
  edges { cursor node { id number title stage phase status assignee version openedAt updatedAt } }
  pageInfo { hasNextPage endCursor }
} }"""
_TURN = "query ($after: String) { insuranceClaims(first: 50, after: $after) { pageInfo { hasNextPage endCursor } } }"
_DEEP = 1000
_READERS = {"all": "adjuster-1", "half": "half"}
"""Who sees every case, and who is kept from every second one by exclusions: from 100,000 in the second database."""


@dataclass
class _Place:
    """One page of one database for one reader, asked again and again over one connection."""

    cases: int
    reader: str
    page: int
    after: str | None
    port: int
    token: str

    def __post_init__(self) -> None:
        self.times: list[float] = []
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def ask(self, query: str = _PAGE) -> Any:
        """The page as it was answered; the time it took is kept."""
        body = json.dumps({"query": query, "variables": {"after": self.after}})
        began = time.perf_counter()
        self._connection.request("POST", "/graphql", body, {**JSON, "authorization": f"Bearer {self.token}"})
        answer = json.loads(self._connection.getresponse().read())
        self.times.append(1000 * (time.perf_counter() - began))
        return answer["data"]["insuranceClaims"]

    def turn_pages(self) -> "_Place":
        """The page 1,000 of the same list, or the last one of a shorter list."""
        after, page = self.after, self.page
        while page < _DEEP:
            turned = _Place(self.cases, self.reader, page, after, self.port, self.token).ask(_TURN)["pageInfo"]
            if not turned["hasNextPage"]:
                break
            after, page = turned["endCursor"], page + 1
        return _Place(self.cases, self.reader, page, after, self.port, self.token)

    @property
    def milliseconds(self) -> float:
        """The median."""
        return statistics.median(self.times)


def run(quick: bool) -> dict[str, Any]:
    """Milliseconds of each page, and how much more the largest database takes than the smallest."""
    sizes, requests = ((1_000, 5_000, 20_000), 20) if quick else ((10_000, 200_000, 1_000_000), 200)
    folder = Path("build/bench").absolute()
    with ExitStack() as stack:
        places: list[_Place] = []
        for cases in sizes:
            database = stack.enter_context(seeded(cases, parts=False, folder=folder))
            _, port = stack.enter_context(gateway(database, folder, 1, "on"))
            tokens = tokens_of(folder)
            with say(f"turning {_DEEP} pages"):
                firsts = [_Place(cases, name, 1, None, port, tokens[subject]) for name, subject in _READERS.items()]
                places += [place for first in firsts for place in (first, first.turn_pages())]
        with say("pages of 50"):
            for turn in range(-5, requests):
                for place in places:
                    place.ask()
                    if turn < 0:  # connections, prepared statements and plans
                        place.times.clear()
    print(report.table(["cases", "reader", "page", "p50 ms"], [_row(place) for place in places]))
    figures = {f"{place.cases}_{place.reader}_page_{place.page}": place.milliseconds for place in places}
    return {"milliseconds": figures, **_ratios(places, sizes)}


def _row(place: _Place) -> list[Any]:
    return [f"{place.cases:,}", place.reader, f"{place.page:,}", place.milliseconds]


def _ratios(places: list[_Place], sizes: tuple[int, int, int]) -> Mapping[str, float]:
    small, middle, large = sizes
    found = {(place.cases, place.reader, place.page == 1): place.milliseconds for place in places}
    ratios = {
        "first_page_large_to_small": max(found[large, who, True] / found[small, who, True] for who in _READERS),
        "deep_page_large_to_first_page_small": max(
            found[large, who, False] / found[small, who, True] for who in _READERS
        ),
        "restricted_to_unrestricted": max(
            found[middle, "half", first] / found[middle, "all", first] for first in (True, False)
        ),
    }
    print(report.table(["ratio", "times"], list(ratios.items())), flush=True)
    return ratios
