"""Compare what a deployment publishes with the pinned openapi.json, and pin it with --write.

python scripts/pin.py URL-or-file            say what breaks callers, what differs, and which quotes fall
python scripts/pin.py URL-or-file --write    pin it as well

URL is where a deployment serves its openapi.json, or that document's own address. Exits 1 where
something breaks callers and nothing was written, 4 where there is nothing to compare.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from contract_tests.clauses import CATALOGUE
from contract_tests.recording import contract
from contract_tests.recording.described import DescriptionError, Operation, mapping, operation_of, target
from contract_tests.recording.published import differences
from contract_tests.recording.strict_json import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST = 32 * 2**20
"""Bytes of a description: a hundred operations take less than one megabyte."""
PATIENCE = 60.0
"""Seconds for all of it; a tenth of that for any single step."""
ELSEWHERE = ("tags", "servers", "callbacks")
"""Members of an operation that are about the whole service."""
COMPONENT = re.compile(r"#/components/([^/]+)/([^/]+)")
REFERENCE = re.compile(r'"\$ref": ("(?:[^"\\]|\\.)*")')
INSTEAD = "name the URL of the openapi.json, or a file"


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
        print("nothing named: pass the URL of a deployment or its openapi.json, or a file", file=sys.stderr)
        return 4
    try:
        return compare(read(options.source), options.source, pin or contract.source(), write=options.write)
    except DescriptionError as error:
        print(printable(f"{options.source}: {error}"), file=sys.stderr)
    except RecursionError:
        print(f"{options.source}: nested too deeply; name an openapi.json", file=sys.stderr)
    return 4


def compare(published: Mapping[str, Any], source: str, pin: Path, *, write: bool) -> int:
    """Say what differs from the pin, which quotes fall, and write if told to."""
    before = pin.read_text("utf-8")
    pinned = json.loads(before)
    fresh = normalised(published, pinned)
    ours, theirs = (operation_of(each, contract.PATH) for each in (pinned, fresh))
    assert ours is not None
    assert theirs is not None
    breaking = list(differences(ours, theirs))
    after = json.dumps(fresh, indent=2, ensure_ascii=False) + "\n"
    lines = [f"{source} compared with {pin.name}:", "" if after != before else "No difference."]
    if breaking:
        lines.append(f"Breaks callers ({len(breaking)}):")
    for each in breaking:
        lines += [f"  {each.place}: {each.message}", *([f"    {each.example}"] if each.example else [])]
    lines += difflib.unified_diff(before.splitlines(), after.splitlines(), pin.name, "published", lineterm="")
    fallen = quotes_in_doubt(fresh)
    if fallen:
        lines += ["", f"Quotes that no longer stand ({len(fallen)}), and the clauses thereby in doubt:"]
    for (pointer, words), clauses in fallen.items():
        lines += [f"  {words!r}", f"    at {pointer}", f"    {', '.join(clauses)}"]
    print(*map(printable, lines), sep="\n")
    if not write:
        print("\nNothing written; --write pins it.")
        return int(bool(breaking))
    if not str(published["openapi"]).startswith("3.1"):
        raise DescriptionError(
            f"is OpenAPI {published['openapi']!r}, the pin is 3.1; publish that, or write it by hand"
        )
    try:
        pin.write_text(after, "utf-8")
    except OSError as error:
        raise DescriptionError(f"{pin} cannot be written ({error.strerror}); make it writable") from None
    print(f"\n{pin.name} written; run `nox -s regenerate`, then see to the clauses in doubt.")
    return 0


def normalised(published: Mapping[str, Any], pinned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pin that a published description makes: the operation, with the components that it needs.

    In the pin's order; its path, title, summary, operationId, and the spelling of names are the pin's too.
    """
    theirs, ours = (operation_of(each, contract.PATH) for each in (published, pinned))
    assert ours is not None
    if theirs is None or not isinstance(theirs.described.get("responses"), dict):
        raise DescriptionError(f"does not describe GET {contract.PATH}; name the deployment that serves it")
    spelled = ours.parameters()
    details = {
        **{name: value for name, value in theirs.described.items() if name not in ELSEWHERE},
        "summary": ours.described["summary"],
        "description": theirs.described.get("description", ""),
        "operationId": ours.described["operationId"],
        "security": [*theirs.security],
        "parameters": [
            {**value, "name": spelled[key]["name"] if key in spelled else value.get("name")}
            for key, value in theirs.parameters().items()
        ],
    }
    fresh = {
        "openapi": published["openapi"],
        "info": pinned["info"],
        "paths": {contract.PATH: {"get": details}},
        "components": _components(details, theirs, ours),
    }
    ordered: dict[str, Any] = _in_order(fresh, pinned)
    return ordered


