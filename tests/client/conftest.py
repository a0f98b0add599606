"""A scripted server, clients of it, and a second client generated from an unrelated contract."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import regenerate

from generated_client import Client
from tests.client.peers.scripted import Scripted, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = Path(__file__).parent / "generation" / "library.json"


@pytest.fixture(scope="session")
def _server() -> Iterator[Scripted]:
    with serving() as scripted:
        yield scripted


@pytest.fixture
def scripted(_server: Scripted) -> Scripted:
    """A server that answers what a test tells it to."""
    _server.answers[:], _server.requests[:] = [], []
    return _server


@pytest.fixture
def client(scripted: Scripted) -> Iterator[Client]:
    """A client of the scripted server, with a key, that does not retry."""
    with Client(scripted.base_url, api_key=f"key-{'k' * 12}", timeout=5, retries=0) as made:
        yield made


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package `library_client` lies, generated from the second contract with the same templates."""
    folder = tmp_path_factory.mktemp("second")
    regenerate.generate(LIBRARY, folder / "library_client")
    return folder


@pytest.fixture(scope="session")
def library(library_folder: Path) -> Iterator[Any]:
    """The package `library_client`."""
    sys.path.insert(0, str(library_folder))
    yield importlib.import_module("library_client")
    sys.path.remove(str(library_folder))
