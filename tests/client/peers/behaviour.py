"""Every peer against the same forty answers: what each reports, and where it is wrong."""

from __future__ import annotations

import gc
import secrets
import time
import warnings
from typing import TYPE_CHECKING

import attrs

from tests.client.peers.answers import ALIVE, COULD_NOT_TELL, HANGS, NOT_ALIVE, TIME_LIMIT, Case, cases
from tests.client.peers.scripted import serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.client.peers.peers import Peer


@attrs.frozen
class Reading:
    """What one peer made of one answer."""

    said: str
    key_sent_on: bool
    """Whether the key reached another host."""

    def cell(self, case: Case) -> str:
        """Return it as it stands in the table; what is wrong stands out."""
        told = self.said if self.said == case.right else f"**{self.said}**"
        return f"{told}, **key sent on**" if self.key_sent_on else told


def readings(peers: Sequence[Peer]) -> list[tuple[Case, list[Reading]]]:
    """Let each peer read each answer."""
    key = secrets.token_hex(16)
    with serving() as scripted, serving() as elsewhere, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # connections that peers leave open are not what is asked here
        told = cases(scripted, elsewhere)
        found: list[tuple[Case, list[Reading]]] = [(case, []) for case in told]
        for peer in peers:
            for case, row in found:
                scripted.says(case.told)
                elsewhere.requests.clear()
                started = time.monotonic()
                try:
                    alive = peer.asking(scripted.base_url, key, TIME_LIMIT)()
                    said = ALIVE if alive else NOT_ALIVE
                except Exception:  # noqa: BLE001 - each peer has exceptions of its own
                    said = COULD_NOT_TELL
                if time.monotonic() - started > 3 * TIME_LIMIT:
                    said = HANGS
                row.append(Reading(said, any(key.encode() in each for each in elsewhere.requests)))
        gc.collect()
    return found


def table(peers: Sequence[Peer], found: list[tuple[Case, list[Reading]]]) -> str:
    """Return the readings as Markdown."""
    lines = [
        "| answer | right | " + " | ".join(peer.name for peer in peers) + " |",
        "|---" * (len(peers) + 2) + "|",
    ]
    for case, row in found:
        cells = " | ".join(reading.cell(case) for reading in row)
        lines.append(f"| {case.name} | {case.right} | {cells} |")
    wrong = (sum("**" in row[index].cell(case) for case, row in found) for index in range(len(peers)))
    return "\n".join([*lines, "| **wrong, of 40** | | " + " | ".join(map(str, wrong)) + " |"])
