"""What is asked: each scenario in the words of casewright and of PostGraphile, with what it is asked about."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from bench.postgres import Database
from casewright_gateway import ids

_OPERATIONS = Path(__file__).parent / "operations"
_VARIED = 200
"""How many different objects the reads are about."""
_FIRST_LOSS = date(2024, 6, 1)
"""Losses are spread over days as in the seed: the look for duplicates goes through those of a day."""

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Scenario:
    """One kind of request: `variables` gives what it is about, for casewright and for PostGraphile.

    A write uses up what it is about, so no body of it is sent twice. Only casewright knows what is hidden from a
    `reader`; PostGraphile takes part where nothing is.
    """

    name: str
    kind: Literal["read", "write"]
    variables: Callable[[Database, int], Iterator[tuple[Variables, Variables]]]
    operation: str
    reader: str = "adjuster-1"

    def bodies(
        self, database: Database, peer: Literal["casewright", "postgraphile"], count: int = _VARIED
    ) -> list[str]:
        """Requests ready to be sent; raises LookupError when the database has nothing left to ask about."""
        query = self.query(peer)
        place = 0 if peer == "casewright" else 1
        given = [pair[place] for pair in islice(self.variables(database, count), count)]
        if not given:
            raise LookupError(f"nothing is left to ask about for {self.name}")
        return [json.dumps({"query": query, "variables": variables}) for variables in given]

    def put_to(self, peer: str) -> bool:
        """Whether the peer can answer it."""
        return peer == "casewright" or self.reader == "adjuster-1"

    def query(self, peer: str) -> str:
        """The operation in the peer's words."""
        return (_OPERATIONS / peer / f"{self.operation}.graphql").read_text()


def _cases(database: Database, count: int) -> Iterator[tuple[Variables, Variables]]:
    for row in database.rows('SELECT id FROM "case" ORDER BY hashtext(id::text) LIMIT $1', count):
        yield {"id": ids.encode("InsuranceClaim", row["id"])}, {"id": _node_id("Case", row["id"])}


def _assignees(database: Database, count: int) -> Iterator[tuple[Variables, Variables]]:
    for row in database.rows('SELECT DISTINCT assignee FROM "case" WHERE assignee IS NOT NULL LIMIT $1', count):
        yield {"assignee": row["assignee"]}, {"assignee": row["assignee"]}


def _nothing(database: Database, count: int) -> Iterator[tuple[Variables, Variables]]:
    yield {}, {}


def _notices(database: Database, count: int) -> Iterator[tuple[Variables, Variables]]:
    [(first,)] = database.rows('SELECT count(*) FROM "case"')
    for number in range(first, first + count):
        lost_on = _FIRST_LOSS + timedelta(days=number % 700)
        notice = {"policyNumber": f"AUT-{number:09}", "lostOn": lost_on.isoformat(), "amountClaimed": "1200"}
        yield (
            {"input": {**notice, "peril": "THEFT", "thirdPartyAtFault": True}},
            {"input": {**notice, "peril": "theft"}},
        )


def _fresh(database: Database, count: int) -> Iterator[tuple[Variables, Variables]]:
    query = "SELECT id FROM \"case\" WHERE stage = 'fnol' AND status = 'active' AND version = 1 LIMIT $1"
    for row in database.rows(query, count):
        yield (
            {"input": {"id": ids.encode("InsuranceClaim", row["id"]), "expectedVersion": 1}},
            {"input": {"target": str(row["id"]), "expectedVersion": 1}},
        )


def _node_id(type_name: str, row_id: Any) -> str:
    return b64encode(json.dumps([type_name, str(row_id)], separators=(",", ":")).encode()).decode()


SCENARIOS = (
    Scenario("single", "read", _cases, "single"),
    Scenario("list", "read", _assignees, "list"),
    Scenario("list_half_hidden", "read", _assignees, "list", reader="half"),
    Scenario("relations", "read", _assignees, "relations"),
    Scenario("worklist", "read", _nothing, "worklist"),
    Scenario("open", "write", _notices, "open"),
    Scenario("transition", "write", _fresh, "transition"),
)
