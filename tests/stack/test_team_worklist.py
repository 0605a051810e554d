"""The worklist of a team: all its open tasks, whoever has them, as far as one may see them."""

from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Any, TypeAlias

import pytest

from casewright import models
from casewright.db.sql import Sql
from casewright.operations.upkeep import bring_up
from casewright_gateway.reads.keyset import Page, beyond, order_by
from casewright_gateway.staff import MOST_URGENT
from kit import Person
from stack.town import Town, nothing_changes, rules

QUERY = """query($team: String!, $first: Int, $after: String, $last: Int, $before: String) {
  teamWorklist(team: $team, first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { title assignee case { number } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def listed(person: Person, team: str = "north", **page: Any) -> dict[str, Any]:
    """A page of the work of a team."""
    found: dict[str, Any] = (await person.ask(QUERY, team=team, **page))["teamWorklist"]
    return found


def titles(found: dict[str, Any]) -> list[str]:
    """What is to be done, in order."""
    return [edge["node"]["title"] for edge in found["edges"]]


async def add(town: Town, case: dict[str, Any], title: str, **values: Any) -> str:
    """The id of a task that was added."""
    payload = await town.clerk.done("addTask", "task { id }", id=case["id"], title=title, **values)
    identity: str = payload["task"]["id"]
    return identity


async def bare(town: Town, team: str | None = "north", **fields: Any) -> dict[str, Any]:
    """A tree without the tasks it begins with."""
    case = await town.tree(team=team, **fields)
    for task in (await town.seen(case, "tasks(state: OPEN) { id }"))["tasks"]:
        await town.clerk.done("assignTask", "task { id }", id=task["id"], subject="carla")
        await town.clerk.done("completeTask", "task { id }", id=task["id"])
    return case


async def test_a_team_has_all_its_open_work_the_most_urgent_first(town: Town) -> None:
    """Of several cases, whoever has it or nobody; one's own list is asked for beside it, in one operation."""
    elm, oak = await bare(town), await bare(town)
    await add(town, elm, "later", assignee="wim", dueAt="2026-05-01T00:00:00Z")
    await add(town, elm, "some day")
    await add(town, oak, "sooner", assignee="wanda", dueAt="2026-04-01T00:00:00Z")
    await add(town, oak, "waiting", role="warden", dueAt="2026-04-02T00:00:00Z")
    done = await add(town, oak, "done")
    await town.clerk.done("completeTask", "task { id }", id=done)
    await add(town, await bare(town, team="south"), "elsewhere", role="warden")
    await add(town, await bare(town, team=None), "nobody's", role="warden")
    row = "edges { node { title assignee } }"
    wanda = town.person("wanda", "warden", teams=("north",))
    both = await wanda.ask(f'{{ mine: worklist {{ {row} }} team: teamWorklist(team: "north") {{ totalCount {row} }} }}')
    assert titles(both["mine"]) == ["sooner", "waiting"]
    assert both["team"]["totalCount"] == 4
    assert [tuple(edge["node"].values()) for edge in both["team"]["edges"]] == [
        ("sooner", "wanda"),
        ("waiting", None),
        ("later", "wim"),
        ("some day", None),
    ]


async def test_pages_forward_and_backward_are_the_list(town: Town) -> None:
    """With tasks due at the same moment and without a due date; where a page ends, the next one goes on."""
    case = await bare(town)
    dates = [None, "2026-04-01T00:00:00Z", "2026-04-01T00:00:00.5Z", "2026-03-01T00:00:00Z"]
    for number in range(10):
        await add(town, case, f"{number}", dueAt=dates[number % 4])
    every = titles(await listed(town.clerk))
    assert every == ["3", "7", "1", "5", "9", "2", "6", "0", "4", "8"]
    forward, backward = list[str](), list[str]()
    after, before = None, None
    for more in (True, True, True, False):
        page = await listed(town.clerk, first=3, after=after)
        forward += titles(page)
        after = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasNextPage"] is more
        page = await listed(town.clerk, last=3, before=before)
        backward += titles(page)[::-1]
        before = page["pageInfo"]["startCursor"]
        assert page["pageInfo"]["hasPreviousPage"] is more
    assert forward == every == backward[::-1]


@pytest.mark.parametrize("cursor", ["", "x", "\\N", "2026-04-01~x", "2026-04-01T00:00:00~7", "1~2~3", "a\x00~b"])
async def test_a_forged_cursor_is_refused(town: Town, cursor: str) -> None:
    """Forward and backward, and by a count alone."""
    for end in ("after", "before"):
        for selection in ("edges { cursor }", "totalCount"):
            query = f'query($cursor: String) {{ teamWorklist(team: "north", {end}: $cursor) {{ {selection} }} }}'
            told = await town.clerk.send(query, cursor=cursor)
            assert [error["extensions"]["code"] for error in told["errors"]] == ["BAD_USER_INPUT"]


