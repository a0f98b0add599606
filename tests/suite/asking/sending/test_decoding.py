"""A body and what its Content-Encoding says of it: undone where it is true, and told where it is not."""

import gzip
import zlib

import pytest

from contract_tests.asking.sending.wire import LONGEST_BODY, decoded

BODY = b'{"exists": true}'
ZIPPED = gzip.compress(BODY, mtime=0)


@pytest.mark.parametrize(
    "body, encoding",
    [
        (BODY, ""),
        (BODY, "identity"),
        (BODY, "UTF-8"),
        (ZIPPED, " GZip"),
        (ZIPPED, "x-gzip"),
        (b"".join(gzip.compress(each, mtime=0) for each in (BODY[:9], BODY[9:], b"")), "gzip"),
        (zlib.compress(BODY), "deflate"),
        (zlib.compress(BODY, wbits=-15), "deflate"),
        (gzip.compress(zlib.compress(BODY), mtime=0), "deflate, gzip"),
    ],
)
def test_an_encoding_that_is_true_is_undone(body: bytes, encoding: str) -> None:
    """One or several, in the order in which they were applied; one that nobody registered is left alone."""
    assert decoded(body, [("Content-Encoding", encoding)]) == (BODY, "")


@pytest.mark.parametrize(
    "body, encoding",
    [
        (BODY, "gzip"),
        (ZIPPED[:-1], "gzip"),
        (ZIPPED + ZIPPED[:-1], "gzip"),
        (ZIPPED, "deflate"),
        (zlib.compress(BODY), "gzip"),
        (BODY, "deflate"),
    ],
)
def test_one_that_is_not_true_is_told(body: bytes, encoding: str) -> None:
    """The body stays as it came."""
    plain, why = decoded(body, [("content-encoding", encoding)])
    assert plain == body
    assert why.startswith(f"Content-Encoding: {encoding}")


@pytest.mark.parametrize(
    "body, encoding, left",
    [
        (b"??", "br", b"??"),
        (b"??", "gzip, br", b"??"),
        (ZIPPED, "br, gzip", BODY),
        (ZIPPED, "gzip, UTF-8", BODY),
    ],
)
def test_one_that_is_not_known_is_left_alone(body: bytes, encoding: str, left: bytes) -> None:
    """Nothing that lies below it is held against it."""
    assert decoded(body, [("content-encoding", encoding)]) == (left, "")


def test_an_empty_body_has_no_encoding() -> None:
    """As in an answer to HEAD."""
    assert decoded(b"", [("content-encoding", "gzip")]) == (b"", "")


def test_few_octets_that_stand_for_too_many_are_refused() -> None:
    """The limit is that of bodies."""
    with pytest.raises(OverflowError):
        decoded(gzip.compress(b" " * (LONGEST_BODY + 1)), [("content-encoding", "gzip")])
