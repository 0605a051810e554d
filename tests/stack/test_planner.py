"""Operations that are compiled to SQL: which are, for whom, and that nothing is done twice when one cannot be."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from casewright import models
from casewright_gateway.context import Context
from casewright_gateway.doors import time_limit
from casewright_gateway.planner import compiler, emitters, lists, mutations, short_way
from casewright_gateway.planner.unplannable import Unplannable
from kit import Person, Stack
from stack.town import Town

NOTE = "mutation($input: AddNoteInput!) { addNote(input: $input) { note { text } problems { code } } }"


async def explained(person: Person, query: str, **variables: Any) -> dict[str, Any]:
    """The whole answer, with how it was made."""
    headers = {"authorization": f"Bearer {person.token}", "x-casewright-plan": "1"}
    body = {"query": query, "variables": variables}
    response = await person.client.post("/graphql", json=body, headers=headers)
    answer: dict[str, Any] = json.loads(response.text)
    return answer


PLANNED = [
    "{ cases(first: 2) { totalCount edges { cursor node { __typename id number risk { level points } } } } }",
    "{ treeCases(orderBy: [{field: STREET}]) { edges { node { street cost protected foundOn seenAt urgency } } } }",
    "{ treeCases { edges { node { deepest damages { part depth } availableTransitions { name allowed } } } } }",
    "{ worklist { pageInfo { hasNextPage endCursor } edges { node { title case { number } } } } }",
    '{ teamWorklist(team: "north") { totalCount edges { cursor node { title assignee case { number } } } } }',
    "{ cases { edges { node { ... on TreeCase { tag } ... on Pothole { road } tasks(first: 2) { title } } } } }",
    "{ me { subject roles } caseTypes { name stages { name phase } } }",
]


@pytest.mark.parametrize("query", PLANNED)
async def test_an_operation_is_answered_alike_the_first_time_and_afterwards(town: Town, query: str) -> None:
    """First by the plan under strawberry, which validates it; then in front of strawberry."""
    case = await town.inspected(team="north", cost="1.50", damages=[{"part": "root", "depth": 12}])
    await town.clerk.done("addTask", "task { id }", id=case["id"], title="Look again", role="clerk")
    first, second = [await explained(town.clerk, query) for _ in range(2)]
    assert first == second
    assert first["extensions"] == {"plan": {"planned": True, "reason": None}}
    assert "edges" not in query or first["data"].popitem()[1]["edges"]


async def test_who_asks_is_told_why_an_operation_is_not_planned(town: Town) -> None:
    """And nobody is told who does not ask."""
    query = "{ __schema { queryType { name } } }"
    answer = await explained(town.clerk, query)
    assert answer["extensions"]["plan"] == {"planned": False, "reason": "a question about the schema"}
    assert "extensions" not in await town.clerk.send(query)


async def test_what_multiplies_is_left_to_strawberry(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases inside cases bring everything once more for each case type: nothing a database should have to plan."""
    case = await town.tree()
    monkeypatch.setattr(compiler, "_MOST_SELECTS", 3)
    query = f'{{ case(id: "{case["id"]}") {{ id tasks {{ id }} notes {{ id }} links {{ other {{ id }} }} }} }}'
    answer = await explained(town.clerk, query)
    assert answer["data"]["case"]["id"] == case["id"]
    assert answer["extensions"]["plan"]["reason"] == "more than 3 lists and rows inside each other"


