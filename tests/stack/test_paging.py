"""Lists in pages: forward and backward, in every order, the pages are the list."""

from typing import Any

import pytest

from kit import Person
from stack.town import Town

QUERY = """query($order: [TreeCaseOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  treeCases(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

ORDERS: list[list[tuple[str, str]]] = [
    [],
    [("OPENED_AT", "ASC")],
    [("OPENED_AT", "DESC")],
    [("CLOSED_AT", "ASC")],
    [("CLOSED_AT", "DESC")],
    [("RISK_POINTS", "DESC")],
    [("TITLE", "ASC")],
    [("COST", "ASC"), ("NUMBER", "DESC")],
    [("SPECIES", "ASC"), ("COST", "DESC")],
    [("SPECIES", "DESC"), ("GIRTH", "ASC")],
    [("GIRTH", "DESC")],
    [("SEEN_AT", "ASC"), ("PROTECTED", "DESC")],
    [("PROTECTED", "ASC"), ("SPECIES", "DESC")],
    [("FOUND_ON", "DESC"), ("URGENCY", "ASC")],
    [("TAG", "DESC")],
]


def order(keys: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"field": field, "direction": direction} for field, direction in keys]


async def page(person: Person, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await person.ask(QUERY, **variables))["treeCases"]
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in found["edges"]]


async def forest(town: Town) -> None:
    """Eleven trees with ties and gaps in every column."""
    for number in range(11):
        case = await town.tree(
            species=[None, "lime", "Oak", "ash"][number % 4],
            cost=str([0, "0.1", "12.5", 1000][number % 4]),
            girth=[None, 0, 90, 300][number % 3],
            seenAt=[None, "2026-03-01T10:00:00Z", "2026-03-01T10:00:00.5+02:00"][number % 3],
            protected=number % 2 == 0,
            urgency=["CALM", "SOON", "NOW"][number % 3],
            foundOn=f"2026-03-{1 + number // 2:02}",
            damages=[{"part": "root", "depth": 20}] if number % 3 == 0 else [],
        )
        if number % 4 == 3:
            await town.move(case, "dismiss")


async def test_pages_in_both_directions_are_the_list_in_every_order(town: Town) -> None:
    """Nullable keys with NULLs last, mixed directions, ties: every page size gives the one list."""
    await forest(town)
    for keys in ORDERS:
        whole = ids(await page(town.clerk, order=order(keys), first=100))
        assert len(set(whole)) == 11
        for size in (1, 4, 11):
            assert await forward(town.clerk, keys, size) == whole, (keys, size)
            assert await backward(town.clerk, keys, size) == whole, (keys, size)


async def forward(person: Person, keys: list[tuple[str, str]], size: int) -> list[str]:
    found: list[str] = []
    cursor, more = None, True
    while more:
        each = await page(person, order=order(keys), first=size, after=cursor)
        assert each["pageInfo"]["hasPreviousPage"] == (cursor is not None)
        assert each["pageInfo"]["startCursor"] == each["edges"][0]["cursor"]
        found += ids(each)
        cursor, more = each["pageInfo"]["endCursor"], each["pageInfo"]["hasNextPage"]
    return found


async def backward(person: Person, keys: list[tuple[str, str]], size: int) -> list[str]:
    found: list[str] = []
    cursor, more = None, True
    while more:
        each = await page(person, order=order(keys), last=size, before=cursor)
        assert each["pageInfo"]["hasNextPage"] == (cursor is not None)
        found = ids(each) + found
        cursor, more = each["pageInfo"]["startCursor"], each["pageInfo"]["hasPreviousPage"]
    return found


async def test_nulls_come_last_in_both_directions(town: Town) -> None:
    """A case without the value is after all that have one."""
    with_species, without = await town.tree(species="lime"), await town.tree()
    for direction in ("ASC", "DESC"):
        assert ids(await page(town.clerk, order=order([("SPECIES", direction)]))) == [with_species["id"], without["id"]]


async def test_a_page_does_not_shift_when_a_row_comes_in_before_it(town: Town) -> None:
    """The next page begins after the row last seen, not after a count."""
    for _ in range(4):
        await town.tree()
    first = await page(town.clerk, first=2)
    await town.tree()
    second = await page(town.clerk, first=2, after=first["pageInfo"]["endCursor"])
    assert not set(ids(first)) & set(ids(second))
    assert len(ids(second)) == 2


async def test_an_empty_page_has_no_cursors(town: Town) -> None:
    """Neither an empty list nor a page of nothing."""
    assert (await page(town.clerk))["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }
    await town.tree()
    assert (await page(town.clerk, first=0))["edges"] == []


def cursor(*values: str) -> str:
    return "~".join(values)


FORGED = [
    "",
    "!",
    "ä",
    "x" * 1000,
    "~",
    "~~",
    "\\",
    cursor("2026-03-02T09:00:00+00:00"),
    cursor("2026-03-02T09:00:00+00:00", "no uuid"),
    cursor("2026-03-02T09:00:00+00:00", "01a20000-0000-7000-8000-000000000000", "more"),
    cursor("2026-03-02T09:00:00", "01a20000-0000-7000-8000-000000000000"),
    cursor("0001-01-01T00:00:00+14:00", "01a20000-0000-7000-8000-000000000000"),
    cursor("\\N", "01a20000-0000-7000-8000-000000000000"),
    cursor("7", "01a20000-0000-7000-8000-000000000000"),
    cursor('\'; DROP TABLE "case"; --', "x"),
    "~" * 20_000,
    "\\" * 20_001,
]


@pytest.mark.parametrize("forged", FORGED)
async def test_a_forged_cursor_is_a_coded_error(town: Town, forged: str) -> None:
    """Whatever it is made of; forward and backward."""
    await town.tree()
    for variables in ({"after": forged}, {"before": forged}):
        answer = await town.clerk.send(QUERY, order=order([("OPENED_AT", "ASC")]), **variables)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


ID = "01a20000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("COST", "1e999999999", "BAD_USER_INPUT"),
        ("COST", "NaN", "BAD_USER_INPUT"),
        ("COST", "1e50", None),
        ("RISK_POINTS", "99999999999999999999", None),
        ("RISK_POINTS", "1.5", None),
        ("PROTECTED", "maybe", "BAD_USER_INPUT"),
        ("PROTECTED", "true", None),
        ("TAG", "a\x00", "BAD_USER_INPUT"),
        ("TAG", "%' OR 1=1 --", None),
        ("FOUND_ON", "yesterday", None),
    ],
)
async def test_a_forged_value_is_compared_or_refused(town: Town, field: str, value: str, code: str | None) -> None:
    """A cursor holds values of the order; each kind takes only its own, of a size a database knows."""
    await town.tree()
    answer = await town.clerk.send(QUERY, order=order([(field, "ASC")]), after=cursor(value, ID))
    assert [error["extensions"]["code"] for error in answer.get("errors", [])] == ([code] if code else [])


async def test_a_cursor_belongs_to_its_order(town: Town) -> None:
    """One of another order is refused, not misread."""
    await town.tree(species="lime")
    end = (await page(town.clerk, order=order([("SPECIES", "ASC"), ("COST", "ASC")])))["pageInfo"]["endCursor"]
    assert end.count("~") == 2
    answer = await town.clerk.send(QUERY, order=order([("OPENED_AT", "ASC")]), after=end)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "variables",
    [
        {"first": 101},
        {"first": -1},
        {"last": 101},
        {"last": -1},
        {"first": 1, "last": 1},
        {"first": 1, "before": "x"},
        {"first": 2**40},
        {"order": [{"field": "TAG", "direction": "ASC"}] * 6},
        {"order": [{"field": "REPORTER", "direction": "ASC"}]},
    ],
)
async def test_a_page_has_a_size_and_a_direction(town: Town, variables: dict[str, Any]) -> None:
    """Too many, fewer than none, both ways at once, too many keys, a field that may be hidden."""
    answer = await town.clerk.send(QUERY, **variables)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
