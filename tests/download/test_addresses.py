"""Check which addresses count as inside, however they are written."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.download.addresses import is_public


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "113.160.0.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "nonsense", "",
    ],
)  # fmt: skip
def test_inside(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapping_changes_nothing(address: IPv4Address) -> None:
    public = is_public(str(address))
    assert is_public(str(IPv6Address(f"::ffff:{address}"))) == public
    assert is_public(str(IPv6Address((0x2002 << 112) | (int(address) << 80)))) == public


@given(st.text(max_size=50))
def test_anything_is_answered(text: str) -> None:
    is_public(text)
