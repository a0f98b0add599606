"""Certificates: the deployment's, which is trusted or not, and one's own, which it may ask for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference import running
from tests.suite.asking import broken
from tests.suite.asking.broken import answering, listening
from tests.suite.asking.test_broken_servers import CREDENTIALS, HANGS, SESSION, commanded, errored, judged_at

if TYPE_CHECKING:
    from pathlib import Path

TRUST = "is URL the right address before /v1? if its authority is your own, put its file in SSL_CERT_FILE"
NAME = "name one as credentials.client-certificate"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A certificate for 127.0.0.1 that is its own authority, as a server has it and as a file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, so there is nobody to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "made.pem", folder / "key.pem"
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    command = (openssl, "req", "-x509", *kind, *subject, "-keyout", str(key), "-out", str(made))
    subprocess.run(command, check=True, capture_output=True, timeout=HANGS)  # noqa: S603  our own words
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context, made


def test_a_certificate_of_an_unknown_authority(
    certificate: tuple[ssl.SSLContext, Path], tmp_path: Path
) -> None:
    """A self-signed certificate is not trusted: nothing is sent, and the last line says how to trust it."""
    ran, server = judged_at(listening(answering(401), "https", certificate[0]), tmp_path)
    errored(ran, server, f"no trust in the certificate of PLACE (self-signed certificate); {TRUST}", 2)
    assert server.heads == []


def test_a_certificate_of_another_host(certificate: tuple[ssl.SSLContext, Path], tmp_path: Path) -> None:
    """A trusted certificate of another name is not accepted, and the last line asks for the address."""
    with listening(answering(401), "https", certificate[0]) as server:
        server.base_url = server.base_url.replace("127.0.0.1", "localhost")
        trusted = {**CREDENTIALS, "SSL_CERT_FILE": str(certificate[1])}
        ran = commanded(server.base_url, tmp_path, SESSION, **trusted)
    assert ran.status == 3
    assert "is not valid for 'localhost'" in ran.lines[-1]
    assert f"is {server.base_url} the right address before /v1" in ran.lines[-1]
    assert server.heads == []


def test_a_private_authority_and_a_long_way(certificate: tuple[ssl.SSLContext, Path], tmp_path: Path) -> None:
    """Over TLS, by a private authority that SSL_CERT_FILE names, and with 120 ms added to each answer, the
    reference deployment is upheld, and all of it was seen."""
    with running() as seeded:
        port = int(seeded.base_url.rpartition(":")[2])
        sessions = [f"{state}={session_id}" for state, session_id in seeded.sessions]
        trusted = {**seeded.environment(), "SSL_CERT_FILE": str(certificate[1])}
        with listening(broken.relaying(port, 0.12), "https", certificate[0]) as server:
            ran = commanded(server.base_url, tmp_path, *sessions, manners={}, **trusted)
    assert (ran.status, ran.report["complete"], ran.report["red"]) == (0, True, False)
    assert ran.lines[-1].startswith("UPHELD ")


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_certificate_is_asked_for_by_tls(
    certificate: tuple[ssl.SSLContext, Path], tmp_path: Path, newest: ssl.TLSVersion
) -> None:
    """A handshake that fails for want of our certificate is named, though its alert may cross a request."""
    made = certificate[1]
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    asking.load_cert_chain(made, made.with_name("key.pem"))
    asking.load_verify_locations(made)
    asking.verify_mode, asking.maximum_version = ssl.CERT_REQUIRED, newest
    trusted = {**CREDENTIALS, "SSL_CERT_FILE": str(made)}
    with listening(answering(200), "https", asking) as server:
        ran = commanded(server.base_url, tmp_path, SESSION, **trusted)
    errored(ran, server, f"URL asks for a client certificate; {NAME}", 2)
    assert server.heads == []
