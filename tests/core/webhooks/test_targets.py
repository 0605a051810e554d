"""Which URLs may be reached: none that leads inside, however it is written."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import Invalid
from casewright.webhooks.targets import Targets, is_public

HOSTILE = [
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "//127.0.0.1/",
    "https:///path",
    "https:127.0.0.1",
    "",
    "https://127.0.0.1/",
    "https://127.0.0.1.:443/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0x7f.1/",
    "https://127.0.0.0x1/",
    "https://00127.00.00.01/",
    "https://4294967297/",
    "https://10.0.0.5/",
    "https://172.16.9.9/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/latest/meta-data",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/machine",
    "https://192.0.0.192/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2002:7f00:1::1]/",
    "https://[2001:0:7f00:1::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25lo]/",
    "https://[fc00::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[::1",
    "https://user@public.example/",
    "https://public.example:secret@127.0.0.1/",
    "https://public.example@127.0.0.1/",
    "https://127.0.0.1\\@public.example/",
    "https://public.example\\.127.0.0.1/",
    "https://\uff11\uff12\uff17.0.0.1/",
    "https://127\u30020\u30020\u30021/",
    "https://\u24db\u24de\u24d2alhost/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://inside.example/",
    "https://both.example/",
    "https://nowhere.example/",
    "https://empty.example/",
    "https://%6c%6f%63alhost/",
    "https://public.example:0/",
    "https://public.example:99999/",
    "https://public.example:x/",
    "https://public.example/#inside",
    "https://public.example/\r\nhost: inside",
    "https://public.example/ a",
    " https://public.example/",
    "https://public.example/\x00",
    "https://-public.example/",
    "https://public..example/",
    "https://" + "a" * 64 + ".example/",
    "https://public.example/" + "a" * 2000,
]

NAMES = {
    "public.example": ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "localhost": ["127.0.0.1", "::1"],
    "inside.example": ["10.0.0.1"],
    "both.example": ["93.184.215.14", "127.0.0.1"],
    "empty.example": [],
}


async def resolve(host: str, port: int) -> Sequence[str]:
    """The names of this test."""
    if host not in NAMES:
        raise OSError("no such name")
    return NAMES[host]


@pytest.mark.parametrize("url", HOSTILE)
async def test_a_hostile_url_is_refused(url: str) -> None:
    """Before anything is connected to, with a sentence about the field."""
    with pytest.raises(Invalid) as refused:
        await Targets(resolve=resolve).locate(url)
    assert refused.value.field == "url"


@pytest.mark.parametrize(
    ("url", "authority", "at"),
    [
        ("https://public.example", "public.example", "https://93.184.215.14:443/"),
        ("https://Public.Example./a?b=c%20d", "public.example", "https://93.184.215.14:443/a?b=c%20d"),
        ("HTTPS://public.example:8443/", "public.example:8443", "https://93.184.215.14:8443/"),
        ("https://1.1.1.1/x", "1.1.1.1", "https://1.1.1.1:443/x"),
        ("https://[2606:4700::1111]/", "[2606:4700::1111]", "https://[2606:4700::1111]:443/"),
    ],
)
async def test_the_control_a_public_target_is_located(url: str, authority: str, at: str) -> None:
    """Its name stays for the certificate and the Host header, and the connection goes to its address."""
    target = await Targets(resolve=resolve).locate(url)
    assert [target.authority, target.at(target.addresses[0])] == [authority, at]


async def test_the_operator_allows_what_is_inside() -> None:
    """By network or by host, then without TLS too; every address must be inside what was allowed."""
    by_network = Targets("10.0.0.0/8, ::1/128", resolve)
    assert (await by_network.locate("http://inside.example:8080/")).port == 8080
    assert (await by_network.locate("http://[::1]/")).authority == "[::1]"
    by_host = Targets("inside.example", resolve)
    assert (await by_host.locate("http://inside.example/")).scheme == "http"
    for targets, url in (
        (by_network, "https://localhost/"),
        (by_network, "http://both.example/"),
        (by_host, "https://localhost/"),
        (by_host, "https://10.0.0.1/"),
        (by_network, "http://public.example/"),
    ):
        with pytest.raises(Invalid):
            await targets.locate(url)


@pytest.mark.parametrize("allow", ["10.0.0.1/8", "http://inside.example", "a b", "300.1.1.1"])
def test_a_setting_that_allows_nothing_real_is_refused(allow: str) -> None:
    """A mistake is told at the start."""
    with pytest.raises(Invalid):
        Targets(allow)


@given(st.ip_addresses(v=4))
def test_a_public_address_is_public_in_no_other_clothes(address: IPv4Address) -> None:
    """An IPv4 address inside an IPv6 one is refused, public or not."""
    for prefix in ("::ffff:", "::", "64:ff9b::"):
        assert not is_public(ip_address(f"{prefix}{address}"))


@given(st.integers(0, 2**128 - 1))
def test_every_public_ipv6_address_is_global_unicast(number: int) -> None:
    """2000::/3 and nothing else."""
    address = IPv6Address(number)
    if is_public(address):
        assert number >> 125 == 1
