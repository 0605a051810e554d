"""Many cases from one table on the API: checked first, opened once, and every row that is left says why."""

import json
from typing import Any

import pytest

from casewright.errors import Invalid
from casewright.import_mapping import mapping_of
from stack.town import Town, codes, nothing_changes, rules

RESULT = "opened alreadyOpen unread left { line problems { code path rule message } }"
MAP = """
key = "{number}"
[fields]
tag = "tag"
street = "street"
found_on = { column = "found", format = "%d.%m.%Y" }
[parties.reporter]
name = "who"
email = "mail"
"""
HEADER = "number,tag,street,found,who,mail,colour\n"


@pytest.fixture(scope="module")
def dialect() -> str:
    """Opening itself is tried on both databases elsewhere."""
    return "sqlite"


def table(*rows: str) -> str:
    return HEADER + "".join(f"{row}\n" for row in rows)


def good(number: int) -> str:
    return f"R{number},B{number},Elm Row,02.03.2026,Robin,r{number}@example.org,green"


async def imported(town: Town, file: str, **values: Any) -> dict[str, Any]:
    given = {"caseType": "TreeCase", "file": file, "format": "CSV", "map": MAP} | values
    payload: dict[str, Any] = await town.clerk.do("importCases", RESULT, **given)
    return payload


async def number_of(town: Town) -> int:
    trees = (await town.clerk.ask("{ treeCases(first: 1) { totalCount } }"))["treeCases"]
    return int(trees["totalCount"])


async def test_each_row_is_a_case_once_however_often_it_is_sent(town: Town) -> None:
    """With its parties; the second time, and as JSON, nothing is opened."""
    rows = [good(number) for number in range(3)]
    first = await town.clerk.done(
        "importCases", RESULT, caseType="TreeCase", file=table(*rows), format="CSV", map=MAP, dryRun=False
    )
    assert first == {"problems": [], "opened": 3, "alreadyOpen": 0, "unread": ["colour"], "left": []}
    query = "{ treeCases(first: 1) { edges { node { street foundOn parties { role party { name email } } } } } }"
    [edge] = (await town.clerk.ask(query))["treeCases"]["edges"]
    assert edge["node"]["foundOn"] == "2026-03-02"
    assert edge["node"]["parties"] == [{"role": "reporter", "party": {"name": "Robin", "email": "r2@example.org"}}]
    cells = [dict(zip(HEADER.strip().split(","), row.split(","), strict=True)) for row in rows]
    async with nothing_changes(town.stack):
        again = await imported(town, json.dumps(cells), format="JSON")
    assert (again["opened"], again["alreadyOpen"], again["left"]) == (0, 3, [])


async def test_a_dry_run_tells_all_and_writes_nothing(town: Town) -> None:
    """By line and field: what cannot be read, what the type does not allow, what stands twice, and what is taken."""
    await town.tree(tag="B5")
    file = table(
        good(1),
        "R2,B2,Elm Row,31.02.2026,Robin,,",
        "R3,B3,Elm Row,02.03.2026,,,",
        good(1),
        good(5),
    )
    async with nothing_changes(town.stack):
        told = await imported(town, file, dryRun=True)
    assert (told["problems"], told["opened"]) == ([], 1)
    left = {
        (row["line"], each["rule"], each["code"], *each["path"]) for row in told["left"] for each in row["problems"]
    }
    assert left == {
        (3, "import.row", "BAD_USER_INPUT", "input", "file", "3", "foundOn"),
        (4, "input.form", "BAD_USER_INPUT", "input", "file", "4", "parties", "reporter", "name"),
        (5, "import.key", "BAD_USER_INPUT", "input", "file", "5"),
        (6, "field.unique", "CONFLICT", "input", "file", "6", "tag"),
    }


async def test_with_a_bad_row_nothing_is_opened_unless_it_is_skipped(town: Town) -> None:
    """The same as on the command line."""
    file = table(good(1), "R2,B2,Elm Row,soon,Robin,,", good(3))
    async with nothing_changes(town.stack):
        refused = await imported(town, file)
    assert (rules(refused), [row["line"] for row in refused["left"]]) == (["import.rows"], [3])
    assert refused["opened"] == 0
    skipped = await imported(town, file, skipBad=True)
    assert (skipped["problems"], skipped["opened"], [row["line"] for row in skipped["left"]]) == ([], 2, [3])


