"""What users typed becomes a header value only in a harmless form."""

# ruff: noqa: RUF001 (names and texts in many languages are the point)

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import Invalid
from casewright.storage.headers import attachment, check_media_type, display_name

any_text = st.text(st.characters(exclude_categories=()), max_size=300)
VALUE = re.compile(r"attachment; filename=\"[ !#-$&-\[\]-~]+\"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)")


@given(any_text)
def test_every_name_makes_one_header(name):
    """Whatever the name, the value is one well-formed header of RFC 6266 that carries the display name."""
    match = VALUE.fullmatch(attachment(name))
    assert match is not None
    assert unquote(match[1], errors="strict") == display_name(name)


@given(any_text)
def test_every_display_name_is_harmless(name):
    """A display name climbs nowhere, hides nothing, starts no control sequence and has a sensible length."""
    shown = display_name(name)
    assert 0 < len(shown) <= 150
    assert not set('/\\:*?"<>|') & set(shown)
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(character) for character in shown}
    assert not {"\u202e", "\u2066", "\u200b", "\ufeff"} & set(shown)
    assert shown == display_name(shown)
    assert not shown.startswith(".")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("Gutachten über Schäden.pdf", "Gutachten über Schäden.pdf"),
        ("заявление.pdf", "заявление.pdf"),
        ("事故報告書.pdf", "事故報告書.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nX-Injected: 1", "a__X-Injected_ 1"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        (".htaccess", "htaccess"),
        ("...", "document"),
        ("", "document"),
        ("x" * 500 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_display_names(name, shown):
    """Names of every language stay as they are; what could deceive is replaced, and a long one keeps its ending."""
    assert display_name(name) == shown


def test_a_naive_header():
    """Control: the name put into the header as it is adds a header and a second file name."""
    hostile = 'a"; filename="evil.exe\r\nSet-Cookie: stolen=1'
    naive = f'attachment; filename="{hostile}"'
    assert "\r\n" in naive
    assert naive.count("filename=") == 2
    assert "\r\n" not in attachment(hostile)
    assert attachment(hostile).count('filename="') == 1


@pytest.mark.parametrize(
    "media_type", ["application/pdf", "text/plain; charset=utf-8", "image/svg+xml", 'text/csv;header="present; yes"']
)
def test_media_types(media_type):
    """Media types pass unchanged, with their parameters."""
    assert check_media_type(media_type) == media_type


@given(any_text.filter(lambda text: not re.search(r"\w/\w", text)))
def test_other_text_is_no_media_type(text):
    """Other text is refused."""
    with pytest.raises(Invalid):
        check_media_type(text)
