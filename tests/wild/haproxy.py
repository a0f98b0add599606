"""HAProxy before the reference, in configurations that owners use."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.reference import running
from tests.wild.processes import (
    certificate,
    free_port,
    placed,
    started,
    trusting,
    two_upstreams,
    upstream_of,
)
from tests.wild.row import Gateway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.reference import Seeded
    from tests.wild.row import Place

MAIN = """\
global
  maxconn 256
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  retries 3
  option redispatch
  retry-on conn-failure empty-response 503
frontend all
  bind {bind}
{rules}
  default_backend api
backend api
{servers}
"""
COUNTED = (
    "  stick-table type ip size 100 expire 60s store http_req_rate({}),http_err_rate(10s)\n"
    "  http-request track-sc0 src\n"
)
"""HAProxy counts by address, and all askers are one here, as they are behind an office's."""


@contextmanager
def before(seeded: Seeded, folder: Path, upstreams: list[str], **parts: str) -> Iterator[Place]:
    """Run HAProxy before upstreams; `host` is where it listens, `pem` the certificate that it shows."""
    host, pem = parts.get("host", "127.0.0.1"), parts.get("pem", "")
    port = free_port(host)
    bind = f"{host}:{port}" + (f" ssl crt {pem} alpn h2,http/1.1{parts.get('more', '')}" if pem else "")
    servers = "\n".join(f"  server s{each} {name} check inter 300ms" for each, name in enumerate(upstreams))
    path = folder / "haproxy.cfg"
    path.write_text(MAIN.format(bind=bind, rules=parts.get("rules", ""), servers=servers))
    with started(folder, port, "haproxy", "-db", "-f", str(path), host=host):
        yield placed(seeded, port, host=host, scheme="https" if pem else "http")


@contextmanager
def plain(folder: Path, /, **parts: str) -> Iterator[Place]:
    """Run HAProxy before one reference."""
    with running() as seeded, before(seeded, folder, [upstream_of(seeded)], **parts) as place:
        yield place


@contextmanager
def over_tls(folder: Path, more: str = "") -> Iterator[Place]:
    """Speak TLS, with a certificate by an authority of one's own."""
    authority, _, _ = certificate(folder)
    with plain(folder, pem=str(folder / "both.pem"), more=more.format(authority=authority)) as place:
        yield trusting(place, authority)


@contextmanager
def rolling(folder: Path) -> Iterator[Place]:
    """Two upstreams, one of which is restarted while it is judged."""
    with (
        two_upstreams(folder) as (seeded, ports, restart),
        before(seeded, folder, [f"127.0.0.1:{port}" for port in ports]) as place,
    ):
        yield evolve(place, meanwhile=restart)


_row = Gateway("HAProxy", "haproxy", plain).row


ROWS = (
    _row("plain", "UPHELD", "nothing but a gateway"),
    _row("IPv6", "UPHELD", "an address like any other", host="::1"),
    _row("TLS, own authority", "UPHELD", "SSL_CERT_FILE names it", start=over_tls),
    _row(
        "client certificate, by TLS",
        "ERRORED",
        "the handshake ends for want of a certificate",
        start=partial(over_tls, more=" ca-file {authority} verify required"),
        says="asks for a client certificate",
    ),
    _row("one of two restarts", "UPHELD", "the other answers meanwhile", start=rolling),
    _row("two connections at a time", "UPHELD", "more of them wait; that is slow", rules="  maxconn 2"),
    _row(
        "20 a second, no Retry-After",
        "UPHELD",
        "429 is the gateway's, and the run slows down",
        rules=COUNTED.format("1s") + "  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }",
    ),
    _row(
        "60 in 3 s, Retry-After",
        "UPHELD",
        "the gateway says how long",
        rules=COUNTED.format("3s")
        + "  http-request return status 429 hdr Retry-After 1 if { sc_http_req_rate(0) gt 60 }",
    ),
    _row(
        "locks out after 20 errors",
        "ERRORED",
        "from some moment on everybody is refused",
        says="locked out",
        rules=COUNTED.format("10s") + "  http-request deny deny_status 403 if { sc_http_err_rate(0) gt 20 }",
    ),
    _row(
        "firewall that answers 403",
        "UPHELD",
        "a gateway may refuse what is hostile",
        rules="  http-request deny deny_status 403 if { path_sub -i < %3C union .. %00 %27 }",
    ),
    _row(
        "keys looked for at the gateway",
        "UPHELD",
        "whoever refuses, refuses",
        rules="  acl keyed req.hdr(x-api-key) -m found\n  acl keyed req.hdr(authorization) -m found\n"
        '  http-request return status 401 content-type application/json string "{}" '
        "hdr WWW-Authenticate Bearer unless keyed",
    ),
    _row(
        "maintenance", "ERRORED", "nothing of the API was seen", rules="  http-request deny deny_status 503"
    ),
)