async def test_two_rows_that_take_the_same_value_are_one_case_and_one_problem(town: Town) -> None:
    """What nobody had when the rows were checked, the first of them has when the second one is opened."""
    twice = await imported(town, table(good(1), good(2).replace("B2", "B1")))
    assert (twice["problems"], twice["opened"], await number_of(town)) == ([], 1, 1)
    assert [(row["line"], row["problems"][0]["rule"]) for row in twice["left"]] == [(3, "field.unique")]


async def test_a_field_that_only_transitions_change_is_not_imported(town: Town) -> None:
    """The rules of opening hold for every row."""
    async with nothing_changes(town.stack):
        spent = MAP.replace("[parties", 'spent = { value = "5" }\n[parties')
        told = await imported(town, table(good(1)), map=spent)
    assert [each["rule"] for each in told["left"][0]["problems"]] == ["field.managed"]


async def test_who_may_not_open_may_not_import(town: Town) -> None:
    """Whoever supervises neither; and a type that is not there is named."""
    given = {"caseType": "TreeCase", "file": table(good(1)), "format": "CSV", "map": MAP}
    async with nothing_changes(town.stack):
        for dry in (False, True):
            assert rules(await town.head.do("importCases", RESULT, **given, dryRun=dry)) == ["grant.open"]
        unknown = await imported(town, table(good(1)), caseType="Forest")
    assert (rules(unknown), unknown["problems"][0]["path"]) == (["case_type.unknown"], ["input", "caseType"])


@pytest.mark.parametrize(
    ("values", "rule", "field"),
    [
        ({"map": "nonsense"}, "import.map", "map"),
        ({"file": "a,b\n1,2\n"}, "import.file", "file"),
        ({"file": "[" * 100_000, "format": "JSON"}, "import.file", "file"),
        ({"file": '[{"number": %s}]' % ("1" * 5_000), "format": "JSON"}, "import.file", "file"),
        ({"file": table(*map(good, range(501)))}, "import.size", "file"),
    ],
)
async def test_what_cannot_be_read_is_one_problem(town: Town, values: dict[str, Any], rule: str, field: str) -> None:
    """And so is more than one request takes: it says how to go on."""
    async with nothing_changes(town.stack):
        refused = await imported(town, **({"file": table(good(1))} | values))
    assert [(each["rule"], each["path"]) for each in refused["problems"]] == [(rule, ["input", field])]
    assert codes(refused) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('key = "{a}"\nfields = 1', "has a table for fields"),
        ('key = "{a}"\nparties = 1\n[fields]\na = "a"', "has a table for parties"),
        ('key = "{a}"\nunknown = "?"\n[fields]\na = "a"', "has a list for unknown"),
        ('key = "{a}"\n[fields]\na = { column = "a", format = 1 }', "has a text for each of column"),
        ('key = "{a}"\n[fields]\na = { column = "a", zone = ["x"] }', "has a text for each of column"),
        ('key = "{a}"\n[fields]\na = { column = "a", values = 1 }', "has a table for values"),
        ('key = "{a}"\n[fields]\na = "a"\n"a.b" = "b"', "fills both a and a.b"),
        ('key = "{a}"\n[fields]\na = "a"\n[parties.owner]\nparty_id = "a"', "the party owner in the mapping has name"),
        ('key = "{a}"\n[fields]\na = { text = "%s" }' % ("{a}" * 600), "more than 500 fields and columns"),
        ("a = " + "[" * 10_000, "is not TOML"),
    ],
)
def test_whatever_a_mapping_holds_it_is_one_sentence(text: str, sentence: str) -> None:
    """It comes from outside, so nothing in it is taken for granted, nor may it make much of little."""
    with pytest.raises(Invalid, match=sentence) as refusal:
        mapping_of(text)
    assert (refusal.value.rule, refusal.value.field) == ("import.map", "map")
