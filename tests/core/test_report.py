"""The report as a page: complete, the same each time, and text where people wrote text."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from casewright.report import Report, Table, render

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


class Cells(HTMLParser):
    """What a browser shows in cells."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "td":
            self.cells[-1] += data


@given(WORDS, WORDS)
def test_whatever_people_wrote_is_shown_as_they_wrote_it(name: str, value: str) -> None:
    """Never as markup; equal facts give equal bytes."""
    report = Report("A case", [(name, value)], [Table("Goals", ("Goal",), [(value,)])])
    page = Cells()
    page.feed(render(report).decode())
    assert page.cells == [name, value, value]
    assert page.tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "tr", "th", "td"}
    assert render(report) == render(report)


def test_what_is_not_there_is_said() -> None:
    """An empty table, a missing value."""
    page = render(Report("A case", [("Outcome", None)], [Table("Lessons", ("What",), [])])).decode()
    assert "<h2>Lessons</h2><p>None.</p>" in page
    assert "<td>Outcome</td><td></td>" in page
    assert page.startswith("<!DOCTYPE html>\n<html")
