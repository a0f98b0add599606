"""A deployment file, drafted: what was answered is set, and all else stands there as a comment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import evolve

from contract_tests.settings.credentials import VARIABLES
from contract_tests.settings.deployment import base_url_of
from contract_tests.settings.file import CREDENTIALS, FROM
from contract_tests.settings.option import UsageError
from contract_tests.settings.sessions import sessions_of
from contract_tests.settings.settings import GROUPS, OPTIONS, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from contract_tests.settings.option import Option

NOT_IN_A_FILE = ("reference", "deployment")
DRAFTED = tuple(evolve(option) for option in OPTIONS if option.name not in NOT_IN_A_FILE)
"""The settings that `init` takes and writes."""
COMMON = ("environment", "NAME")
MEANINGS = {
    name: VARIABLES.get(f"CONTRACT_{name.upper().replace('-', '_')}", "a PEM file with a certificate and its key")
    for name in CREDENTIALS
}


def draft(path: Path, given: Mapping[str, Any], sources: Mapping[str, str | None]) -> None:
    """Write a new deployment file. Raises UsageError, and never overwrites.

    `given` are settings by field, None where there is no answer; `sources` say HOW=WHERE for credentials.
    """
    settings = settings_of(given, {})
    if not settings.base_url:
        raise UsageError("init: name the deployment with --base-url URL")
    base_url_of(settings.base_url)
    sessions_of(settings.session)
    text = "\n".join(_lines(vars_of(settings), {name: _source(name, said) for name, said in sources.items() if said}))
