"""A printed curl line sends what was sent, byte for byte, with the credentials out of the environment."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.questions.hostile_ids import hostile_ids
from contract_tests.asking.questions.ids import near_misses, spellings
from contract_tests.asking.sending.transport import Transport
from contract_tests.asking.sending.wire import Socket
from contract_tests.recording.observation import FOREIGN_KEY, KEY, TOKEN, Context
from contract_tests.recording.purpose import Scenario
from contract_tests.settings.credentials import Credentials, Redactor, Sent, derived
from contract_tests.settings.deployment import Deployment
from tests.suite.asking.loopback import keeping
from tests.suite.building import SESSION

if TYPE_CHECKING:
    from contract_tests.recording.observation import Observation

CURL = shutil.which("curl")
SECRETS = {KEY: "kQ7-" * 6, TOKEN: "head." + "tX0_" * 4 + "." + "sig-" * 4, FOREIGN_KEY: "f0R$igN!" * 2}

pytestmark = pytest.mark.skipif(CURL is None, reason="needs curl on the PATH: it runs the lines we print")


async def everything_odd(deployment: Deployment, credentials: Credentials) -> tuple[Observation, ...]:
    """Send a request of each kind: every credential, real or nearly so, every id, method and header."""
    wire = Socket(deployment.origin, 1)
    wrong = credentials.wrong(secrets.token_urlsafe)
    transport = Transport(deployment, wire, credentials.redactor(), asyncio.get_running_loop().time())
    transport.add_redactor(Redactor(derived(wrong)))
    client = Client(deployment, transport)
    for credential in ("key", "token", "foreign", "none"):
        await client.ask(SESSION, Context(scenario=Scenario.OTHER, subject="declared", credential=credential))
    for each in wrong:
        context = Context(scenario=Scenario.OTHER, subject="declared", credential=each.credential)
        await client.ask(SESSION, context, sent=Sent(each.header, each.value, each.recorded))
    context = Context(scenario=Scenario.OTHER, subject="hostile", credential="key")
    for hostile in (*hostile_ids(), *near_misses(SESSION)):
        if hostile.likely:
            await client.ask(hostile.octets, context)
    for spelling in spellings(SESSION).values():
        await client.ask(spelling, context)
    for dots in (b".", b"..", b"a/../b", b"[1-3]{a,b}", b"'; echo x #", b"$(id)`id`", b"\\", b"!!"):
        await client.ask(dots, context)
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        await client.ask(SESSION, context, method=method)
    await client.ask(
        SESSION, context, headers=(("X-HTTP-Method-Override", "DELETE"), ("X-It's", 'a "b" $HOME `c`'))
    )
    await client.ask(
        SESSION, context, headers=(("Accept-Encoding", "gzip"), ("Authorization", "Bearer of0something"))
    )
    await client.ask(SESSION, context, query="?unknown=1&b=$HOME")
    await wire.close()
    return client.observations


def arrived(head: bytes) -> tuple[bytes, list[bytes]]:
    """Return a request's first line as it came, and its header lines in any order.

    A blank before the end of a line is no part of a header's value (RFC 9110, 5.5).
    """
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    return first, sorted(line.rstrip(b" ") for line in lines)


def test_printed_lines_send_what_was_sent() -> None:
    """Run by sh, each line makes the same bytes arrive that the run had sent, and no line holds a secret."""
    credentials = Credentials(
        api_key=SECRETS[KEY], bearer_token=SECRETS[TOKEN], foreign_api_key=SECRETS[FOREIGN_KEY]
    )
    with keeping() as server:
        deployment = Deployment(
            base_url=f"{server.base_url}/a%20prefix", credentials=credentials, pace=5000, concurrency=1
        )
        observations = asyncio.run(everything_odd(deployment, credentials))
        sent, server.heads = server.heads, []
        lines = [each.exchange.curl() for each in observations]
        done = subprocess.run(
            ["/bin/sh"],
            input="\n".join(f"{line} >/dev/null || exit 1" for line in lines),
            env={"PATH": os.environ["PATH"]} | SECRETS,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        received = server.heads
    assert len(lines) == len(sent) == len(received) > 60
    for line, was, became in zip(lines, sent, received, strict=True):
        assert arrived(became) == arrived(was), line
        assert not [name for name, secret in SECRETS.items() if secret in line]
        assert line.startswith("curl -sSig --path-as-is ")
