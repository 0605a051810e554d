import sys
from kit import running
from stack import trees, potholes
from casewright.operations.cases import open_case, Opening
from casewright.access.actor import Actor
async def test_x(database_url, tmp_path):
    async with running(database_url, tmp_path, {"trees": trees, "potholes": potholes}) as stack:
        p = stack.platform
        a = Actor(tenant="t", subject="s", roles=frozenset(["clerk"]))
        await open_case(p, a, trees.tree, {"tag":"a","street":"b","found_on":"2026-01-01"}, Opening())
