"""Apache before the reference, in configurations that owners use."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import partial
from pathlib import Path
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

    from contract_tests.reference import Seeded
    from tests.wild.row import Place

MODULES = next(
    (each for each in map(Path, ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules")) if each.is_dir()),
    Path(),
)
LOADED = (
    "mpm_event authn_core authn_file authz_core authz_user auth_basic headers rewrite proxy proxy_http "
    "slotmem_shm proxy_balancer lbmethod_byrequests cache cache_disk ssl socache_shmcb"
)
MAIN = """\
ServerRoot {folder}
ServerName localhost
PidFile {folder}/httpd.pid
ErrorLog {folder}/error.log
DefaultRuntimeDir {folder}
Mutex file:{folder}
{modules}
{user}
Listen {listen}
AllowEncodedSlashes NoDecode
ProxyPreserveHost On
{before}
<Proxy balancer://api>
{members}
ProxySet lbmethod=byrequests maxattempts=2 failonstatus=503
</Proxy>
ProxyPass / balancer://api/ nocanon
"""


@contextmanager
def before(seeded: Seeded, folder: Path, upstreams: list[str], **parts: str) -> Iterator[Place]:
    """Run Apache before upstreams; `host` is where it listens, `scheme` what it speaks."""
    host, scheme = parts.get("host", "127.0.0.1"), parts.get("scheme", "http")
    port = free_port(host)
    place = placed(seeded, port, host=host, scheme=scheme)
    path = folder / "httpd.conf"
    text = MAIN.format(
        folder=folder,
        listen=place.base_url.partition("//")[2] + (" https" if scheme == "https" else ""),
        modules="\n".join(f"LoadModule {each}_module {MODULES}/mod_{each}.so" for each in LOADED.split()),
        user="User www-data\nGroup www-data" if os.geteuid() == 0 else "",
        members="\n".join(f"BalancerMember http://{each} retry=1 connectiontimeout=2" for each in upstreams),
        before=parts.get("before", "").replace("{folder}", str(folder)),
    )
    path.write_text(text)
    with started(folder, port, "apache2", "-DFOREGROUND", "-d", str(folder), "-f", str(path), host=host):
        yield place


@contextmanager
def plain(folder: Path, /, **parts: str) -> Iterator[Place]:
    """Run Apache before one reference."""
    with running() as seeded, before(seeded, folder, [upstream_of(seeded)], **parts) as place:
        yield place


@contextmanager
def over_tls(folder: Path) -> Iterator[Place]:
    """Speak TLS, with a certificate by an authority of one's own."""
    authority, signed, key = certificate(folder)
    speak = f"SSLEngine on\nSSLCertificateFile {signed}\nSSLCertificateKeyFile {key}"
    with plain(folder, scheme="https", before=speak) as place:
        yield trusting(place, authority)


@contextmanager
def with_password(folder: Path) -> Iterator[Place]:
    """Ask everybody for a password first."""
    (folder / "users").write_text("somebody:$apr1$x$7gkQ1vMLj6UEDw3zn6wIo/\n")
    asks = (
        f'<Location />\nAuthType Basic\nAuthName "staging"\nAuthUserFile {folder}/users\n'
        "Require valid-user\n</Location>"
    )
    with plain(folder, before=asks) as place:
        yield place


@contextmanager
def cached(folder: Path, seconds: int) -> Iterator[Place]:
    """Keep every answer, whoever asked for it."""
    (folder / "cache").mkdir(mode=0o777)
    (folder / "cache").chmod(0o777)
    keeps = (
        f"CacheRoot {folder}/cache\nCacheEnable disk /\nCacheIgnoreCacheControl On\nCacheStoreNoStore On\n"
        f"CacheStorePrivate On\nCacheIgnoreNoLastMod On\nCacheDefaultExpire {seconds}\nCacheQuickHandler On\n"
        "Header unset Vary\nHeader unset Cache-Control"
    )
    with plain(folder, before=keeps) as place:
        yield place


@contextmanager
def rolling(folder: Path) -> Iterator[Place]:
    """Two upstreams, one of which is restarted while it is judged."""
    with (
        two_upstreams(folder) as (seeded, ports, restart),
        before(seeded, folder, [f"127.0.0.1:{port}" for port in ports]) as place,
    ):
        yield evolve(place, meanwhile=restart)


_row = Gateway("Apache", "apache2", plain).row


ROWS = (
    _row("plain", "UPHELD", "nothing but a gateway"),
    _row("IPv6", "UPHELD", "an address like any other", host="::1"),
    _row("TLS, own authority", "UPHELD", "SSL_CERT_FILE names it", start=over_tls),
    _row("one of two restarts", "UPHELD", "the other answers meanwhile", start=rolling),
    _row(
        "password",
        "ERRORED",
        "the gateway asks for a password that nobody has",
        start=with_password,
        says="password",
    ),
    _row(
        "cache without credentials",
        "VIOLATED",
        "tells one account of another's session",
        start=partial(cached, seconds=10),
        shows="access.credentials-are-required",
    ),
    _row(
        "firewall that answers 403",
        "UPHELD",
        "a gateway may refuse what is hostile",
        before="RewriteEngine On\nRewriteCond %{THE_REQUEST} (<|%3C|union|%00|%27) [NC]\nRewriteRule ^ - [F]",
    ),
    _row(
        "keys looked for at the gateway",
        "UPHELD",
        "whoever refuses, refuses",
        before="RewriteEngine On\n"
        "RewriteCond %{HTTP:X-API-Key} ^$\n"
        "RewriteCond %{HTTP:Authorization} ^$\n"
        "RewriteRule ^ - [R=401,L]\n"
        'Header always set WWW-Authenticate Bearer "expr=%{REQUEST_STATUS} == 401"',
    ),
    _row(
        "maintenance",
        "ERRORED",
        "nothing of the API was seen",
        before="RewriteEngine On\nRewriteRule ^ - [R=503,L]",
    ),
)
