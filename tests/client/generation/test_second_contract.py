"""The same templates on an unrelated contract: other names, nesting, recursion, unions, maps, bodies."""

import asyncio
import datetime as dt
import json
from typing import Any
from uuid import UUID

import pytest

from tests.client.peers.scripted import Scripted, answer

KEY = "key-" + "k" * 12
ISBN = {"isbn13": "9780000000000", "class": "novel", "firstAuthor": {"fullName": "A"}}
BOOK: dict[str, Any] = {
    **ISBN,
    "from": "2025-01-10",
    "loanDays": 2,
    "firstAuthor": {"fullName": "A", "id": "550e8400-e29b-41d4-a716-446655440000", "books": [ISBN]},
    "self": ISBN,
    "attrs": ["worn"],
}


@pytest.fixture
def client(scripted: Scripted, library: Any) -> Any:
    """A client of the library's."""
    with library.Client(scripted.base_url, api_key=KEY, retries=0) as made:
        yield made


def get(scripted: Scripted, client: Any, library: Any, body: object) -> Any:
    """Return the book that a body is."""
    scripted.says(answer(body=json.dumps(body).encode()))
    return library.get_book.sync("b", client=client)


def test_renamed_nested_and_recursive_members_are_read_and_written(
    scripted: Scripted, client: Any, library: Any
) -> None:
    """Members keep their names on the wire and have Python's in Python, at any depth."""
    book = get(scripted, client, library, BOOK)
    assert (book.class_, book.from_, book.loan_days) == (library.Genre.NOVEL, dt.date(2025, 1, 10), 2.0)
    assert book.first_author.id == UUID("550e8400-e29b-41d4-a716-446655440000")
    assert book.first_author.books[0].first_author.full_name == "A"
    assert (book.self_.isbn13, book.self_.page_count, book.attrs) == (ISBN["isbn13"], 1, ["worn"])
    assert library.Book.from_dict(BOOK) == book == library.Book.from_dict(book.to_dict())
    written = book.to_dict()
    assert (written["from"], written["class"], written["firstAuthor"]["id"]) == (
        "2025-01-10",
        "novel",
        BOOK["firstAuthor"]["id"],
    )
    assert "subtitle" not in written


@pytest.mark.parametrize(
    "change, told",
    [
        ({"pageCount": "1"}, "expected int, got str at $.pageCount"),
        ({"pageCount": None}, "expected int, got null at $.pageCount"),
        ({"subtitle": None}, "expected str, got null at $.subtitle"),
        ({"class": "poem"}, "invalid enum value 'poem' at $.class"),
        ({"firstAuthor": {}}, "object missing required field fullName at $.firstAuthor"),
        (
            {"firstAuthor": {"fullName": "A", "books": [ISBN, 7]}},
            "expected object, got int at $.firstAuthor.books[1]",
        ),
        (
            {"self": {**ISBN, "self": {**ISBN, "from": "x"}}},
            "invalid RFC3339 encoded date at $.self.self.from",
        ),
        ({"attrs": "worn"}, "expected array, got str at $.attrs"),
    ],
)
def test_wrong_types_are_refused_with_their_place_on_the_wire(
    scripted: Scripted, client: Any, library: Any, change: dict[str, Any], told: str
) -> None:
    """Renamed members are as strict as others, and are named as the body names them."""
    with pytest.raises(library.MalformedAnswerError) as caught:
        get(scripted, client, library, {**BOOK, **change})
    assert told in str(caught.value)


def test_list_defaults_are_not_shared(library: Any) -> None:
    """Each model gets a list of its own."""
    one, other = library.Book.from_dict(ISBN), library.Book.from_dict(ISBN)
    assert one.attrs == other.attrs == []
    assert one.attrs is not other.attrs


def test_parameters_travel_as_the_contract_says(scripted: Scripted, client: Any, library: Any) -> None:
    """Parameters that are called like our own arguments are renamed; unset and null ones are not sent."""
    scripted.says(answer(body=json.dumps(BOOK).encode()))
    library.get_book.sync(
        UUID(int=1),
        client=client,
        timeout_query=3,
        from_=dt.date(2025, 1, 10),
        tag=["a", "b"],
        accept_language=None,
        x_depth=2,
        timeout=5,
    )
    lines = scripted.requests[0].decode().split("\r\n")
    assert lines[0] == (
        "GET /books/00000000-0000-0000-0000-000000000001?timeout=3&from=2025-01-10&tag=a&tag=b HTTP/1.1"
    )
    assert {"x-depth: 2", f"admin-api-key: {KEY}", "user-agent: lending-library-client/2.7"} <= {
        line.lower() for line in lines[1:]
    }
    assert "accept-language" not in "".join(lines).lower()


