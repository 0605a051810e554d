"""Somebody who asks one question after the other over one connection."""

import http.client
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bench.contestants import JSON


class Asker:
    """Somebody with a token."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {**JSON, "authorization": f"Bearer {token}"}

    def milliseconds(self, query: str, variables: Sequence[Mapping[str, Any]], times: int) -> float:
        """The median; the first round, in which statements are prepared, does not count."""
        spent = []
        for turn in range(-1, times):
            for asked in variables:
                took = self.once(query, asked)
                spent += [took] if turn >= 0 else []
        return statistics.median(spent)

    def once(self, query: str, variables: Mapping[str, Any]) -> float:
        """The milliseconds of one answer without errors."""
        body = json.dumps({"query": query, "variables": variables})
        began = time.perf_counter()
        self._connection.request("POST", "/graphql", body, self._headers)
        answer = json.loads(self._connection.getresponse().read())
        assert "errors" not in answer, answer
        return 1000 * (time.perf_counter() - began)
