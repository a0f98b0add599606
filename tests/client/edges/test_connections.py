"""Whose certificates are trusted, which proxies are used, and what is shown of their passwords."""

from __future__ import annotations

import asyncio
import base64
import os
import ssl
import subprocess
import traceback
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from contract_tests.asking.sending.wire import NoAnswer, Socket
from contract_tests.settings.deployment import deployment_of
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import settings_of
from generated_client import ApiError, Client, InvalidArgumentError, NoAnswerError, get_session_status
from tests.client.asking import WAYS, Way, ask
from tests.client.peers.scripted import Scripted, answer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
PASSWORD = "p@ss:w/rd"  # noqa: S105  it is made up
QUOTED = "p%40ss%3Aw%2Frd"
SECRET = "s3cr3t"  # noqa: S105
BEARER = base64.b64encode(f"user:{PASSWORD}".encode())


class Authority:
    """An authority of our own, as files; what a server shows, and what one has that asks for certificates."""

    def __init__(self, folder: Path) -> None:
        """Make certificates."""
        authority = trustme.CA()
        self.file, self.folder, self.client = folder / "ca.pem", folder / "store", folder / "client.pem"
        authority.cert_pem.write_to_path(str(self.file))
        self.folder.mkdir()
        self._hashed()
        authority.issue_cert("client@example.com").private_key_and_cert_chain_pem.write_to_path(
            str(self.client)
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self.context)
        self.asking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self.asking)
        authority.configure_trust(self.asking)
        self.asking.verify_mode = ssl.CERT_REQUIRED

    def _hashed(self) -> None:
        command = ["openssl", "x509", "-hash", "-noout", "-in", str(self.file)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        (self.folder / f"{told}.0").write_bytes(self.file.read_bytes())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Certificates, made once."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def tls(authority: Authority) -> Iterator[Scripted]:
    """A server that the authority vouches for."""
    with serving(context=authority.context) as scripted:
        scripted.says(answer(body=BODY))
        yield scripted


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("SSL_CERT_", "REQUESTS_CA", "CURL_CA")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def by_suite(base_url: str, certificate: Path | None = None) -> int:
    """Ask as the suite does, and return the status."""

    async def once() -> int:
        wire = Socket(base_url, 1, certificate)
        try:
            return (await wire.exchange("GET", "/v1/sessions/status/s", (), fresh=False, lane="")).status
        finally:
            await wire.close()

    return asyncio.run(once())


def by_client(way: Way, base_url: str, **args: Any) -> bool:
    """Ask as the client does."""
    with Client(base_url, retries=0, httpx_args=args) as client:
        return ask(way, client).exists


def test_an_unknown_authority_is_not_trusted(tls: Scripted) -> None:
    """Neither client nor suite sends anything to a server that nobody vouches for."""
    before = len(tls.requests)
    for way in WAYS:
        with pytest.raises(NoAnswerError, match="CERTIFICATE_VERIFY_FAILED"):
            by_client(way, tls.base_url)
    with pytest.raises(NoAnswer, match="no trust in the certificate"):
        by_suite(tls.base_url)
    assert len(tls.requests) == before


@pytest.mark.parametrize("variable, attribute", [("SSL_CERT_FILE", "file"), ("SSL_CERT_DIR", "folder")])
def test_the_environment_names_authorities(
    tls: Scripted, authority: Authority, monkeypatch: pytest.MonkeyPatch, variable: str, attribute: str
) -> None:
    """A file or a folder of authorities is trusted by client and suite alike."""
    monkeypatch.setenv(variable, str(getattr(authority, attribute)))
    assert all(by_client(way, tls.base_url) for way in WAYS)
    assert by_suite(tls.base_url) == 200
    for way in WAYS:
        with pytest.raises(NoAnswerError):
            by_client(way, tls.base_url, trust_env=False)


def test_the_systems_store_is_trusted(
    tls: Scripted, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system trusts is trusted; no list of certificates is brought along."""
    there = ssl.get_default_verify_paths()._replace(openssl_cafile=str(authority.file), openssl_capath="")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: there)
    assert all(by_client(way, tls.base_url) for way in WAYS)
    assert by_suite(tls.base_url) == 200


@pytest.mark.parametrize("way", WAYS)
def test_verify_names_authorities(tls: Scripted, authority: Authority, way: Way) -> None:
    """A path, as text or not, of a file or a folder, and a context; and False trusts everybody."""
    context = ssl.create_default_context(cafile=authority.file)
    for verify in (authority.file, str(authority.file), str(authority.folder), context, False):
        assert by_client(way, tls.base_url, verify=verify)


def test_a_client_certificate_is_shown(authority: Authority, tmp_path: Path) -> None:
    """Servers that ask for one get it, of the client by cert=, of the suite by its deployment file."""
    written = tmp_path / "deployment.toml"
    where = f'client-certificate = {{ file = "{authority.client}" }}\n'
    written.write_text(f'base-url = "https://x.example"\n[credentials]\n{where}')
    deployment = deployment_of(settings_of({"deployment": str(written)}, {}), {})
    with serving(context=authority.asking) as scripted, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(authority.file))
        scripted.says(answer(body=BODY))
        for way in WAYS:
            assert by_client(way, scripted.base_url, cert=str(authority.client))
            assert by_client(way, scripted.base_url, cert=(authority.client, authority.client))
            with pytest.raises(NoAnswerError):
                by_client(way, scripted.base_url)
        assert by_suite(scripted.base_url, deployment.client_certificate) == 200
        with pytest.raises(NoAnswer):
            by_suite(scripted.base_url)
    encrypted = tmp_path / "encrypted.pem"
    command = ["openssl", "pkey", "-aes256", "-passout", "pass:x", "-in", str(authority.client)]
    key = subprocess.run(command, capture_output=True, check=True).stdout
    encrypted.with_suffix(".key").write_bytes(key)
    with pytest.raises(InvalidArgumentError, match="certificates"):  # and the terminal is not asked
        Client("https://h", httpx_args={"cert": (authority.client, encrypted.with_suffix(".key"))})
    Client("https://h", httpx_args={"cert": (authority.client, encrypted.with_suffix(".key"), "x")})
    written.write_text(written.read_text().replace("client.pem", "nowhere.pem"))
    with pytest.raises(UsageError, match=r"credentials.client-certificate: write \{ file"):
        deployment_of(settings_of({"deployment": str(written)}, {}), {})


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_in_the_environment_is_used_with_its_password(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """Its password is decoded and sent to it; the request names the whole URL."""
    scripted.says(answer(body=BODY))
    monkeypatch.setenv(variable, scripted.base_url.replace("http://", f"http://user:{QUOTED}@"))
    assert all(by_client(way, "http://api.example.com") for way in WAYS)
    assert by_suite("http://api.example.com") == 200
    for request in scripted.requests:
        assert request.startswith(b"GET http://api.example.com/v1/sessions/status/s HTTP/1.1")
        assert b"proxy-authorization: basic " + BEARER.lower() in request.lower()
    assert len(scripted.requests) == 3


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxys_password_is_shown_nowhere(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch, way: Way, scheme: str
) -> None:
    """Neither repr, nor errors and their causes, nor what the proxy says in its refusal."""
    scripted.says(answer(407, f"{PASSWORD} {BEARER.decode()}".encode(), reason=PASSWORD))
    proxy = scripted.base_url.replace("http://", f"http://user:{QUOTED}@")
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", proxy)
    client = Client(f"{scheme}://api.example.com", retries=0)
    with client, pytest.raises(ApiError, match="407") as caught:
        ask(way, client)
    shown = repr(client) + "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    for secret in (PASSWORD, QUOTED, BEARER.decode()):
        assert secret not in shown


@pytest.mark.parametrize("passed", [False, True])
@pytest.mark.parametrize(
    "proxy", ["socks4://PASS:x@h", "http://u:PASS#@h", "http://u:PASS/@h", "http://u:PASS?@h", "u:PASS@h:x"]
)
def test_nor_does_what_refuses_a_proxy_show_it(
    monkeypatch: pytest.MonkeyPatch, proxy: str, *, passed: bool
) -> None:
    """Parts of a URL that is none are repeated neither by the error nor by anything that led to it."""
    proxy = proxy.replace("PASS", SECRET)
    monkeypatch.setenv("HTTP_PROXY", proxy * (not passed))
    with pytest.raises(InvalidArgumentError, match="proxy") as caught:
        Client("http://h", httpx_args={"proxy": proxy} if passed else None)
    assert SECRET not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_no_proxy_is_used_where_it_says_so(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_PROXY names hosts that are asked directly, by client and suite; trust_env=False reads none of it."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    scripted.says(answer(body=BODY))
    for way in WAYS:
        with pytest.raises(NoAnswerError):
            by_client(way, scripted.base_url)
        assert by_client(way, scripted.base_url, trust_env=False)
    for value in ("127.0.0.1", "localhost, 127.0.0.1", "*"):
        monkeypatch.setenv("NO_PROXY", value)
        assert all(by_client(way, scripted.base_url) for way in WAYS)
        assert by_suite(scripted.base_url) == 200


def test_a_socket_of_this_machine_is_asked_by_a_transport_of_the_callers(tmp_path: Path) -> None:
    """What httpx2's client does not take, its transports do; limits and forks are minded all the same."""
    import socket
    import threading

    import httpx2

    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()

        def serve() -> None:
            taken = server.accept()[0]
            with taken:
                taken.recv(65536)
                taken.sendall(answer(body=BODY))

        threading.Thread(target=serve, daemon=True).start()
        with Client("http://local", httpx_args={"transport": httpx2.HTTPTransport(uds=path)}) as client:
            assert get_session_status.sync("s", client=client).exists