async def test_only_what_one_may_see_is_on_the_list(town: Town) -> None:
    """Another team, and who is excluded, not cleared, not shown tasks or without a role, neither sees nor counts it."""
    case = await bare(town)
    await add(town, case, "Prune")
    people = {
        "clerk": town.clerk,
        "of the team": town.person("wanda", "warden", teams=("north", "west")),
        "of another team": town.person("sven", "warden", teams=("south",)),
        "of the case": town.person("cliff", "climber"),
        "not shown tasks": town.person("nell", "neighbour"),
        "of another tenant": Town(town.stack, f"{town.tenant}-b").clerk,
        "nobody": town.person("nobody"),
    }

    async def who() -> set[str]:
        found = {name: await listed(person) for name, person in people.items()}
        assert all((page["totalCount"] == 1) is (titles(page) == ["Prune"]) for page in found.values())
        return {name for name, page in found.items() if page["totalCount"]}

    assert await who() == {"clerk", "of the team"}
    await town.clerk.done("assignCase", "case { id }", id=case["id"], subject="cliff")
    assert await who() == {"clerk", "of the team", "of the case"}
    await town.head.done("excludePerson", "case { id }", id=case["id"], subject="wanda", reason="a sister's tree")
    assert await who() == {"clerk", "of the case"}
    closed = {"id": case["id"], "level": "RESTRICTED", "reason": "a heron nests"}
    await town.head.done("setConfidentiality", "case { id }", **closed)
    assert await who() == set()
    assert titles(await listed(town.head)) == ["Prune"]


async def test_who_breaks_the_glass_has_the_work_of_the_case(town: Town) -> None:
    """As long as that lasts, of this case only."""
    case, other = await bare(town), await bare(town)
    await add(town, case, "Prune")
    await add(town, other, "Fell")
    rita = town.person("rita", "ranger")
    assert titles(await listed(rita)) == []
    await rita.done("breakGlass", "access { id }", number=case["number"], reason="It falls")
    assert titles(await listed(rita)) == ["Prune"]


async def test_tasks_go_with_their_case(town: Town) -> None:
    """To another team, out of a queue and back, and from one case to another; what is done stays where it was."""
    case, survivor = await bare(town), await bare(town, team="south")
    await add(town, case, "Prune")
    await town.clerk.done("assignCase", "case { id }", id=case["id"], team="west")
    assert titles(await listed(town.clerk)) == []
    assert titles(await listed(town.clerk, "west")) == ["Prune"]
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("assignCase", "case { id }", id=case["id"])
    assert rules(refused) == ["assignment.nobody"]
    await town.head.done("mergeCases", "case { id }", id=case["id"], survivorId=survivor["id"], reason="One tree")
    assert titles(await listed(town.clerk, "west")) == []
    assert titles(await listed(town.clerk, "south")) == ["Prune"]
    done = await models.Task.filter(case_id=case["id"].partition("-")[2], state="done")
    assert {task.team for task in done} == {"north"}


Step: TypeAlias = Callable[[Town, Random, list[dict[str, Any]]], Awaitable[Any]]


async def opened(town: Town, random: Random, cases: list[dict[str, Any]]) -> None:
    """A case of a team or of none, with the tasks it begins with."""
    cases.append(await town.tree(team=random.choice((None, "north", "south"))))


async def given(town: Town, random: Random, cases: list[dict[str, Any]]) -> Any:
    """To a person, or to a team, or to both."""
    whom = random.choice(({"subject": "wanda"}, {"team": "north"}, {"team": "west", "subject": "wim"}))
    return await town.clerk.do("assignCase", "case { id }", id=random.choice(cases)["id"], **whom)


async def routed(town: Town, random: Random, cases: list[dict[str, Any]]) -> Any:
    """To the best of a team."""
    team = random.choice(("north", "south"))
    return await town.clerk.do("routeCase", "case { id }", id=random.choice(cases)["id"], team=team)


async def worked(town: Town, random: Random, cases: list[dict[str, Any]]) -> Any:
    """A task more."""
    return await town.clerk.do("addTask", "task { id }", id=random.choice(cases)["id"], title="Ask")


