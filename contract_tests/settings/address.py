"""The address of a deployment: its base URL in one spelling, and what is connected to and named in Host.

There is one spelling because a curl line sends the same bytes only where curl has nothing left to put right:
it writes addresses of IPv6 in their usual form, and leaves the scheme's own port and the zone of a link-local
address out of Host (RFC 9110, 7.2; RFC 6874, 4).
"""

import ipaddress
import re
import urllib.parse

from attrs import frozen

DEFAULT_PORTS = {"http": 80, "https": 443}


@frozen
class Address:
    """The place of a deployment: `host` has no brackets, and `port` is None for the scheme's own."""

    scheme: str
    host: str
    port: int | None

    @property
    def named(self) -> str:
        """The host without a zone, which means something on this machine alone."""
        return self.host.partition("%")[0]

    @property
    def bracketed(self) -> str:
        """The host as it stands in URLs and in Host, without a zone."""
        return f"[{self.named}]" if ":" in self.host else self.host

    @property
    def authority(self) -> str:
        """The value of Host."""
        return self.bracketed if self.port is None else f"{self.bracketed}:{self.port}"

    @property
    def certified(self) -> str:
        """The name that a certificate is to bear: TLS knows neither zones nor a dot at the end."""
        return self.named.removesuffix(".")

    @property
    def written(self) -> str:
        """Scheme, host and port as they stand in a base URL."""
        zone = self.host.partition("%")[2]
        host = f"[{self.named}%25{urllib.parse.quote(zone)}]" if zone else self.bracketed
        return f"{self.scheme}://{host}" + ("" if self.port is None else f":{self.port}")


def address_of(url: str) -> Address:
    """Return the address in a URL; ValueError where it is none for HTTP.

    ::

        address_of("https://[::1]:443/api") == Address("https", "::1", None)
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or parts.port == 0:
        raise ValueError(url)
    host = _host(parts.hostname or "", literal="[" in parts.netloc)
    return Address(parts.scheme, host, None if parts.port == DEFAULT_PORTS[parts.scheme] else parts.port)


def usual(url: str) -> str:
    """Return a base URL in its one spelling, without a slash at its end; ValueError where it is none.

    The path stays as it is, since its server may tell its spellings apart.
    """
    path = urllib.parse.urlsplit(url).path
    if not re.fullmatch("[!-~]*", path):
        raise ValueError(url)
    return f"{address_of(url).written}{path}".rstrip("/")


def _host(written: str, *, literal: bool) -> str:
    if literal:
        number, _, zone = written.replace("%25", "%", 1).partition("%")
        address = ipaddress.IPv6Address(number)
        # Versions of Python differ in how they write these, and curl writes them so.
        usual = f"::ffff:{address.ipv4_mapped}" if address.ipv4_mapped else address.compressed
        return f"{usual}%{zone}" if zone else usual
    if not re.fullmatch(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?", written):
        raise ValueError(written)
    if re.fullmatch(r"[\d.]*\d|0x[\da-f]+", written):
        # Resolvers read 127.1 and 2130706433 as addresses too, and curl puts them right.
        return str(ipaddress.IPv4Address(written))
    return written
