"""Functions for the templates, handed to them by name: each answers a question about the parsed contract."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openapi_python_client.parser.bodies import Body, BodyType
from openapi_python_client.parser.properties import ModelProperty, Property
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import Reference, Schema, UntrustedString

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi_python_client.config import Config
    from openapi_python_client.parser.openapi import Endpoint, GeneratorData
    from openapi_python_client.parser.properties.protocol import PropertyProtocol
    from openapi_python_client.parser.responses import Response

# Arguments of the generated functions that are ours: a parameter of the same name is renamed.
OURS = frozenset({"body", "client", "give_up", "interval", "of", "timeout", "until"})
UNITS = {
    "seconds": "in seconds",
    "secs": "in seconds",
    "milliseconds": "in milliseconds",
    "millis": "in milliseconds",
    "ms": "in milliseconds",
    "minutes": "in minutes",
    "hours": "in hours",
    "days": "in days",
    "bytes": "in bytes",
    "percent": "in per cent",
}


class UnsupportedError(Exception):
    """The contract uses something that the templates would get wrong."""


def questions(parsed: GeneratorData) -> dict[str, Any]:
    """Return everything that the templates ask, by the name they ask it with."""
    return {
        "sent_models": sent_models(parsed),
        "shared": shared(parsed),
        "is_nullable": is_nullable,
        "is_open": is_open,
        "open_type": open_type,
        "default_code": default_code,
        "kind_of": kind,
        "meaning": meaning,
        "parameter_meaning": parameter_meaning,
        "chosen_body": chosen_body,
        "result_type": result_type,
        "readers": readers,
    }


def rename_parameters(parsed: GeneratorData, config: Config) -> None:
    """Give parameters that are called like one of our own arguments a name of their own."""
    for endpoint in _endpoints(parsed):
        for location, parameter in endpoint.iter_all_parameters():
            if (before := parameter.python_name) in OURS:
                parameter.set_python_name(UntrustedString(f"{before}_{location}"), config)
                path = endpoint.path.get_untrusted_value()
                endpoint.path = UntrustedString(path.replace(f"{{{before}}}", f"{{{parameter.python_name}}}"))


def sent_models(parsed: GeneratorData) -> set[str]:
    """Return the models that callers send: there, null and missing are two things that one may say."""
    found: set[str] = set()
    for endpoint in _endpoints(parsed):
        for body in endpoint.bodies:
            _collect(body.prop, found, {model.class_info.name: model for model in parsed.models})
    return found


def shared(parsed: GeneratorData) -> list[str]:
    """Return the types beside client, operations, models and errors that callers need for this contract."""
    found = ["Response"]
    if any("File" in result_type(each) for each in _endpoints(parsed)):
        found.append("File")
    if any(
        each.query_parameters or each.header_parameters or each.cookie_parameters or each.bodies
        for each in _endpoints(parsed)
    ):
        found += ["UNSET", "Unset"]
    return found


def _collect(prop: PropertyProtocol, found: set[str], models: dict[str, ModelProperty]) -> None:
    match prop:
        case ListProperty():
            _collect(prop.inner_property, found, models)
        case UnionProperty():
            for each in prop.inner_properties:
                _collect(each, found, models)
        case ModelProperty() if prop.class_info.name not in found:
            found.add(prop.class_info.name)
            model = models[prop.class_info.name]
            for each in [*(model.required_properties or []), *(model.optional_properties or [])]:
                _collect(each, found, models)


def is_nullable(prop: Property) -> bool:
    """Say whether null is a value of this property."""
    return bool(re.search(r"\b(None|Any)\b", re.sub(r"\[.*\]", "", kind(prop))))


def is_open(model: ModelProperty) -> bool:
    """Say whether members that the model does not name are part of it: it types them, or names none."""
    extra = model.data.additionalProperties
    named = model.required_properties or model.optional_properties
    return isinstance(extra, Schema | Reference) or (not named and extra is not False)


def open_type(model: ModelProperty) -> str:
    """Return the type of the members that an open model does not name."""
    return kind(model.additional_properties) if model.additional_properties else "Any"


def default_code(model: ModelProperty, prop: Property) -> str | None:
    """Return a property's default as an argument of `attrs.field`; None if it has none."""
    if prop.default is not None:
        return f"default={prop.default.python_code.as_unembedded_code()}"
    schema = (model.data.properties or {}).get(prop.name)
    raw = schema.default if isinstance(schema, Schema) else None
    if raw is None:
        return None
    if isinstance(raw, list) and all(isinstance(each, str | int | float) for each in raw):
        return f"factory=lambda: {raw!r}"
    raise UnsupportedError(
        f"{model.class_info.name}.{prop.python_name}: a default of {raw!r} is not supported"
    )


