"""What schemathesis has to know of this API and is to look at; it reads this in an environment of its own.

`CODES` holds how anything may be refused, separated by commas.
"""

import json
import os
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

_CODES = set(os.environ["CODES"].split(","))

schemathesis.graphql.scalar("Date", st.dates().map(str).map(nodes.String))
schemathesis.graphql.scalar("DateTime", st.datetimes(timezones=st.just(None)).map(lambda at: nodes.String(f"{at}Z")))
schemathesis.graphql.scalar("Decimal", st.decimals(allow_nan=False, allow_infinity=False).map(str).map(nodes.String))
schemathesis.graphql.scalar("JSON", st.text(max_size=20).map(nodes.String))


@schemathesis.check
def coded(ctx: Any, response: Any, case: Any) -> None:
    """No error of the server, and each refusal, as data or as an error, has one of the codes."""
    assert response.status_code < 500, response.status_code
    answer = json.loads(response.content)
    told = {error["extensions"]["code"] for error in answer.get("errors") or ()}
    for payload in (answer.get("data") or {}).values():
        if isinstance(payload, dict):
            told |= {problem["code"] for problem in payload.get("problems") or () if "code" in problem}
    assert told <= _CODES, told - _CODES
