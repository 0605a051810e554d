"""Where a page begins: the database goes there by the index, whatever the number of the page."""

import sqlite3

import pytest

from casewright.db.sql import Sql
from casewright_gateway.reads.keyset import Key, Order, Page, beyond, order_by

ID = "01a20000-0000-7000-8000-000000000000"
NEWEST: Order = (Key("c.opened_at", "time", descending=True), Key("c.id", "id", descending=True))
OLDEST: Order = (Key("c.opened_at", "time"), Key("c.id", "id"))


@pytest.mark.parametrize(
    ("order", "backward", "sign"), [(NEWEST, False, "<"), (NEWEST, True, ">"), (OLDEST, False, ">")]
)
def test_a_page_is_searched_from_its_cursor(order: Order, backward: bool, sign: str) -> None:
    """The first key of the order is a bound of the index search, not only a filter over all rows before the page."""
    page = Page(50, f"2026-03-02 09:00:00+00:00~{ID}", backward)
    where = Sql("c.tenant_id = ?", ("demo",)) + Sql(" AND ") + beyond(order, page)
    assert f"(tenant_id=? AND (opened_at,id){sign}(?,?))" in plan(where + order_by(order, backward))


def plan(condition: Sql) -> str:
    """How SQLite would find the rows."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE cases (id, tenant_id, opened_at)")
        connection.execute("CREATE INDEX by_time ON cases (tenant_id, opened_at, id)")
        text, values = (Sql("EXPLAIN QUERY PLAN SELECT * FROM cases c WHERE ") + condition).render("sqlite")
        return " ".join(row[3] for row in connection.execute(text, values))
