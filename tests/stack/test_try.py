import time, asyncio, sys
from pathlib import Path
sys.path.insert(0,'tests')
from kit import running
from stack import trees, potholes
async def test_x(database_url, tmp_path):
    t=time.time()
    async with running(database_url, tmp_path, {"trees": trees, "potholes": potholes}) as stack:
        print("start", time.time()-t); t=time.time()
        p = stack.person("ann","clerk")
        got = await p.done("openTreeCase", "treeCase { id number stage risk{level points} tasks{title} clocks { name status explanation } }", tag="a", street="b", foundOn="2026-01-01")
        print(got); print(time.time()-t); t=time.time()
        for i in range(20): await p.done("addNote","note{text}",id=got["treeCase"]["id"], text="x")
        print("20 notes", time.time()-t); t=time.time()
    print("stop", time.time()-t)