def meaning(prop: Property) -> str:
    """Return what the contract says about a property, with the unit that its name gives."""
    said = prop.description.get_untrusted_value().strip() if prop.description else ""
    unit = UNITS.get(prop.python_name.rpartition("_")[2], "")
    if unit and unit not in said:
        said = f"{said}, {unit}" if said else unit.capitalize()
    return said if not said or said.endswith((".", "!", "?")) else f"{said}."


def parameter_meaning(endpoint: Endpoint, prop: Property) -> str:
    """Return what the contract says about a parameter, if only in the prose (`Args: name: ...`)."""
    if said := meaning(prop):
        return said
    prose = endpoint.description.get_untrusted_value()
    found = re.search(
        rf"^(?:Args:)?\s*{re.escape(str(prop.name.get_untrusted_value()))}:\s+(\S.*)$", prose, re.MULTILINE
    )
    return f"{found[1].rstrip('.')}." if found else f"`{prop.name.get_untrusted_value()}` of the operation."


def chosen_body(endpoint: Endpoint) -> Body | None:
    """Return the body that callers send: JSON where the contract allows it, else the first that it lists."""
    bodies = sorted(endpoint.bodies, key=lambda body: body.body_type is not BodyType.JSON)
    if bodies and bodies[0].body_type is BodyType.FILES:
        raise UnsupportedError(f"{endpoint.name}: multipart bodies are not supported")
    return bodies[0] if bodies else None


def result_type(endpoint: Endpoint) -> str:
    """Return the type of what a successful call returns."""
    types = sorted({_body_type(each) for each in endpoint.responses if _succeeds(endpoint, each)})
    return " | ".join(types) or "None"


def readers(endpoint: Endpoint, *, succeeds: bool) -> Iterator[tuple[str, str]]:
    """Yield status, or range of statuses, and reader of the body, as Python."""
    for each in endpoint.responses:
        if _succeeds(endpoint, each) is not succeeds:
            continue
        low, high = each.status_code.range or ((200, 299) if succeeds else (300, 599))
        status = str(low) if low == high else f"range({low}, {high + 1})"
        body = _body_type(each)
        named = {"None": "as_nothing", "str": "as_text", "File": "as_file"}
        is_json = each.source["attribute"] == "response.json()"
        yield status, f"as_json({body})" if is_json else named[body]


def _succeeds(endpoint: Endpoint, response: Response) -> bool:
    if response.status_code.range is not None:
        return 200 <= response.status_code.range[0] < 300
    documented = [each.status_code.range for each in endpoint.responses.patterns]
    return not any(each and 200 <= each[0] < 300 for each in documented)


def _body_type(response: Response) -> str:
    match response.source["attribute"]:
        case "response.json()":
            return kind(response.prop)
        case "response.text":
            return "str"
        case "response.content":
            return "File"
    return "None"


def kind(prop: Property) -> str:
    """Return a property's type; None, if it is part of it, stands last."""
    code = prop.get_type_string(no_optional=True).as_unembedded_code()
    return f"{code.removeprefix('None | ')} | None" if code.startswith("None | ") else code


def _endpoints(parsed: GeneratorData) -> Iterator[Endpoint]:
    for collection in parsed.endpoint_collections_by_tag.values():
        yield from collection.endpoints
