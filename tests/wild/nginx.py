"""nginx before the reference, in configurations that owners use."""

from __future__ import annotations

import os
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
    from tests.wild.row import Place, Start

MAIN = """\
{user}daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream api {{ {upstreams} keepalive 8; }}
  {around}
  server {{
    listen {listen};
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
    {server}
    location / {{ {location} proxy_pass http://api; }}
  }}
}}
"""
CACHE = "proxy_cache_path {folder}/cache keys_zone=kept:1m;"
ANSWERS = "proxy_cache kept; proxy_cache_valid 200 %s; proxy_ignore_headers Cache-Control Expires Vary;"
BY_CREDENTIAL = ' proxy_cache_key "$request_uri $http_x_api_key $http_authorization $request_method";'


def written(folder: Path, upstreams: list[str], listen: str, **parts: str) -> Path:
    """Write a configuration, and return where it is."""
    path = folder / "nginx.conf"
    servers = " ".join(f"server {each} max_fails=1 fail_timeout=1s;" for each in upstreams)
    blanks = {"around": "", "server": "", "location": ""} | parts
    user = "user root; " if os.geteuid() == 0 else ""
    text = MAIN.format(
        folder=folder,
        upstreams=servers,
        listen=listen,
        user=user,
        **{name: part.replace("{folder}", str(folder)) for name, part in blanks.items()},
    )
    path.write_text(text)
    return path


@contextmanager
def before(seeded: Seeded, folder: Path, upstreams: list[str], **parts: str) -> Iterator[Place]:
    """Run nginx before upstreams; `host` is where it listens, `scheme` what it speaks."""
    host, scheme = parts.pop("host", "127.0.0.1"), parts.pop("scheme", "http")
    port = free_port(host)
    place = placed(seeded, port, host=host, scheme=scheme)
    listen = place.base_url.partition("//")[2] + (" ssl" if scheme == "https" else "")
    path = written(folder, upstreams, listen, **parts)
    with started(
        folder, port, "nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(path), host=host
    ):
        yield place


@contextmanager
def plain(folder: Path, /, **parts: str) -> Iterator[Place]:
    """Run nginx before one reference."""
    with running() as seeded, before(seeded, folder, [upstream_of(seeded)], **parts) as place:
        yield place


@contextmanager
def prefixed(folder: Path) -> Iterator[Place]:
    """Serve the reference under a path that nginx takes away."""
    server = "location /staging/ { proxy_pass http://api/; }"
    with plain(folder, server=server) as place:
        yield evolve(place, base_url=f"{place.base_url}/staging")


@contextmanager
def over_tls(folder: Path, extra: str = "") -> Iterator[Place]:
    """Speak TLS, with a certificate by an authority of one's own."""
    authority, signed, key = certificate(folder)
    server = f"ssl_certificate {signed}; ssl_certificate_key {key}; " + extra.format(authority=authority)
    with plain(folder, scheme="https", server=server) as place:
        yield trusting(evolve(place, base_url=place.base_url.replace("127.0.0.1", "localhost")), authority)


@contextmanager
def with_password(folder: Path) -> Iterator[Place]:
    """Ask everybody for a password first."""
    (folder / "users").write_text("somebody:{PLAIN}a-word\n")
    with plain(folder, location=f'auth_basic "staging"; auth_basic_user_file {folder}/users;') as place:
        yield place


@contextmanager
def rolling(folder: Path) -> Iterator[Place]:
    """Two upstreams, one of which is restarted while it is judged."""
    with two_upstreams(folder) as (seeded, ports, restart):
        upstreams = [f"127.0.0.1:{port}" for port in ports]
        again = "proxy_next_upstream error timeout http_502 non_idempotent;"
        with before(seeded, folder, upstreams, location=again) as place:
            yield evolve(place, meanwhile=restart)


_row = Gateway("nginx", "nginx", plain).row


def _limited(rate: str, burst: str, more: str = "", status: int = 429) -> Start:
    zone = f"limit_req_zone $binary_remote_addr zone=all:1m rate={rate}; limit_req_status {status};"
    return partial(plain, around=zone, location=f"limit_req zone=all burst={burst} nodelay;", server=more)


RETRY_AFTER = (
    "error_page 429 @wait; location @wait { default_type application/json; add_header Retry-After 1 always; "
    'return 429 \'{"detail":"slow down"}\'; }'
)
STALE = "proxy_cache_use_stale updating; proxy_cache_background_update on;"

ROWS = (
    _row("under a prefix", "UPHELD", "a prefix is the owner's", start=prefixed),
    _row("TLS, own authority", "UPHELD", "SSL_CERT_FILE names it", start=over_tls),
    _row("IPv6", "UPHELD", "an address like any other", host="::1"),
    _row(
        "25 a second, no Retry-After",
        "UPHELD",
        "429 is the gateway's, and the run slows down",
        start=_limited("25r/s", "10"),
    ),
    _row(
        "25 a second, Retry-After",
        "UPHELD",
        "the gateway says how long",
        start=_limited("25r/s", "10", RETRY_AFTER),
    ),
    _row(
        "20 a second, answers 503",
        "UPHELD",
        "503 is what nginx says of limits by itself",
        start=_limited("20r/s", "10", status=503),
    ),
    _row(
        "5 a second, no Retry-After", "UPHELD", "slow is not wrong", says="pace", start=_limited("5r/s", "5")
    ),
    _row(
        "cache of 1 s by credential",
        "UPHELD",
        "a second's lag is allowed",
        around=CACHE,
        location=ANSWERS % "1s" + BY_CREDENTIAL,
    ),
    _row(
        "stale while revalidating",
        "VIOLATED",
        "after a pause it tells of the state before it",
        around=CACHE,
        location=ANSWERS % "1s" + BY_CREDENTIAL + STALE,
    ),
    _row(
        "cache without credentials",
        "VIOLATED",
        "tells one account of another's session",
        shows="access.credentials-are-required",
        around=CACHE,
        location=ANSWERS % "10s" + ' proxy_cache_key "$request_uri";',
    ),
    _row(
        "cache by key, not by token",
        "VIOLATED",
        "tells callers without a credential what a token was told",
        shows="access.credentials-are-required",
        around=CACHE,
        location=ANSWERS % "2s" + ' proxy_cache_key "$request_uri $http_x_api_key";',
    ),
    _row(
        "cache of 60 s by credential",
        "VIOLATED",
        "time stands still",
        around=CACHE,
        location=ANSWERS % "60s" + BY_CREDENTIAL,
    ),
    _row(
        "firewall that answers 403",
        "UPHELD",
        "a gateway may refuse what is hostile",
        server=r"if ($request_uri ~* '(<|%3C|union|\.\.|%00|%27)') { return 403; }",
    ),
    _row(
        "firewall that hangs up",
        "UPHELD",
        "a gateway may drop what is hostile; SHOULD, by HTTP",
        server=r"if ($request_uri ~* '(<|%3C)') { return 444; }",
    ),
    _row(
        "password",
        "ERRORED",
        "the gateway asks for a password that nobody has",
        start=with_password,
        says="password",
    ),
    _row(
        "client certificate",
        "ERRORED",
        "the gateway asks for a certificate that nobody has",
        start=partial(over_tls, extra="ssl_client_certificate {authority}; ssl_verify_client on;"),
        says="certificate",
    ),
    _row("maintenance", "ERRORED", "nothing of the API was seen", server="return 503 '<h1>Back soon</h1>';"),
    _row("one of two restarts", "UPHELD", "the other answers meanwhile", start=rolling),
)
