"""A row of the table: a deployment in the wild, and the verdict that is right for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.reference import Seeded

Headline = Literal["UPHELD", "VIOLATED", "INCOMPLETE", "ERRORED"]
Start = Callable[["Path"], AbstractContextManager["Place"]]


@frozen(kw_only=True)
class Place:
    """A deployment's address and credentials; `environment` is that of the run that judges it.

    `meanwhile` is done while it is judged, in a thread of its own.
    """

    base_url: str
    seeded: Seeded
    environment: dict[str, str] = field(factory=dict)
    meanwhile: Callable[[], None] | None = None


@frozen(kw_only=True)
class Row:
    """A deployment: what runs, in which configuration, and what is to be said of it, for which reason.

    `program` has to be on the PATH, and `host` an address of this machine's. `shows` are clauses of which one
    is to be among the violated ones.
    `says` is to stand in the output.
    """

    name: str
    program: str
    start: Start = field(repr=False)
    right: Headline
    why: str
    host: str = "127.0.0.1"
    shows: frozenset[str] = frozenset()
    says: str = ""


@frozen
class Gateway:
    """A program before the reference; `plain` starts it before one, in a configuration of some parts."""

    name: str
    program: str
    plain: Callable[..., AbstractContextManager[Place]]

    def row(  # noqa: PLR0913  as many as a row has columns
        self,
        name: str,
        right: Headline,
        why: str,
        *,
        shows: str = "",
        says: str = "",
        start: Start | None = None,
        **parts: str,
    ) -> Row:
        """Return the row of one configuration, which `start` starts where it takes more than parts."""
        return Row(
            name=f"{self.name}: {name}",
            program=self.program,
            start=start or partial(self.plain, **parts),
            right=right,
            why=why,
            host=parts.get("host", "127.0.0.1"),
            shows=frozenset({shows} - {""}),
            says=says,
        )
