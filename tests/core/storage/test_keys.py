"""Keys are invented by the platform and say nothing a user typed."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import Invalid
from casewright.storage import new_key, tenant_prefix
from casewright.storage.keys import check_key, check_prefix, is_key

any_text = st.text(st.characters(exclude_categories=()), max_size=80)


@given(any_text)
def test_every_tenant_has_keys(tenant):
    """Whatever the tenant is called, its keys are well-formed and lie below its prefix."""
    key = new_key(tenant)
    assert check_key(key) == key
    assert check_prefix(tenant_prefix(tenant)) == tenant_prefix(tenant)
    assert key.startswith(tenant_prefix(tenant))
    assert re.fullmatch(r"[a-z0-9_/-]+", key)


@given(any_text, any_text)
def test_tenants_never_share_a_prefix(one, other):
    """Different tenants have different prefixes."""
    assert (tenant_prefix(one) == tenant_prefix(other)) == (one == other)


def test_lookalike_tenants():
    """Names that fold to the same letters stay apart, and none can dress up as the folded form of another."""
    names = ["acme", "Acme", "ACME", "acme ", "acme/", "../acme", "acme-", "акме", "", "tenant"]
    names += [tenant_prefix(name).rstrip("/") for name in names if name not in ("acme", "tenant")]
    assert len({tenant_prefix(name) for name in names}) == len(names)


def test_a_plain_tenant_is_readable():
    """A plain name is its own prefix; another keeps what is readable."""
    assert tenant_prefix("acme-2") == "acme-2/"
    assert tenant_prefix("Acme Claims Ltd.").startswith("acme-claims-ltd_")
    assert tenant_prefix("株式会社").startswith("tenant_")


def test_keys_are_new_and_in_order():
    """No key comes twice, and later keys sort later."""
    keys = [new_key("acme") for _ in range(1000)]
    assert len(set(keys)) == 1000
    assert keys == sorted(keys)


def test_the_month_is_that_of_now():
    """The folders of a key are year and month, in UTC."""
    before, key, after = datetime.now(UTC), new_key("acme"), datetime.now(UTC)
    assert key.split("/")[1:3] in ([f"{moment:%y}", f"{moment:%m}"] for moment in (before, after))


@given(any_text)
def test_other_text_is_no_key(text):
    """Text a user types is no key, alone or put into one."""
    year = "acme/26/11/"
    assert not is_key(text)
    assert not is_key(year + text)
    with pytest.raises(Invalid):
        check_key(f"{text}/{new_key('acme')}" if text else "/")
