"""A running deployment: its address, credentials and declared sessions, and the manners to ask it with."""

import os
import re
import shlex
import ssl
import subprocess
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import evolve, field, fields, frozen

from contract_tests.recording.observation import State
from contract_tests.recording.timing import COMMAND_LIMIT
from contract_tests.settings.address import usual
from contract_tests.settings.credentials import Credentials
from contract_tests.settings.file import SECRETS, text_of
from contract_tests.settings.option import UsageError, variable_of
from contract_tests.settings.provisioners.protocol import Provisioner, unstarted
from contract_tests.settings.sessions import DeclaredSession, sessions_of
from contract_tests.settings.settings import Manners, Settings

PROXIES = frozenset({"http", "https", "socks5", "socks5h"})
STORES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_DIR")
NAME = re.compile(r"[A-Z]{2,11}|[A-Z]+(?:_[A-Z]+)+(?:_?\d{1,2})?")
"""A variable's usual name: words in capitals, as no credential is made of."""
MOST_PRINTED = 65536
"""Octets of a command's output, after which it is ended: a credential is short."""


@frozen(kw_only=True)
class Deployment(Manners):
    """A deployment as it is asked; the manners are inherited. No slash ends `base_url`."""

    base_url: str
    credentials: Credentials = field(factory=Credentials)
    sessions: tuple[DeclaredSession, ...] = ()
    client_certificate: Path | None = None
    renew_token: Callable[[], str] | None = field(default=None, repr=False)
    provisioner: Provisioner | None = field(default=None, repr=False)

    def close(self) -> None:
        """Let what made sessions ready clean up."""
        if self.provisioner is not None:
            self.provisioner.close()

    def __attrs_post_init__(self) -> None:
        self.credentials.refuse_in(self.base_url, "--base-url")
        for session in self.sessions:
            self.credentials.refuse_in(session.id, "the id of a session")

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urllib.parse.urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def prefix(self) -> str:
        """The path that all targets begin with."""
        return urllib.parse.urlsplit(self.base_url).path

    @property
    def turn(self) -> int:
        """The number of the run, by which questions take turns that one run cannot put all of."""
        return self.seed or 0

    def declared(self, *states: State) -> tuple[DeclaredSession, ...]:
        """Return the sessions declared to be in one of these states."""
        return tuple(session for session in self.sessions if session.state in states)


def deployment_of(settings: Settings, environ: Mapping[str, str]) -> Deployment:
    """Return the deployment that settings describe; UsageError says what to write instead."""
    if not settings.base_url:
        raise UsageError("no deployment named: pass --base-url URL, or --reference for the built-in one")
    made = Deployment(
        base_url=base_url_of(settings.base_url),
        credentials=credentials_of(settings.sources, environ),
        client_certificate=certificate_of(settings.sources.get("client-certificate", {})),
        sessions=sessions_of(settings.session),
        **{each.name: getattr(settings, each.name) for each in fields(Manners)},
    )
    refuse_surroundings(made.origin, environ)
    if settings.token_command:
        command = settings.token_command

        def renewed() -> str:
            return output_of(command, "--token-command").strip()

        made = evolve(made, renew_token=renewed, credentials=evolve(made.credentials, bearer_token=renewed()))
    if settings.provision:
        known = made.credentials.environment() | {"CONTRACT_BASE_URL": made.base_url}
        provisioner = Provisioner(settings.provision, known, made.sessions)
        try:
            made = evolve(made, sessions=(*made.sessions, *provisioner.sessions), provisioner=provisioner)
        except UsageError:
            provisioner.close()
            raise
    return made


def refuse_surroundings(origin: str, environ: Mapping[str, str]) -> None:
    """Refuse a proxy, or a store of certificates, that the environment names and that will not do."""
    scheme = origin.partition(":")[0]
    for name in (f"{scheme}_proxy", "all_proxy"):
        for variable in (name, name.upper()):
            way = environ.get(variable, "")
            # Without what stands before @, which may be a password.
            if "://" in way and way.partition("://")[0].lower() not in PROXIES:
                raise UsageError(f"{variable}: no proxy of a known kind; write http://HOST:PORT")
    for variable in STORES if scheme == "https" else ():
        if place := environ.get(variable):
            try:
                if variable == "SSL_CERT_DIR":
                    os.scandir(place).close()
                else:
                    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(place)
            except (OSError, ValueError):
                raise UsageError(f"{variable}: {place} has no certificates; name a file of some") from None


