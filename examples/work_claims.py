"""Work a sample of imported claims through GraphQL, as adjuster, managers and special investigator.

    casewright migrate
    casewright import InsuranceClaim examples/auto_claims.csv --map examples/auto_claims.toml
    casewright serve &
    python examples/work_claims.py --sample 12

It talks HTTP only, with tokens from `casewright token`, and needs nothing but the standard library. Each claim gets a
document, its risk is read, and it goes as far as its facts allow: paid, paid after somebody with more authority agreed,
denied, or ended below the deductible. A summary table closes it.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen

LIMITS = {
    "ada": 20_000,
    "milo": 50_000,
    "dora": 500_000,
}
"""What adjuster, manager and director may reserve and approve alone, in the currency of the claims."""

CLAIM = """
  id number stage status outcome version amountClaimed flagCount siuProposed paidTotal approved
  policy { deductible limit } peril policeReport
  coverageVerdict { cover reasons }
  risk { level points assessments(first: 1) { factors { sentence points fact } missing } }
  tasks(state: OPEN, first: 20) { id title required }
"""


@dataclass
class Person:
    """Somebody who signs in and works claims."""

    name: str
    url: str
    token: str

    def post(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The data of one operation."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.token}"}
        with urlopen(Request(urljoin(self.url, "/graphql"), body, headers)) as response:  # noqa: S310
            answer = json.load(response)
        if "errors" in answer:
            sys.exit(f"{self.name}: {answer['errors'][0]['message']}")
        data: dict[str, Any] = answer["data"]
        return data

    def try_to(self, mutation: str, selection: str, values: dict[str, Any]) -> dict[str, Any]:
        """The payload of a mutation, problems included."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        query = (
            f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ problems {{ code message }} {selection} }} }}"
        )
        payload: dict[str, Any] = self.post(query, {"input": values})[mutation]
        return payload


@dataclass
class Work:
    """One claim on its way: its state as last read, and what happened to it."""

    adjuster: Person
    claim: dict[str, Any]
    story: list[str] = field(default_factory=list)

    def move(self, transition: str, by: Person | None = None, **arguments: Any) -> str | None:
        """Make a transition; gives the id of the approval it waits for."""
        target = {"id": self.claim["id"], "expectedVersion": self.claim["version"]}
        selection = f"insuranceClaim {{ {CLAIM} }} approval {{ id role }}"
        payload = (by or self.adjuster).try_to(f"{transition}InsuranceClaim", selection, target | arguments)
        if payload["problems"]:
            sys.exit(f"{self.claim['number']} {transition}: {payload['problems'][0]['message']}")
        self.claim = payload["insuranceClaim"]
        return payload["approval"] and payload["approval"]["id"]

    def screen(self) -> None:
        """Find that the loss needs a claim."""
        values = {"id": self.claim["id"], "verdict": "NEEDS_PROCESS", "reasons": ["loss_reported"]}
        payload = self.adjuster.try_to("screenCase", f"case {{ ... on InsuranceClaim {{ {CLAIM} }} }}", values)
        self.claim = payload["case"]

    def agreed(self, approval: str | None, chain: list[Person]) -> None:
        """Let the chain decide, one after the other, until somebody's authority suffices."""
        if approval is None:
            return
        for person in chain:
            payload = person.try_to(
                "decideApproval",
                f"approval {{ state }} case {{ ... on InsuranceClaim {{ {CLAIM} }} }}",
                {"id": approval, "approve": True, "reason": "the documents bear it out"},
            )
            decided = payload["approval"]["state"] == "APPROVED"
            self.story.append(f"{person.name} {'agreed' if decided else 'endorsed'}")
            self.claim = payload["case"]
            if decided:
                return
        sys.exit(f"{self.claim['number']}: nobody may decide this")

    def attach(self, name: str, text: str) -> None:
        """Upload a document in two steps, and have it proved."""
        content = text.encode()
        announced = {"id": self.claim["id"], "name": name, "mediaType": "text/plain", "size": len(content)}
        asked = self.adjuster.try_to(
            "requestUpload", "versionId upload { url method headers { name value } }", announced
        )
        link = asked["upload"]
        headers = {header["name"]: header["value"] for header in link["headers"]}
        put = Request(urljoin(self.adjuster.url, link["url"]), content, headers, method=link["method"])  # noqa: S310
        with urlopen(put):  # noqa: S310
            pass
        proof = {"versionId": asked["versionId"], "sha256": hashlib.sha256(content).hexdigest()}
        confirmed = self.adjuster.try_to("confirmUpload", "document { current }", proof)
        assert confirmed["document"]["current"] == 1, confirmed

    def finish_tasks(self) -> None:
        """Do what the stage asks for."""
        for task in self.claim["tasks"]:
            self.adjuster.try_to("completeTask", "task { state }", {"id": task["id"], "result": "done"})


def work(claim: dict[str, Any], adjuster: Person, chain: list[Person], investigator: Person) -> Work:
    """Take one claim from its notice to its end."""
    at_work = Work(adjuster, claim)
    at_work.attach("statement of the driver.txt", f"What happened, in the words of the driver. {claim['number']}")
    at_work.move("acknowledge")
    at_work.move("verifyCoverage")
    if at_work.claim["coverageVerdict"]["cover"] == "BELOW_DEDUCTIBLE":
        at_work.move("closeBelowDeductible")
        return at_work
    if at_work.claim["coverageVerdict"]["cover"] == "NOT_COVERED":
        at_work.move("deny", ground="PERIL_NOT_COVERED")
        return at_work
    at_work.screen()
    at_work.move("acceptCoverage")
    at_work.move("triage", segment="COMPLEX" if claim["flagCount"] else "STANDARD")
    at_work.move("investigate")
    if _suspicious(at_work.claim):
        _investigate_specially(at_work, investigator)
    if at_work.claim["status"] == "ACTIVE":
        _settle(at_work, chain)
    return at_work


