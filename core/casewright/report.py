"""The closing report of a case as one HTML page that needs nothing else; equal facts give equal bytes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

_STYLE = (
    "body { font: 16px/1.5 sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }"
    " table { border-collapse: collapse; width: 100% }"
    " th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top }"
)


@dataclass(frozen=True)
class Table:
    """A section of the report: a heading, the names of its columns, its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Report:
    """What the page says: a title, facts by name, and tables; an empty table says that there is nothing."""

    title: str
    facts: Sequence[tuple[str, object]]
    tables: Sequence[Table]


def render(report: Report) -> bytes:
    """The page, in UTF-8; whatever people wrote is text, never markup."""
    page = Element("html", lang="en")
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "title").text = report.title
    SubElement(head, "style").text = _STYLE
    body = SubElement(page, "body")
    SubElement(body, "h1").text = report.title
    _table(body, [], report.facts)
    for table in report.tables:
        SubElement(body, "h2").text = table.title
        if table.rows:
            _table(body, table.columns, table.rows)
        else:
            SubElement(body, "p").text = "None."
    html: bytes = tostring(page, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + html


def _table(body: Element, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = SubElement(body, "table")
    if columns:
        heading = SubElement(table, "tr")
        for column in columns:
            SubElement(heading, "th", scope="col").text = column
    for row in rows:
        line = SubElement(table, "tr")
        for value in row:
            SubElement(line, "td").text = "" if value is None else str(value)