async def moved(town: Town, random: Random, cases: list[dict[str, Any]]) -> None:
    """To the next stage, with its tasks, where it may."""
    case = random.choice(cases)
    case.update(await town.seen(case))
    await town.do_tasks(case)
    values = {"id": case["id"], "expectedVersion": case["version"]}
    moves = [("inspect", {}), ("plan", {"remedy": "prune"}), ("dismiss", {})]
    move, more = random.choice(moves)
    await town.clerk.do(f"{move}TreeCase", "treeCase { id }", **values, **more)


async def merged(town: Town, random: Random, cases: list[dict[str, Any]]) -> Any:
    """Into another one."""
    case, survivor = random.sample(cases, 2)
    both = {"id": case["id"], "survivorId": survivor["id"], "reason": "One tree"}
    return await town.head.do("mergeCases", "case { id }", **both)


async def split(town: Town, random: Random, cases: list[dict[str, Any]]) -> Any:
    """Tasks that were added go to another case."""
    case, other = random.sample(cases, 2)
    own = (await town.seen(case, "tasks(state: OPEN) { id title }"))["tasks"]
    objects = [task["id"] for task in own if task["title"] == "Ask"]
    values = {"id": case["id"], "intoId": other["id"], "objects": objects, "reason": "Two trees"}
    return await town.clerk.do("splitCase", "case { id }", **values)


STEPS: Sequence[Step] = (opened, given, given, routed, worked, worked, moved, merged, split)


async def astray(town: Town) -> list[dict[str, Any]]:
    """Open tasks of another team than their case."""
    query = (
        'SELECT t.title, t.team, c.team AS of_case FROM task t JOIN "case" c ON c.id = t.case_id'
        " WHERE t.tenant_id = ? AND t.state = 'open' AND coalesce(t.team, '-') <> coalesce(c.team, '-')"
    )
    return await town.stack.platform.database.rows(Sql(query, (town.tenant,)))


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_an_open_task_is_of_the_team_of_its_case(town: Town, seed: int) -> None:
    """Cases are opened, given, routed, moved, merged and split at random, and are looked at after each step."""
    random, cases = Random(seed), list[dict[str, Any]]()
    for subject, teams in {"wanda": ["north"], "sven": ["south"]}.items():
        member = {"subject": subject, "name": subject, "roles": ["warden"], "teams": teams}
        await town.head.done("keepMember", "member { id }", **member)
    for _ in range(2):
        await opened(town, random, cases)
    for _ in range(40):
        await random.choice(STEPS)(town, random, cases)
        assert await astray(town) == []
    teams = [task.team for task in await models.Task.filter(tenant_id=town.tenant, state="open")]
    assert {"north", "south", "west"} & set(teams)


async def test_what_went_astray_is_found_again(town: Town) -> None:
    """A process of the version before wrote tasks of no team, and left those of a case behind: `migrate` sees to it."""
    heard: list[str] = []
    for title, team, wrote in (("new", "north", None), ("nobody's", None, "west"), ("left", "north", "west")):
        task = await add(town, await bare(town, team=team), title)
        await models.Task.filter(id=task.partition("-")[2]).update(team=wrote)
    await bring_up(town.stack.platform, heard.append)
    assert titles(await listed(town.clerk)) == ["new", "left"]
    assert await astray(town) == []
    assert heard == ["gave the open tasks of 3 cases to their teams"]
    await bring_up(town.stack.platform, heard.append)
    assert len(heard) == 1


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("cursor", [None, "2026-04-01 00:00:00+00:00~01a20000-0000-7000-8000-000000000000"])
async def test_a_page_is_read_in_the_order_of_an_index(town: Town, cursor: str | None, backward: bool) -> None:
    """Nothing is sorted; PostgreSQL begins at the cursor, wherever that is."""
    await add(town, await town.tree(team="north"), "Ask")
    database, explain = town.stack.platform.database, {"sqlite": "EXPLAIN QUERY PLAN ", "postgres": "EXPLAIN "}
    work = "SELECT * FROM task t WHERE t.tenant_id = ? AND t.team = ? AND t.state = 'open' AND "
    asked = Sql(explain[database.dialect] + work, (town.tenant, "north"))
    asked += beyond(MOST_URGENT, Page(50, cursor, backward)) + order_by(MOST_URGENT, backward)
    async with database.transaction():
        if database.dialect == "postgres":
            await database.rows(Sql("SET LOCAL enable_seqscan = off"))
            await database.rows(Sql("SET LOCAL enable_bitmapscan = off"))
        await database.rows(Sql("SELECT 1 FROM task"))  # SQLite explains by the schema it read last
        plan = str(await database.rows(asked))
    assert "cwx_task_of_team" in plan
    assert "sort" not in plan.lower() and "b-tree" not in plan.lower()
    assert database.dialect == "sqlite" or (cursor is None) is ("ROW(COALESCE(due_at" not in plan)
