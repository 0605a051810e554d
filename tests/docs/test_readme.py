"""The documentation runs: its plugin is loaded, its queries are asked."""

from pathlib import Path
from types import ModuleType

from kit import running
from pages import blocks


def module(source: str, name: str) -> ModuleType:
    """The source as a module of its own."""
    made = ModuleType(name)
    exec(compile(source, name, "exec"), made.__dict__)
    return made


async def test_the_first_plugin_of_the_readme_works(database_url: str, tmp_path: Path) -> None:
    """Open, list, quote above 500 with the owner's consent, repair, hand over."""
    [source] = blocks("README.md", "python")
    opening, listing = blocks("README.md", "graphql")
    async with running(database_url, tmp_path, {"repairs": module(source, "readme_plugin")}) as stack:
        mechanic, owner = stack.person("mia", "mechanic"), stack.person("otto", "owner")
        opened = (await mechanic.ask(opening))["openBicycleRepair"]
        assert opened["problems"] == []
        assert opened["bicycleRepair"]["tasks"][0]["title"] == "Look at the bicycle"
        listed = (await mechanic.ask(listing))["bicycleRepairs"]
        assert [listed["totalCount"], listed["edges"][0]["node"]["phase"]] == [1, "SCREENING"]
        found = (await mechanic.ask("{ cases { edges { node { id tasks { id } } } } }"))["cases"]["edges"][0]["node"]
        await mechanic.done("completeTask", "task { state }", id=found["tasks"][0]["id"])
        asked = await mechanic.done(
            "quoteBicycleRepair", "approval { id }", id=found["id"], expectedVersion=1, amount="900"
        )
        await owner.done("decideApproval", "case { stage }", id=asked["approval"]["id"], approve=True)
        await mechanic.done("finishBicycleRepair", "bicycleRepair { stage }", id=found["id"], expectedVersion=2)
        ended = await mechanic.done(
            "handOverBicycleRepair", "bicycleRepair { status outcome quote }", id=found["id"], expectedVersion=3
        )
        assert ended["bicycleRepair"] == {"status": "COMPLETED", "outcome": "collected", "quote": "900"}
