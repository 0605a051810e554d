"""Care plans to and from FHIR files, through the API of a platform.

    python -m casewright_healthcare.fhir read careplan.json careteam.json goal.json --programme Recovery --from General
    python -m casewright_healthcare.fhir write CarePlanCase-0190... > bundle.json

Both ask `--url` with the token in CASEWRIGHT_TOKEN (`casewright token`). What has no place in a care plan is told.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from casewright_healthcare.fhir.exchange import opening_steps
from casewright_healthcare.fhir.reading import read_care
from casewright_healthcare.fhir.writing import CARE_QUERY, write_care

Ask: TypeAlias = Callable[[str, dict[str, Any]], dict[str, Any]]
ANSWER_WITHIN = timedelta(days=7)
"""How long a provider has to answer a service that was read."""


def main(words: Sequence[str] | None = None, ask: Ask | None = None) -> int:
    """Run a command; `ask` answers an operation with its variables, by default over HTTP."""
    options = _options(words)
    answer = ask or _over_http(options.url)
    if options.command == "write":
        print(json.dumps(write_care(answer(CARE_QUERY, {"id": options.case})["case"]), ensure_ascii=False, indent=1))
        return 0
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in options.files]
    found = read_care(documents, programme=options.programme, referred_by=options.referred_by)
    for sentence in found.not_read:
        print(sentence, file=sys.stderr)
    steps = opening_steps(found, answer_due_at=datetime.now(UTC) + ANSWER_WITHIN)
    step = next(steps)
    while True:
        try:
            step = steps.send(_made(answer, *step))
        except StopIteration as end:
            print(end.value)
            return 0


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="casewright_healthcare.fhir", description="Care plans to and from FHIR files."
    )
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read", help="open a care plan from the resources of one patient")
    read.add_argument("files", type=Path, nargs="+")
    read.add_argument("--programme", default="Care plan", help="where no resource names one")
    read.add_argument("--from", dest="referred_by", default="another system", help="where no resource names one")
    write = commands.add_parser("write", help="print a care plan as a Bundle")
    write.add_argument("case", help="the id of the case")
    return parser.parse_args(words)


def _made(answer: Ask, mutation: str, selection: str, values: dict[str, Any]) -> dict[str, Any]:
    """The payload of a mutation; ends the program with its first problem."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    text = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ problems {{ path message }} {selection} }} }}"
    payload: dict[str, Any] = answer(text, {"input": values})[mutation]
    if payload["problems"]:
        sys.exit(f"{mutation}: {payload['problems'][0]['message']}")
    return payload


def _over_http(url: str) -> Ask:
    token = os.environ.get("CASEWRIGHT_TOKEN", "")

    def ask(query: str, variables: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        with urlopen(Request(urljoin(url, "/graphql"), body, headers)) as response:  # noqa: S310
            answer = json.load(response)
        if "errors" in answer:
            sys.exit(str(answer["errors"][0]["message"]))
        data: dict[str, Any] = answer["data"]
        return data

    return ask


if __name__ == "__main__":
    sys.exit(main())
