"""Bodies that are compressed, rightly or not."""

import gzip
import json

import httpx2
import pytest

from generated_client import (
    Client,
    MalformedAnswerError,
    SessionStatusResponse,
    UnauthorisedError,
    get_session_status,
)
from tests.client.asking import WAYS, Way, ask
from tests.client.peers.scripted import Scripted, answer

DEAD = b'{"session_id": "s", "exists": true, "vm_assigned": false, "vm_alive": false}'
MEMBERS = [DEAD[:20], DEAD[20:30], b"", DEAD[30:]]
SEVERAL = b"".join(gzip.compress(each) for each in MEMBERS)


def pieces(body: bytes, size: int) -> bytes:
    """Return an answer in chunks of this size, as they arrive one by one."""
    cut = [body[each : each + size] for each in range(0, len(body), size)]
    chunks = b"".join(f"{len(each):x}\r\n".encode() + each + b"\r\n" for each in [*cut, b""])
    return answer(content_length="", transfer_encoding="chunked", content_encoding="gzip") + chunks


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_gzip_of_several_members_is_read_to_its_end(scripted: Scripted, way: Way, size: int) -> None:
    """A body may be compressed in parts, cut up anywhere on the way, and a hook may read it first."""
    for hook in ([], [lambda each: each.read()] if way == "sync" else [lambda each: each.aread()]):
        scripted.says(pieces(SEVERAL, size))
        client = Client(scripted.base_url, httpx_args={"event_hooks": {"response": hook}}, retries=0)
        assert ask(way, client) == SessionStatusResponse.from_dict(json.loads(DEAD))
        client.close()


@pytest.mark.parametrize(
    "body",
    [DEAD, SEVERAL[:-1], SEVERAL + b"x", gzip.compress(DEAD) + gzip.compress(DEAD), gzip.compress(DEAD)[:-8]],
    ids=["not compressed", "cut short", "more behind it", "two answers", "without its checksum"],
)
def test_gzip_that_is_cut_short_or_goes_on_is_malformed(
    scripted: Scripted, client: Client, body: bytes
) -> None:
    """Nor is what is not compressed as it says an answer, or what lacks a part or has one too many."""
    scripted.says(answer(body=body, content_encoding="gzip"))
    with pytest.raises(MalformedAnswerError):
        get_session_status.sync("s", client=client)


def test_gzip_of_which_only_a_part_was_read_before_is_malformed(scripted: Scripted) -> None:
    """A fake, or a hook of a client that was handed in, reads the first member alone: that is no answer."""
    cut = gzip.compress(DEAD) + gzip.compress(DEAD)
    fake = httpx2.Response(200, content=cut, headers={"Content-Encoding": "gzip"})
    scripted.says(answer(body=cut, content_encoding="gzip"))
    with httpx2.Client(event_hooks={"response": [lambda each: each.read()]}) as owned:
        for options in (
            {"httpx_args": {"transport": httpx2.MockTransport(lambda _: fake)}},
            {"http_client": owned},
        ):
            with pytest.raises(MalformedAnswerError, match="read the first alone"):
                get_session_status.sync("s", client=Client(scripted.base_url, **options))


@pytest.mark.parametrize("way", WAYS)
def test_a_status_says_enough_where_the_body_cannot_be_read(scripted: Scripted, way: Way) -> None:
    """A gateway's page that is not compressed as it says is a failure of the gateway, and asked again."""
    scripted.says(answer(503, b"<html>", content_encoding="gzip"), answer(body=DEAD))
    assert not ask(way, Client(scripted.base_url)).vm_alive
    scripted.says(answer(401, b"no", content_encoding="deflate"))
    with pytest.raises(UnauthorisedError):
        ask(way, Client(scripted.base_url))
