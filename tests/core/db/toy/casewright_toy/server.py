"""What a server does to those who are connected."""

import asyncpg


async def cut_connections(url: str) -> None:
    """What a restart of the server does to our connections."""
    killer = await asyncpg.connect(url)
    ours = "datname = current_database() AND application_name = 'casewright'"
    await killer.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}")
    await killer.close()