def test_every_kind_of_credential_is_an_argument_of_the_client(library: Any) -> None:
    """Headers that carry keys, schemes that declare them and bearer tokens become arguments."""
    client = library.Client("http://h", api_key=KEY, library_api_key=KEY, token=KEY)
    assert repr(client) == (
        "Client('http://h', api_key=***, library_api_key=***, token=***, timeout=10, retries=2)"
    )


def test_what_is_sent_keeps_null_and_missing_apart(scripted: Scripted, client: Any, library: Any) -> None:
    """In a body, None is null, and what is not given is not sent."""
    change = library.BookChange
    for made, sent in (
        (change(), {}),
        (change(sub_title=None), {"subTitle": None}),
        (change(page_count=3, note=library.Note(text="x")), {"pageCount": 3, "note": {"text": "x"}}),
    ):
        scripted.says(answer(204, content_type="", content_length=""))
        assert made.to_dict() == sent
        assert library.change_book.sync("b", client=client, body=made) is None
        assert b"application/json" in scripted.requests[0]
        assert change.from_dict(sent) == made


def test_ranges_of_statuses_carry_their_parsed_body(scripted: Scripted, client: Any, library: Any) -> None:
    """A documented failure's body is parsed, whether by its status, a range of them or the default."""
    problem = answer(409, b'{"title": "lent", "errorCode": 4}')
    scripted.says(problem)
    with pytest.raises(library.UnexpectedStatusError) as caught:
        library.change_book.sync("b", client=client, body=library.BookChange())
    assert caught.value.detail == library.Problem(title="lent", error_code=4)
    scripted.says(problem)
    with pytest.raises(library.UnexpectedStatusError) as caught:
        library.add_shelf.sync(client=client)
    assert caught.value.detail.title == "lent"


def test_recursion_and_open_maps(scripted: Scripted, client: Any, library: Any) -> None:
    """A model may hold itself, and a map of members that nobody names."""
    shelf = {"label": "a", "inner": [{"label": "b", "inner": []}], "counts": {"old": 2, "new": 3}}
    scripted.says(answer(body=json.dumps([shelf]).encode()))
    [read] = library.list_shelves.sync(client=client)
    assert read.inner[0].label == "b"
    assert read.counts.additional_properties == {"old": 2, "new": 3}
    assert read.to_dict() == {"room": 0, **shelf, "inner": [{"label": "b", "room": 0, "inner": []}]}
    scripted.says(answer(body=json.dumps([{**shelf, "counts": {"old": "2"}}]).encode()))
    with pytest.raises(library.MalformedAnswerError, match=r"expected int, got str at \$\[0\].counts.old"):
        library.list_shelves.sync(client=client)


def test_unions_of_models_take_the_one_that_fits(scripted: Scripted, client: Any, library: Any) -> None:
    """An answer that may be one of several models is the first that it validates as."""
    scripted.says(answer(body=json.dumps([ISBN, {"fullName": "A"}, "words"]).encode()))
    found = library.find.sync(client=client)
    assert [type(each).__name__ for each in found] == ["Book", "Person", "str"]
    scripted.says(answer(body=b"[7]"))
    with pytest.raises(library.MalformedAnswerError, match=r"at \$\[0\]"):
        library.find.sync(client=client)


def test_bodies_that_are_no_json(scripted: Scripted, client: Any, library: Any) -> None:
    """Text arrives as text, bytes as bytes, and a form leaves as a form."""
    scripted.says(answer(body="Lege!é".encode()))
    assert library.motto.sync(client=client) == "Lege!é"
    assert asyncio.run(_once(library, scripted)) == b"\x00\xff"
    scripted.says(answer(201, b'{"label": "a b"}'))
    library.add_shelf.sync(client=client, body=library.NewShelf(label="a b", room_number=3))
    assert b"application/x-www-form-urlencoded" in scripted.requests[0]


async def _once(library: Any, scripted: Scripted) -> bytes:
    scripted.says(answer(body=b"\x00\xff"))
    async with library.Client(scripted.base_url) as client:
        payload: bytes = (await library.scan.asyncio(client=client)).payload
        return payload


def test_polling_is_generated_for_every_get_and_nothing_else(library: Any) -> None:
    """Asking again is for questions only."""
    for operation in (library.get_book, library.list_shelves, library.find, library.motto):
        assert callable(operation.poll)
        assert callable(operation.asyncio_changes)
    assert not hasattr(library.change_book, "poll")


def test_meanings_and_units_come_from_the_contract(library_folder: Any) -> None:
    """Members take the line of the operation's description that names them."""
    source = (library_folder / "library_client" / "models" / "book.py").read_text("utf-8")
    assert '"""How long it may be kept, in days."""' in source
    assert '"""Number of pages."""' in source
