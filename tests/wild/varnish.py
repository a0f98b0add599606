"""Varnish before the reference, in configurations that owners use."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from contract_tests.reference import running
from tests.wild.processes import free_port, placed, started
from tests.wild.row import Gateway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.wild.row import Place

MAIN = """\
vcl 4.1;
backend api {{ .host = "127.0.0.1"; .port = "{port}"; }}
sub vcl_recv {{ {received} }}
sub vcl_hash {{ {hashed} }}
sub vcl_backend_response {{ {fetched} }}
"""
BY_CREDENTIAL = "hash_data(req.http.X-API-Key); hash_data(req.http.Authorization);"
ALWAYS = 'if (req.method == "GET") { return (hash); } return (pass);'
"""Varnish keeps nothing for those who send Authorization, unless told so."""


def _kept(seconds: str, grace: str = "0s") -> str:
    return (
        f"if (beresp.status == 200) {{ set beresp.ttl = {seconds}; set beresp.grace = {grace}; "
        "set beresp.keep = 0s; unset beresp.http.Vary; return (deliver); } "
        "set beresp.uncacheable = true; return (deliver);"
    ).replace("{{", "{")


@contextmanager
def plain(folder: Path, /, host: str = "127.0.0.1", **parts: str) -> Iterator[Place]:
    """Run Varnish before one reference."""
    port = free_port(host)
    path = folder / "api.vcl"
    blanks = {"received": "return (pass);", "hashed": "", "fetched": ""} | parts
    with running() as seeded:
        path.write_text(MAIN.format(port=seeded.base_url.rpartition(":")[2], **blanks))
        place = placed(seeded, port, host=host)
        listen = place.base_url.removeprefix("http://")
        where = ("-n", str(folder / "varnish"), "-j", "none", "-s", "malloc,16m", "-T", "none")
        with started(folder, port, "varnishd", "-F", *where, "-a", listen, "-f", str(path), host=host):
            yield place


_row = Gateway("Varnish", "varnishd", plain).row


ROWS = (
    _row("passes everything", "UPHELD", "nothing but a gateway"),
    _row("IPv6", "UPHELD", "an address like any other", host="::1"),
    _row(
        "cache of 1 s by credential",
        "UPHELD",
        "a second's lag is allowed",
        received=ALWAYS,
        hashed=BY_CREDENTIAL,
        fetched=_kept("1s"),
    ),
    _row(
        "grace of 10 minutes",
        "VIOLATED",
        "after a pause it tells of the state before it",
        received=ALWAYS,
        hashed=BY_CREDENTIAL,
        fetched=_kept("1s", "10m"),
    ),
    _row(
        "cache of 60 s by credential",
        "VIOLATED",
        "time stands still",
        received=ALWAYS,
        hashed=BY_CREDENTIAL,
        fetched=_kept("60s"),
    ),
    _row(
        "cache without credentials",
        "VIOLATED",
        "tells one account of another's session",
        shows="access.credentials-are-required",
        received=ALWAYS,
        fetched=_kept("10s"),
    ),
    _row(
        "firewall that answers 403",
        "UPHELD",
        "a gateway may refuse what is hostile",
        received='if (req.url ~ "(?i)(<|%3C|union|%00|%27)") { return (synth(403)); } return (pass);',
    ),
    _row("maintenance", "ERRORED", "nothing of the API was seen", received="return (synth(503));"),
)