async def test_what_a_database_cannot_take_in_is_left_to_strawberry(
    town: Town, stack: Stack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The parser of SQLite holds so many levels: that is learned once for an operation, and is no fault."""
    case = await town.tree()
    monkeypatch.setattr(emitters.Sqlite, "deepest", emitters.Postgres.deepest)
    nested = "{ id links(first: 1) { other " * 4 + "{ id }" + "} }" * 4
    answers = [await explained(town.clerk, f'{{ case(id: "{case["id"]}") {nested} }}') for _ in range(2)]
    small = stack.platform.database.dialect == "sqlite"
    for answer in answers:
        assert answer.get("data") == {"case": {"id": case["id"], "links": []}}, answer
        assert answer["extensions"]["plan"]["reason"] == (
            "more than the database takes in one statement" if small else None
        )
    assert not caplog.records


async def test_one_text_has_a_plan_for_each_set_of_rights(town: Town) -> None:
    """What is hidden from one is shown to the other, whoever asked first."""
    await town.tree(reporter="Robin Reporter")
    query = "{ treeCases { edges { node { reporter } } } }"
    for _ in range(2):
        for role, shown in (("clerk", "Robin Reporter"), ("auditor", None)):
            answer = await explained(town.person("nina", role), query)
            assert [edge["node"]["reporter"] for edge in answer["data"]["treeCases"]["edges"]] == [shown]
            assert answer["extensions"]["plan"]["planned"]


async def test_a_plan_serves_other_teams_of_the_same_number(town: Town) -> None:
    """Each warden sees the trees of their own teams."""
    for team in ("north", "south", "west"):
        await town.tree(team=team)
    query = "{ treeCases(orderBy: [{field: NUMBER}]) { edges { node { team } } } }"
    for teams in (("north", "west"), ("west", "south"), ("north", "nowhere"), ("south",)):
        answer = await explained(town.person("nina", "warden", teams=teams), query)
        assert [edge["node"]["team"] for edge in answer["data"]["treeCases"]["edges"]] == sorted(
            set(teams) - {"nowhere"}
        )
        assert answer["extensions"]["plan"]["planned"]


async def test_variables_choose_among_plans(town: Town) -> None:
    """What is skipped, which tasks are listed and how many: one text, several answers."""
    case = await town.tree()
    await town.do_tasks(case)
    query = """query($id: ID!, $state: TaskState, $first: Int, $bare: Boolean = false) {
      case(id: $id) { number @skip(if: $bare) tasks(state: $state, first: $first) { state } } }"""

    async def told(**variables: Any) -> Mapping[str, Any]:
        answer = await explained(town.clerk, query, id=case["id"], **variables)
        assert answer["extensions"]["plan"]["planned"], answer
        found: Mapping[str, Any] = answer["data"]["case"]
        return found

    for _ in range(2):
        assert await told(first=50, bare=True) == {"tasks": [{"state": "DONE"}, {"state": "OPEN"}]}
        assert await told(first=50) == {"number": case["number"], "tasks": [{"state": "DONE"}, {"state": "OPEN"}]}
        assert await told(first=50, state="OPEN", bare=True) == {"tasks": [{"state": "OPEN"}]}
        assert await told(first=1, bare=True) == {"tasks": [{"state": "DONE"}]}
        assert await told(first=0, state="DONE") == {"number": case["number"], "tasks": []}


async def test_what_is_wrong_with_a_request_is_said_by_the_general_executor(town: Town) -> None:
    """A page that is too large and an id that is none: the same coded error however often it is asked."""
    await town.tree()
    for query in (
        "query($n: Int) { cases(first: $n) { totalCount } }",
        'query($n: Int) { case(id: "x") { tasks(first: $n) { id } } }',
    ):
        for _ in range(2):
            answer = await explained(town.clerk, query, n=101)
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
            assert not answer["extensions"]["plan"]["planned"]


async def test_a_row_of_an_older_schema_version_is_upgraded(town: Town, stack: Stack) -> None:
    """SQL does not know the upgrades of the plugin: such an answer is left to the general executor."""
    case = await town.tree()
    query = "{ treeCases { edges { node { street } } } }"
    assert (await explained(town.clerk, query))["extensions"]["plan"]["planned"]
    row = await models.Case.get(tenant_id=town.tenant, number=case["number"])
    fields = dict(row.fields_json)
    fields["road"] = fields.pop("street")
    await models.Case.filter(id=row.id).update(fields_json=fields, schema_version=1)
    answer = await explained(town.clerk, query)
    assert answer["data"]["treeCases"]["edges"] == [{"node": {"street": "Lime Street"}}]
    assert answer["extensions"]["plan"]["reason"] == "a stored value that only Python can write"


def broken(*given: Any) -> Any:
    """A plan that fails where the payload is read."""
    raise Unplannable("a test")


async def note_with_a_broken_plan(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notes of a case after one was added twice, whose payloads could not be read by a plan."""
    case = await town.tree()
    monkeypatch.setattr(mutations, "finished", broken)
    for text in ("one", "two"):
        answer = await explained(town.clerk, NOTE, input={"id": case["id"], "text": text})
        assert answer["data"]["addNote"] == {"note": {"text": text}, "problems": []}
        assert answer["extensions"]["plan"] == {"planned": False, "reason": "a test"}
    return sorted(note["text"] for note in (await town.seen(case, "notes { text }"))["notes"])


async def test_a_mutation_is_made_once_though_its_payload_is_read_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The general executor finds what the mutation came to, on both ways."""
    assert await note_with_a_broken_plan(town, monkeypatch) == ["one", "two"]


async def test_control_without_that_memory_it_would_be_made_twice(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note is written again by whoever answers again."""

    class Forgetful(dict[str, Any]):
        def __contains__(self, key: object) -> bool:
            return False

    made = Context.__init__

    def forgetful(self: Context, *given: Any, **named: Any) -> None:
        made(self, *given, **named)
        self.execution.done = Forgetful()

    monkeypatch.setattr(Context, "__init__", forgetful)
    assert await note_with_a_broken_plan(town, monkeypatch) == ["one", "one", "two", "two"]


async def test_what_takes_too_long_is_stopped_on_the_short_way_too(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same code, and it is not begun again by anybody else."""
    query, begun, limited = "{ worklist { edges { node { title } } } }", [], []
    await town.clerk.ask(query)

    async def endless(self: object, request: object) -> str:
        begun.append(request)
        await asyncio.Event().wait()
        return ""

    monkeypatch.setattr(lists.ListPlan, "answer", endless)

    def hurried(seconds: float, check: Any) -> time_limit:
        limited.append(seconds)
        return time_limit(0.01, check)

    monkeypatch.setattr(short_way, "time_limit", hurried)
    answer = await town.clerk.send(query)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["TIMEOUT"]
    assert "data" not in answer
    assert (len(begun), len(limited)) == (1, 1)
