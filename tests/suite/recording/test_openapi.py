"""The pinned contract is OpenAPI, says what the documentation page says, and nothing more."""

import json
import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from contract_tests.recording import contract
from tests.suite.documentation.excluded import OPERATION

FIELDS = """
SessionStatusResponse session_id         string                required
SessionStatusResponse exists             boolean               required
SessionStatusResponse vm_assigned        boolean               required
SessionStatusResponse vm_status          string|null           optional
SessionStatusResponse vm_id              string|null           optional
SessionStatusResponse vm_alive           boolean               optional default=false
SessionStatusResponse uptime_seconds     number|null           optional
SessionStatusResponse expires_in_seconds number|null           optional
SessionStatusResponse created_at         string|null           optional format=date-time
SessionStatusResponse env_status         string                optional default="none"
SessionStatusResponse env_error          string|null           optional
HTTPValidationError   detail             array<object>         optional
ValidationError       loc                array<string|integer> required
ValidationError       msg                string                required
ValidationError       type               string                required
"""
"""The page's table of fields: schema, name, type, whether required, constraints."""

EXAMPLES = {
    "Response (VM alive)": "vm_alive",
    "Response (no VM assigned yet)": "no_vm_assigned_yet",
    "Response (VM dead)": "vm_dead",
}


def kind(said: dict[str, Any]) -> str:
    """Return a member's type as the page's table writes it."""
    if "$ref" in said:
        return kind(contract.at(said["$ref"].removeprefix("#")))
    if "anyOf" in said:
        return "|".join(kind(each) for each in said["anyOf"])
    if said["type"] == "array":
        return f"array<{kind(said['items'])}>"
    return str(said["type"])


def constraints(said: dict[str, Any]) -> list[str]:
    """Return a member's constraints as the page's table writes them."""
    found = [f"default={json.dumps(said['default'])}"] if "default" in said else []
    return found + [f"format={each['format']}" for each in (said, *said.get("anyOf", ())) if "format" in each]


def keywords(value: Any) -> list[str]:
    """Return every member name in a JSON value, repetitions included."""
    if isinstance(value, list):
        return [name for each in value for name in keywords(each)]
    if isinstance(value, dict):
        return [*value, *(name for each in value.values() for name in keywords(each))]
    return []


def test_it_is_openapi() -> None:
    """The document is valid OpenAPI 3.1."""
    OpenAPIV31SpecValidator(contract.document()).validate()
    assert contract.document()["openapi"].startswith("3.1.")


def test_schemas_are_those_of_the_page() -> None:
    """Every member has the type, the constraints and the place in the order that the page's table gives."""
    found = []
    for name in ("SessionStatusResponse", "HTTPValidationError", "ValidationError"):
        described = contract.at(f"/components/schemas/{name}")
        assert (described["type"], described["title"]) == ("object", name)
        for member, said in described["properties"].items():
            required = "required" if member in described.get("required", []) else "optional"
            found.append([name, member, kind(said), required, *constraints(said)])
    assert found == [line.split() for line in FIELDS.strip().splitlines()]
    assert len(contract.at("/components/schemas")) == 3


@pytest.mark.parametrize("heading, name", EXAMPLES.items())
def test_documented_bodies_are_the_named_examples(heading: str, name: str) -> None:
    """The body in the description equals the response's example of that name, and satisfies the schema."""
    prose = contract.at(contract.DESCRIPTION)
    text = re.search(re.escape(f"{heading}: ") + r"(\{.*?\})", prose, re.DOTALL)
    assert text is not None
    documented = json.loads(text[1])
    examples = contract.at(f"{OPERATION}/responses/200/content/application~1json/examples")
    assert list(examples[name]["value"].items()) == list(documented.items())
    assert examples[name]["summary"] == heading
    assert contract.complaint("SessionStatusResponse", documented) is None
    assert list(examples) == list(EXAMPLES.values())


def test_the_prose_is_the_pages() -> None:
    """The description begins and ends where the page's does, with three bodies in it."""
    prose = contract.at(contract.DESCRIPTION)
    assert prose.startswith("Check if a session and its VM are alive.\n")
    assert prose.endswith('"expires_in_seconds": 0, "created_at": "2025-01-10T12:34:56" }')
    assert prose.count('{ "session_id": "550e8400-e29b-41d4-a716-446655440000"') == 3


def test_the_operation_is_the_pages() -> None:
    """One operation: two parameters, one kind of authentication, two statuses."""
    assert list(contract.at("/paths")) == [contract.PATH]
    assert list(contract.at("/paths")[contract.PATH]) == ["get"]
    operation = contract.at(OPERATION)
    told = [
        (each["name"], each["in"], each["required"], kind(each["schema"])) for each in operation["parameters"]
    ]
    assert told == [("session_id", "path", True, "string"), ("X-API-Key", "header", False, "string|null")]
    assert operation["security"] == [{"OAuth2PasswordBearer": []}]
    assert contract.at("/components/securitySchemes/OAuth2PasswordBearer/type") == "oauth2"
    assert list(contract.at("/components/securitySchemes/OAuth2PasswordBearer/flows")) == ["password"]
    described = {code: answer["description"] for code, answer in operation["responses"].items()}
    assert described == {"200": "Successful Response", "422": "Validation Error"}
    for code, name in (("200", "SessionStatusResponse"), ("422", "HTTPValidationError")):
        content = operation["responses"][code]["content"]
        assert list(content) == ["application/json"]
        assert content["application/json"]["schema"] == {"$ref": f"#/components/schemas/{name}"}


def test_nothing_is_invented() -> None:
    """No 401, no enumeration, no format but the one of created_at, no bound, no ban on more members."""
    invented = {"401", "403", "404", "enum", "const", "pattern", "minimum", "maximum", "additionalProperties"}
    names = keywords(contract.document())
    assert not invented & set(names)
    assert names.count("format") == 1
    assert names.count("default") == 2
