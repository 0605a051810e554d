"""Full text: words in a case's own texts, the names of its parties and its notes, as far as one sees them."""

from kit import Person
from stack.town import Town


async def found(person: Person, text: str) -> list[str]:
    """The streets of the trees that a text finds."""
    query = "query($text: String!) { treeCases(where: {text: $text}) { totalCount edges { node { street } } } }"
    cases = (await person.ask(query, text=text))["treeCases"]
    assert cases["totalCount"] == len(cases["edges"])
    return sorted(edge["node"]["street"] for edge in cases["edges"])


async def test_a_word_may_stand_in_a_note_or_in_the_name_of_a_party(town: Town) -> None:
    """Each word somewhere, whichever the place; letters beyond ASCII are the same in upper and lower case."""
    elm = await town.tree(street="Elm Row")
    await town.tree(street="Oak Road")
    await town.clerk.done("addNote", "note { id }", id=elm["id"], text="ÄSTE hängen über 100% der Straße")
    party = {"role": "witness", "name": "Órla Nyman"}
    await town.clerk.done("addParty", "role { id }", id=elm["id"], party=party)
    assert await found(town.clerk, "äste") == ["Elm Row"]
    assert await found(town.clerk, "órla elm 100%") == ["Elm Row"]
    assert await found(town.clerk, "órla oak") == []
    assert await found(town.clerk, "row") == ["Elm Row"]


async def test_nobody_finds_by_what_they_may_not_see(town: Town) -> None:
    """Neither by a hidden part nor by what is said of another tenant's cases."""
    elm = await town.tree(street="Elm Row")
    await town.clerk.done("addNote", "note { id }", id=elm["id"], text="woodpecker")
    await town.clerk.done("addParty", "role { id }", id=elm["id"], party={"role": "witness", "name": "Orla"})
    assert await found(Town.founded(town.stack).clerk, "woodpecker") == []
    for word in ("woodpecker", "orla"):
        assert await found(town.person("nina", "neighbour"), word) == ["Elm Row"]
        assert await found(town.person("quiet", "listener"), word) == []
