"""Two tenants at one desk: each has the matrix and the targets that were agreed with it, and a case keeps its own."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import casewright_hr
import casewright_service_requests
from kit import Person, running
from story import WallClock

PLUGINS = {"service_requests": casewright_service_requests, "hr": casewright_hr}
"""The example has agreements on cases of both."""
AGREED = (Path(__file__).parents[3] / "examples" / "agreements.toml").read_text(encoding="utf-8")
SHOWN = "id priority matrix { version } targets { version p1 { restorationHours } } clocks { name deadlineAt }"


async def report(person: Person) -> dict[str, Any]:
    """Mail fails for everybody; it can wait a little."""
    values = {"service": "Mail", "symptom": "Late", "impact": "HIGH", "urgency": "MEDIUM"}
    reported: dict[str, Any] = (await person.done("openIncident", f"incident {{ {SHOWN} }}", **values))["incident"]
    return reported


def restored_by(case: dict[str, Any]) -> str:
    """Until when the service is to work again."""
    [moment] = [clock["deadlineAt"] for clock in case["clocks"] if clock["name"] == "restoration"]
    return str(moment)[:16]


async def test_each_tenant_has_its_own_matrix_and_targets(database_url: str, tmp_path: Path) -> None:
    """The same failure is P1 with two hours for one, and P2 with eight for the other; a running case keeps its own."""
    clock = WallClock(datetime(2026, 6, 1, 9, tzinfo=UTC))
    file = tmp_path / "agreements.toml"
    file.write_text(AGREED)
    async with running(database_url, tmp_path, PLUGINS, now=clock, agreements=str(file)) as stack:
        acme = await report(stack.person("ann", "service_agent", tenant="acme"))
        demo = await report(stack.person("dan", "service_agent"))
        assert (acme["priority"], acme["matrix"]["version"], restored_by(acme)) == (
            "STAT",
            "acme-1",
            "2026-06-01T11:00",
        )
        assert (demo["priority"], demo["matrix"]["version"], restored_by(demo)) == (
            "ASAP",
            "four-levels-1",
            "2026-06-01T17:00",
        )

    file.write_text(AGREED.replace("acme-1", "acme-2").replace("restoration_hours = 2 }", "restoration_hours = 3 }"))
    async with running(database_url, tmp_path, PLUGINS, now=clock, agreements=str(file), migrated=True) as stack:
        ann = stack.person("ann", "service_agent", tenant="acme")
        question = f"query($id: ID!) {{ case(id: $id) {{ ... on Incident {{ version {SHOWN} }} }} }}"
        before = (await ann.ask(question, id=acme["id"]))["case"]
        where = {"id": acme["id"], "expectedVersion": before["version"]}
        again = (await ann.done("acknowledgeIncident", f"incident {{ {SHOWN} }}", **where))["incident"]
        assert (again["matrix"]["version"], restored_by(again)) == ("acme-1", "2026-06-01T11:00")
        later = await report(ann)
        assert (later["targets"], restored_by(later)) == (
            {"version": "acme-2", "p1": {"restorationHours": 3}},
            "2026-06-01T12:00",
        )


async def test_a_request_is_answered_and_solved_as_agreed(sqlite_template: str, tmp_path: Path) -> None:
    """In business hours from Monday nine; an item of the catalogue keeps its own target, and nobody sets another."""
    file, database = tmp_path / "agreements.toml", tmp_path / "desk.db"
    file.write_text(AGREED)
    database.write_bytes(Path(sqlite_template).read_bytes())
    settings = {"now": WallClock(datetime(2026, 6, 1, 9, tzinfo=UTC)), "agreements": str(file)}
    async with running(f"sqlite:///{database}", tmp_path, PLUGINS, **settings) as stack:
        rita = stack.person("rita", "requester", tenant="acme")
        parties = [{"role": "requester", "name": "Rita", "subject": "rita"}]
        due = {}
        for item in ("A tree house", "Software licence"):
            opened = await rita.done(
                "openServiceRequest",
                "serviceRequest { clocks { name deadlineAt } }",
                item=item,
                details="Please",
                parties=parties,
            )
            clocks = {clock["name"]: clock["deadlineAt"] for clock in opened["serviceRequest"]["clocks"]}
            due[item] = (clocks["response"][:16], clocks["resolution"][:16])
        assert due == {
            "A tree house": ("2026-06-01T13:00", "2026-06-03T17:00"),
            "Software licence": ("2026-06-01T13:00", "2026-06-01T17:00"),
        }
        [inputs] = [stack.schema.type_map["OpenServiceRequestInput"]]
        assert {"matrix", "targets"}.isdisjoint(inputs.fields)  # type: ignore[attr-defined]