def _suspicious(claim: dict[str, Any]) -> bool:
    """The adjuster's own judgement: a theft that nobody reported to the police, or enough indicators."""
    return bool(claim["siuProposed"] or (claim["peril"] == "THEFT" and claim["policeReport"] is not True))


def _investigate_specially(at_work: Work, investigator: Person) -> None:
    at_work.story.append("special investigation")
    at_work.move("referToSiu", grounds="the indicators taken together")
    at_work.move("acceptReferral", investigator)
    at_work.move("beginSpecialInvestigation", investigator)
    confirmed = at_work.claim["policeReport"] is False
    finding = "CONFIRMED" if confirmed else "FRAUD_NOT_FOUND"
    at_work.move("reportFinding", investigator, finding=finding, report="interviews and the trail of the vehicle")
    at_work.move("returnFromSiu", investigator, reason="the special investigation is over")
    if confirmed:
        at_work.move("deny", ground="FRAUD")


def _settle(at_work: Work, chain: list[Person]) -> None:
    loss = Decimal(at_work.claim["amountClaimed"])
    policy = at_work.claim["policy"]
    payable = str(min(loss - Decimal(policy["deductible"]), Decimal(policy["limit"])))
    coverage = "COMPREHENSIVE" if at_work.claim["peril"] == "THEFT" else "COLLISION"
    line = {"coverage": coverage, "costType": "INDEMNITY"}
    at_work.finish_tasks()
    at_work.move("acceptProof")
    at_work.move("concludeInvestigation", findings="the loss happened as reported")
    at_work.move("evaluate", lossValue=str(loss))
    at_work.agreed(at_work.move("setReserve", **line, amount=payable), chain)
    at_work.agreed(at_work.move("approve", amount=payable), chain)
    at_work.move("pay", **line, amount=payable, payee="the policyholder", kind="FINAL")
    at_work.move("closeExposure", coverage=coverage)
    at_work.move("prepareClosing")
    at_work.finish_tasks()
    at_work.move("close")
    at_work.finish_tasks()
    at_work.move("reviewOutcome")
    at_work.move("recordOutcome", review="settled on the documents")


def sampled(person: Person, size: int) -> Iterator[dict[str, Any]]:
    """New claims: a third of them the riskiest, a third the oldest, a third with the latest losses."""
    query = f"""query($order: [InsuranceClaimOrder!]) {{
      insuranceClaims(where: {{stage: {{eq: "fnol"}}}}, orderBy: $order, first: {size}) {{
        edges {{ node {{ {CLAIM} }} }}
      }}
    }}"""
    seen: set[str] = set()
    orders = ("RISK_POINTS", "DESC"), ("OPENED_AT", "ASC"), ("LOST_ON", "DESC")
    for column, direction in orders:
        edges = person.post(query, {"order": [{"field": column, "direction": direction}]})["insuranceClaims"]["edges"]
        fresh = [edge["node"] for edge in edges if edge["node"]["number"] not in seen]
        for claim in fresh[: -(-size // len(orders))]:
            seen.add(claim["number"])
            yield claim


def explained(claim: dict[str, Any]) -> str:
    """The risk in a few words: level, points and the rules that fired."""
    factors = claim["risk"]["assessments"][0]["factors"]
    sentences = "; ".join(f"{factor['sentence']} (+{factor['points']})" for factor in factors)
    return f"{claim['risk']['level'].lower()} {claim['risk']['points']}" + (f": {sentences}" if sentences else "")


def sign_in(url: str, name: str, role: str) -> Person:
    """A token of the local issuer."""
    limit = LIMITS.get(name, 0)
    words = ["token", "--subject", name, "--role", role]
    words += ["--limit", f"claim.approve={limit}", f"claim.reserve={limit}"]
    words = [sys.executable, "-m", "casewright_gateway.cli", *words]
    return Person(name, url, subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip())  # noqa: S603


def main() -> None:
    """Work the sample and print the table."""
    parser = argparse.ArgumentParser(description="Work a sample of claims through GraphQL.")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--sample", type=int, default=12)
    options = parser.parse_args()
    adjuster = sign_in(options.url, "ada", "adjuster")
    chain = [sign_in(options.url, "milo", "manager"), sign_in(options.url, "dora", "director")]
    investigator = sign_in(options.url, "ines", "special_investigator")
    print(f"{'claim':<16}{'claimed':>10}{'paid':>10}  {'outcome':<17}{'on the way':<58}risk")
    totals: dict[str, int] = {}
    for claim in list(sampled(adjuster, options.sample)):
        done = work(claim, adjuster, chain, investigator)
        outcome = done.claim["outcome"]
        totals[outcome] = totals.get(outcome, 0) + 1
        way = ", ".join(done.story) or "within the adjuster's authority"
        paid = Decimal(done.claim["paidTotal"])
        print(f"{claim['number']:<16}{claim['amountClaimed']:>10}{paid:>10}  {outcome:<17}{way:<58}{explained(claim)}")
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(totals.items())))


if __name__ == "__main__":
    main()