def base_url_of(text: str) -> str:
    """Return a base URL in its one spelling, without a slash at its end."""
    try:
        parts = urllib.parse.urlsplit(text)
        kept = usual(text)
    except ValueError:
        kept = ""
    # First of all, and without the text: the other messages would print the password.
    if "@" in text.partition("//")[2].partition("/")[0]:
        raise UsageError("--base-url: holds a user or a password; credentials come from the environment")
    if not text.isascii():
        raise UsageError(
            f"--base-url {text}: holds characters outside ASCII; write the host's name in its xn-- form, "
            "and the path percent-encoded"
        )
    if not kept or any(character.isspace() for character in text):
        raise UsageError(f"--base-url {text}: not a URL; write one such as https://staging.example.com")
    if parts.query or parts.fragment:
        raise UsageError(f"--base-url {text}: ends in a query or a fragment; leave it out")
    return kept


def credentials_of(sources: Mapping[str, Mapping[str, str]], environ: Mapping[str, str]) -> Credentials:
    """Return the credentials of the environment, or else those from the sources that a file names."""
    found: dict[str, str | None] = {}
    for name in SECRETS:
        value = environ.get(variable_of(name)) or _from(name, sources.get(name, {}), environ)
        found[name.replace("-", "_")] = value.strip() if value and value.strip() else None
    return Credentials(**found)


def certificate_of(source: Mapping[str, str]) -> Path | None:
    """Return the file with the certificate that a deployment asks for, and its key, if it does."""
    if not source:
        return None
    try:
        path = Path(source.get("file", "")).expanduser()
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(path)
    except (OSError, RuntimeError, ValueError):  # what the ssl module says, no such home, NUL
        raise UsageError(
            'credentials.client-certificate: write { file = "client.pem" }, a file in PEM form with the '
            "certificate and its key"
        ) from None
    return path


def _from(name: str, source: Mapping[str, str], environ: Mapping[str, str]) -> str | None:
    place = f"credentials.{name}"
    match source:
        case {"environment": variable}:
            if not environ.get(variable):
                # In the place of its name the credential itself may have been written.
                named = variable if NAME.fullmatch(variable) else "the variable that it names"
                raise UsageError(f"{place}: {named} is not set; set it")
            return environ[variable]
        case {"file": path}:
            try:
                return text_of(Path(path).expanduser())
            except (OSError, RuntimeError, ValueError):
                raise UsageError(f"{place}: {path} cannot be read; name a readable file") from None
        case {"command": command}:
            return output_of(command, place)
    return None


def output_of(command: str, place: str) -> str:
    """Return the standard output of a command; its standard error goes to the terminal, not to us.

    UsageError names the place where the command was written; the command itself may hold a credential.
    """
    try:
        process = subprocess.Popen(shlex.split(command), stdout=subprocess.PIPE)  # noqa: S603  the owner wrote it
    except (OSError, ValueError) as error:
        raise UsageError(f"{place}: {unstarted(command, error)}") from None
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    limit = threading.Timer(COMMAND_LIMIT, end)
    limit.start()
    with process:
        assert process.stdout is not None
        printed = process.stdout.read(MOST_PRINTED + 1)
        if len(printed) > MOST_PRINTED:
            process.kill()
    limit.cancel()
    if len(printed) > MOST_PRINTED:
        wrong = f"printed more than {MOST_PRINTED} bytes"
    elif late.is_set():
        wrong = f"did not end within {COMMAND_LIMIT:g} s"
    elif process.returncode:
        wrong = f"exited with {process.returncode}"
    else:
        try:
            return printed.decode()
        except UnicodeDecodeError:
            wrong = "printed no text"
    raise UsageError(f"{place}: the command {wrong}; try it by hand")
