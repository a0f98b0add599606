"""Compare what a deployment publishes with the pinned openapi.json, and pin it with --write.

python scripts/pin.py URL-or-file            say what differs, and which quotes would no longer stand
python scripts/pin.py URL-or-file --write    pin it as well

URL is where a deployment serves its openapi.json, or that document's own address. Exits 1 where
something breaks callers and nothing was written, 4 where there is nothing to compare.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from pinning import PinError, normalised, quotes_in_doubt

from contract_tests import schema
from contract_tests.clauses import CATALOGUE
from contract_tests.schema_diff import differences, operation_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contract_tests.schema_diff import Difference

LARGEST = 32 * 2**20
"""Bytes of a description: a hundred operations take less than one megabyte."""
PATIENCE = 60.0
"""Seconds for all of it; a tenth of that for any single step."""
BASES = [(each.id, each.basis.pointer, each.basis.words) for each in CATALOGUE.values()]
"""What the clauses quote: id, pointer, words."""
HEADINGS = {
    "breaking": "Breaking",
    "harmless": "Harmless",
    "documentation": "Documentation only",
}


def main(arguments: Sequence[str] | None = None, pin: Path | None = None) -> int:
    """Run the command line; the pin is the project's own unless another file is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("source", metavar="URL-or-file", nargs="?", help="what to compare the pin with")
    parser.add_argument("--write", action="store_true", help="pin it")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stopped:
        return 4 if stopped.code else 0
    if options.source is None:
        print(
            "nothing named: pass the URL of a deployment or of its openapi.json, or a file", file=sys.stderr
        )
        return 4
    pin = pin or schema.source()
    try:
        return compare(read(options.source), options.source, pin, write=options.write)
    except PinError as error:
        print(f"{options.source}: {error}", file=sys.stderr)
    except RecursionError:
        print(f"{options.source}: nested too deeply; name an openapi.json", file=sys.stderr)
    return 4


def compare(published: Mapping[str, Any], source: str, pin: Path, *, write: bool) -> int:
    """Say what differs from the pin, what would no longer stand, and write if told to."""
    pinned = json.loads(pin.read_bytes())
    fresh = normalised(published, pinned)
    before, after = (operation_of(each, schema.PATH, "get") for each in (pinned, fresh))
    assert before is not None
    assert after is not None
    found = differences(before, after)
    print(f"{source} compared with {pin.name}:")
    show(found)
    show_doubts(fresh)
    if write and not str(published.get("openapi")).startswith("3.1"):
        raise PinError(
            f"is OpenAPI {published.get('openapi')!r}, the pin is 3.1; publish that, or write it by hand"
        )
    if write:
        try:
            pin.write_text(json.dumps(fresh, indent=2, ensure_ascii=False) + "\n", "utf-8")
        except OSError as error:
            raise PinError(f"{pin} cannot be written ({error.strerror}); make it writable") from None
        print(f"{pin.name} written; run `nox -s regenerate`, then see to the clauses in doubt.")
        return 0
    print("Nothing written; --write pins it.")
    return int(any(each.kind == "breaking" for each in found))


def show(found: Sequence[Difference]) -> None:
    """Print differences by their consequence, the worst first."""
    if not found:
        print("No difference.")
    for kind, heading in HEADINGS.items():
        of_kind = [each for each in found if each.kind == kind]
        if of_kind:
            print(f"\n{heading} ({len(of_kind)}):")
        for each in of_kind:
            print(f"  {printable(each.pointer)}\n    {printable(each.message)}")
    print()


def show_doubts(fresh: Mapping[str, Any]) -> None:
    """Print the quotes that the description does not hold, and the clauses that rest on them."""
    in_doubt = quotes_in_doubt(fresh, BASES)
    if in_doubt:
        print(f"Quotes that no longer stand ({len(in_doubt)}), and the clauses thereby in doubt:")
    for (pointer, words), clauses in in_doubt.items():
        print(f"  {words!r}\n    at {pointer}\n    {', '.join(clauses)}")
    if in_doubt:
        print()


def printable(text: str) -> str:
    """Return a stranger's text so that it cannot command a terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def read(source: str) -> Mapping[str, Any]:
    """Return the description that a URL or a file holds; PinError with the remedy where there is none."""
    if not source.lower().startswith(("http://", "https://")):
        try:
            return described(Path(source).read_bytes())
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise PinError(f"cannot be read ({reason}); name a file, or a URL with https://") from None
    own = source.partition("?")[0].endswith(".json")
    addresses = [source] if own else [source.rstrip("/") + "/openapi.json", source]
    failures = []
    for address in addresses:
        try:
            return described(fetch(address))
        except PinError as error:
            failures.append(error)
    raise failures[0]


def fetch(address: str) -> bytes:
    """Return what a URL answers."""
    until = time.monotonic() + PATIENCE
    body = bytearray()
    try:
        with httpx.stream("GET", address, follow_redirects=True, timeout=PATIENCE / 10) as answer:
            if answer.status_code != 200:
                raise PinError(
                    f"{address} answers {answer.status_code}; name the URL of the openapi.json, or a file"
                )
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST or time.monotonic() > until:
                    raise PinError(f"{address} does not come to an end; save the document and name the file")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PinError(
            f"cannot be reached ({error or type(error).__name__}); mend the URL, or name a file"
        ) from None
    return bytes(body)


def described(body: bytes) -> Mapping[str, Any]:
    """Return a JSON text's value if it is a description in OpenAPI."""
    try:
        document, _ = schema.decode(body)
        # JSON can spell half a character, which nothing can print or write.
        json.dumps(document, ensure_ascii=False).encode()
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise PinError(f"is not JSON ({reason}); name the URL of the openapi.json, or a file") from None
    if not isinstance(document, dict) or "openapi" not in document:
        raise PinError("is JSON, but no OpenAPI document; name the URL of the openapi.json, or a file")
    return document


if __name__ == "__main__":
    raise SystemExit(main())