def _components(details: Any, theirs: Operation, ours: Operation) -> dict[str, dict[str, Any]]:
    """Return the components that an operation refers to, directly or not, in the order of their names."""
    schemes = [name for each in theirs.security for name in mapping(each)]
    todo = [details, *({"$ref": f"#/components/securitySchemes/{name}"} for name in schemes)]
    needed: dict[str, dict[str, Any]] = {}
    for value in todo:  # grows while it is read
        for quoted in REFERENCE.findall(json.dumps(value)):
            reference = json.loads(quoted)
            match = COMPONENT.match(reference)
            if match is None:
                raise DescriptionError(f"refers to {reference!r}, which is no component; publish it as one")
            part = target(theirs.document, match[0])
            if match[2] not in needed.setdefault(match[1], {}):
                needed[match[1]][match[2]] = part
                todo.append(part)
    # Where a password flow has its token from is a deployment's own; the contract says nothing of it.
    for name, scheme in needed.get("securitySchemes", {}).items():
        was, now = (
            mapping(mapping(mapping(each).get("flows")).get("password"))
            for each in (mapping(ours.document["components"]["securitySchemes"]).get(name), scheme)
        )
        if "tokenUrl" in was and "tokenUrl" in now:
            password = {**now, "tokenUrl": was["tokenUrl"]}
            needed["securitySchemes"][name] = {**scheme, "flows": {**scheme["flows"], "password": password}}
    return {section: dict(sorted(parts.items())) for section, parts in sorted(needed.items())}


def _in_order(value: Any, like: Any) -> Any:
    """Return a value with its members in the order that another has them: what is equal reads equal."""
    if isinstance(value, list) and isinstance(like, list):
        return [_in_order(*pair) for pair in zip(value, like, strict=False)] + value[len(like) :]
    if not isinstance(value, dict) or not isinstance(like, dict):
        return value
    names = [*(name for name in like if name in value), *(name for name in value if name not in like)]
    return {name: _in_order(value[name], like.get(name)) for name in names}


def quotes_in_doubt(document: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """Return the quotes (pointer, words) that a document does not hold, with the clauses resting on each."""
    fallen: dict[tuple[str, str], list[str]] = {}
    for clause in CATALOGUE.values():
        pointer, words = clause.basis.pointer, clause.basis.words
        try:
            there = target(document, f"#{pointer}") if pointer else words  # without a pointer it is no quote
            text = there if isinstance(there, str) else json.dumps(there, ensure_ascii=False)
        except DescriptionError:
            text = ""
        if " ".join(words.split()) not in " ".join(text.split()):
            fallen.setdefault((pointer, words), []).append(clause.id)
    return fallen


def printable(text: str) -> str:
    """Return a stranger's text so that it cannot command a terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def read(source: str) -> Mapping[str, Any]:
    """Return the description that a URL or a file holds."""
    if not source.lower().startswith(("http://", "https://")):
        try:
            return described(Path(source).read_bytes())
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise DescriptionError(
                f"cannot be read ({reason}); name a file, or a URL with https://"
            ) from None
    own = source.partition("?")[0].endswith(".json")
    failures = []
    for address in [source] if own else [source.rstrip("/") + "/openapi.json", source]:
        try:
            return described(fetch(address))
        except DescriptionError as error:
            failures.append(error)
    raise failures[0]


def fetch(address: str) -> bytes:
    """Return what a URL answers."""
    until = time.monotonic() + PATIENCE
    body = bytearray()
    try:
        with httpx2.stream("GET", address, follow_redirects=True, timeout=PATIENCE / 10) as answer:
            if answer.status_code != 200:
                raise DescriptionError(f"{address} answers {answer.status_code}; {INSTEAD}")
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST or time.monotonic() > until:
                    raise DescriptionError(f"{address} does not come to an end; save it and name the file")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        reason = error or type(error).__name__
        raise DescriptionError(f"cannot be reached ({reason}); correct the URL, or name a file") from None
    return bytes(body)


def described(body: bytes) -> Mapping[str, Any]:
    """Return a JSON text's value if it is a description in OpenAPI."""
    try:
        document, _ = decode(body)
    except ValueError as error:
        raise DescriptionError(f"is not JSON ({' '.join(str(error).split())}); {INSTEAD}") from None
    if not isinstance(document, dict) or "openapi" not in document:
        raise DescriptionError(f"is JSON, but no OpenAPI document; {INSTEAD}")
    return document


if __name__ == "__main__":
    raise SystemExit(main())
