"""Address of a machine → why it is not connected to, or "" where it is a public one.

The tables are those of IANA (special-purpose addresses, IPv4 and IPv6), written out here because
what Python calls global differs between its versions. What they do not name is public in IPv4; in
IPv6 only 2000::/3 can be.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_IPV4 = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "of a carrier's inner net, or a cloud's metadata",
    "127.0.0.0/8": "this machine's own",
    "168.63.129.16/32": "a cloud's metadata",  # Azure's, in a public net
    "169.254.0.0/16": "link-local, or a cloud's metadata",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved, or a cloud's metadata",
    "192.0.2.0/24": "for documentation",
    "192.88.99.0/24": "of a tunnel",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "for benchmarks; a local proxy answers so too: name it in fetch.proxy",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved, or broadcast",
}
_IPV6 = {  # the first that fits names the address
    "::/128": "unspecified",
    "::1/128": "this machine's own",
    "::/96": "an IPv4 address in IPv6",
    "::ffff:0:0/96": "an IPv4 address in IPv6",
    "::ffff:0:0:0/96": "an IPv4 address in IPv6",
    "64:ff9b:1::/48": "of a local translator",
    "100::/63": "for discarding",
    "2001::/32": "of a tunnel",
    "2001:2::/48": "for benchmarks",
    "2001::/23": "reserved",
    "2001:db8::/32": "for documentation",
    "2002::/16": "of a tunnel",
    "3fff::/20": "for documentation",
    "5f00::/16": "reserved",
    "fc00::/7": "private, or a cloud's metadata",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
}
_NETS4 = tuple((IPv4Network(net), reason) for net, reason in _IPV4.items())
_NETS6 = tuple((IPv6Network(net), reason) for net, reason in _IPV6.items())
_UNICAST = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")  # where a net has IPv6 only, the whole of IPv4 is here
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


def refused(address: str) -> str:
    """Why `address`, as a resolver gives it, may not be connected to; "" where it may."""
    try:
        known = ip_address(address)
    except ValueError:
        return "not an address"
    if isinstance(known, IPv4Address):
        return _refused4(known)
    if known.scope_id:
        return "of one link of this machine"
    if known in _TRANSLATED:
        inner = IPv4Address(int(known) & 0xFFFFFFFF)
        return f"{inner} in IPv6, {reason}" if (reason := _refused4(inner)) else ""
    return _refused6(known)


def numeric(host: str) -> bool:
    """Whether a resolver would take `host` for an address and not for a name.

    Also in the short, octal and hexadecimal forms: ``127.1``, ``0177.0.0.1``, ``0x7f000001``.
    """
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or bool(_NUMBER.fullmatch(last))


def _refused4(address: IPv4Address) -> str:
    return next((reason for net, reason in _NETS4 if address in net), "")


def _refused6(address: IPv6Address) -> str:
    named = next((reason for net, reason in _NETS6 if address in net), "")
    return named or ("" if address in _UNICAST else "reserved")
