"""The page at /ide: complete in itself, under a strict policy, usable without a mouse, and within our own limits."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

import casewright_gateway.ide
from casewright_gateway.ide import ide_routes

FOLDER = Path(casewright_gateway.ide.__file__).parent / "ide"
FILES = sorted(path.name for path in FOLDER.iterdir())
MEDIA_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the page alone; nobody is signed in."""
    transport = httpx2.ASGITransport(Starlette(routes=ide_routes()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


class Page(HTMLParser):
    """The elements of the page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


@pytest.fixture
def page() -> Page:
    """The page as it is written."""
    return Page((FOLDER / "index.html").read_text())


@pytest.mark.parametrize("path", ["/ide", *(f"/ide/{name}" for name in FILES)])
async def test_every_file_is_served_under_a_strict_policy(browser: httpx2.AsyncClient, path: str) -> None:
    """Scripts, styles and requests come from and go to this server only, and nobody may frame the page."""
    answer = await browser.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(MEDIA_TYPES[Path(path).suffix or ".html"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize("path", ["/ide/view.py", "/ide/../view.py", "/ide/%2e%2e/view.py", "/ide/absent.js"])
async def test_nothing_else_is_served(browser: httpx2.AsyncClient, path: str) -> None:
    """Only the files of the page have an address."""
    assert (await browser.get(path)).status_code == 404


async def test_the_page_is_only_read(browser: httpx2.AsyncClient) -> None:
    """The page takes no other method than GET."""
    assert (await browser.post("/ide")).status_code == 405


@pytest.mark.parametrize("name", FILES)
def test_no_foreign_address(name: str) -> None:
    """No file names another server; the one exception is the name of the SVG language."""
    text = (FOLDER / name).read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"(?:https?:|wss?:)?//[\w.-]+\.\w+", text)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_scripts_never_turn_text_into_markup(name: str) -> None:
    """What a server or a schema says is shown as text; it cannot become elements or code."""
    text = (FOLDER / name).read_text()
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)


def test_every_reference_leads_to_a_file(page: Page) -> None:
    """What the page and its scripts load is there."""
    linked = {attributes.get("src") or attributes.get("href") for _, attributes in page.elements} - {None}
    imported = {
        f"ide/{name}" for path in FOLDER.glob("*.js") for name in re.findall(r'from "\./(.+?)"', path.read_text())
    }
    assert linked | imported <= {f"ide/{name}" for name in FILES}
    assert {f"ide/{name}" for name in FILES} - linked - imported == {"ide/index.html"}


def test_nothing_is_inline(page: Page) -> None:
    """The policy would block inline styles, scripts and handlers, so there are none."""
    for tag, attributes in page.elements:
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_every_control_has_a_name(page: Page) -> None:
    """Each input has a label, each panel a tab, and the language is given."""
    labels = {attributes["for"] for tag, attributes in page.elements if tag == "label"}
    inputs = {attributes["id"] for tag, attributes in page.elements if tag in ("input", "select", "textarea")}
    editors = set(re.findall(r'\bid: "(\w+)"', (FOLDER / "ide.js").read_text()))
    assert labels == inputs | editors
    tabs = {
        attributes["aria-controls"]: attributes["id"]
        for _, attributes in page.elements
        if "aria-controls" in attributes
    }
    panels = {a["id"]: a["aria-labelledby"] for _, a in page.elements if a.get("role") == "tabpanel"}
    assert tabs == panels
    assert ("html", {"lang": "en"}) in page.elements


async def test_its_introspection_is_within_our_limits(schema: Any) -> None:
    """The query that reads the schema for the explorer is one our own door lets through."""
    script = (FOLDER / "schema.js").read_text()
    parts = dict(re.findall(r'(\w+) = ["`]([^"`]+)["`];', script))
    query = parts["INTROSPECTION"].replace("${INPUT}", parts["INPUT"]).replace("${TYPE_REF}", parts["TYPE_REF"])
    result = await schema.execute(query)
    assert result.errors is None
    assert "Folder" in {found["name"] for found in result.data["__schema"]["types"]}
