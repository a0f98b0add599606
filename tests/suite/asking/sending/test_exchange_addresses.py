"""A printed curl line sends what was sent, whatever the deployment's address looks like."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.sending.transport import Transport
from contract_tests.asking.sending.wire import Socket
from contract_tests.recording.observation import KEY, Context
from contract_tests.recording.purpose import Scenario
from contract_tests.settings.credentials import Credentials
from contract_tests.settings.deployment import Deployment, base_url_of
from tests.suite.asking.loopback import keeping
from tests.suite.building import SESSION

if TYPE_CHECKING:
    from pathlib import Path

CURL, OPENSSL = shutil.which("curl"), shutil.which("openssl")
SECRET = "kQ7-" * 6

pytestmark = pytest.mark.skipif(CURL is None, reason="needs curl on the PATH: it runs the lines we print")


def has_ipv6() -> bool:
    """Tell whether this machine has a loopback address of IPv6."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1")

ADDRESSES = (
    ("127.0.0.1", "http://127.0.0.1:{port}", "127.0.0.1:{port}"),
    ("127.0.0.1", "http://localhost:{port}", "localhost:{port}"),
    ("127.0.0.1", "HTTP://LocalHost:0{port}", "localhost:{port}"),
    *(
        ("127.0.0.1", "http://127.0.0.1:{port}" + path, "127.0.0.1:{port}")
        for path in (
            "/a%20b",
            "/A/%7Bb%7d/",
            "/a//b/../c",
            "/~a;v=1,2:3@x",
            "/a|b\"c'd`e^f[1-2]{g}<h>\\i$HOME",
        )
    ),
)
LITERALS = (
    ("::1", "http://[::1]:{port}", "[::1]:{port}"),
    ("::1", "http://[0:0:0:0:0:0:0:1]:{port}/a%2Fb", "[::1]:{port}"),
    ("::1", "http://[::1%251]:{port}", "[::1]:{port}"),
    ("::1", "http://[::1%1]:{port}/x", "[::1]:{port}"),
    ("127.0.0.1", "http://[::FFFF:127.0.0.1]:{port}", "[::ffff:127.0.0.1]:{port}"),
)


async def line_of(base_url: str) -> str:
    """Ask once, and return the curl line of it."""
    credentials = Credentials(api_key=SECRET)
    deployment = Deployment(base_url=base_url, credentials=credentials)
    wire = Socket(deployment.origin, 1)
    transport = Transport(deployment, wire, credentials.redactor(), asyncio.get_running_loop().time())
    client = Client(deployment, transport)
    observation = await client.ask(
        SESSION, Context(scenario=Scenario.OTHER, subject="declared", credential="key")
    )
    await wire.close()
    assert observation.exchange.status == 200, observation.exchange.failure
    return observation.exchange.curl()


def pasted(line: str, **environment: str) -> None:
    """Run a line in a shell."""
    done = subprocess.run(  # noqa: S603  the lines that we print
        ["/bin/sh", "-c", line],
        env={"PATH": os.environ["PATH"], KEY: SECRET} | environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), line


def lines_of(head: bytes) -> list[bytes]:
    """Return the lines of a request as they are, the headers in any order."""
    first, *headers = head.split(b"\r\n")
    return [first, *sorted(headers)]


@pytest.mark.parametrize(
    "listens, written, host", [*ADDRESSES, *(pytest.param(*each, marks=needs_ipv6) for each in LITERALS)]
)
def test_host_and_request_line_are_those_of_curl(listens: str, written: str, host: str) -> None:
    """For every kind of address, the line makes the same bytes arrive that the run had sent."""
    with keeping(listens) as server:
        port = server.server_address[1]
        line = asyncio.run(line_of(base_url_of(written.replace("{port}", str(port)))))
        pasted(line)
    sent, became = server.heads
    assert f"\r\nHost: {host.replace('{port}', str(port))}\r\n".encode() in sent
    assert lines_of(became) == lines_of(sent), line


def test_the_usual_port_is_not_named() -> None:
    """The scheme's own port stands neither in the base URL nor in Host, as with curl."""
    assert base_url_of("http://localhost:80/x") == "http://localhost/x"
    assert base_url_of("https://localhost:443") == "https://localhost"
    assert base_url_of("https://localhost:80") == "https://localhost:80"


@pytest.mark.skipif(OPENSSL is None, reason="needs openssl on the PATH: it makes a certificate")
@pytest.mark.parametrize(
    "listens, host",
    [("127.0.0.1", "localhost"), ("127.0.0.1", "127.0.0.1"), pytest.param("::1", "[::1]", marks=needs_ipv6)],
)
def test_over_tls_too(listens: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over TLS, with an authority of one's own, the line asks over HTTP/1.1 as the run did."""
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"
    new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext", names)
    assert OPENSSL is not None
    subprocess.run(  # noqa: S603  our own words
        [OPENSSL, *new, "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=30
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2", "http/1.1"])
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("CURL_CA_BUNDLE", certificate)
    with keeping(listens, context) as server:
        line = asyncio.run(line_of(f"https://{host}:{server.server_address[1]}"))
        pasted(line, CURL_CA_BUNDLE=certificate)
    sent, became = server.heads
    assert lines_of(became) == lines_of(sent), line
