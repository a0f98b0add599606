"""Names in answers, of whom they come from and of what VMs are made, that tell nothing of a session."""

from __future__ import annotations

import json
import random
import zlib
from typing import TYPE_CHECKING, ClassVar

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.storage import usual
from tests.faults.variants.access.refused import error
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import VM, Session, Storage


class Chance(Behaviour):
    """Has a source of chance that is the same every time, and a shard for each id."""

    seed: ClassVar[int] = 1

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.chance = random.Random(self.seed)  # noqa: S311  for names, not for secrets
        self.began = clock()
        self.count = 0

    def shard(self, asked: Asked, of: int) -> int:
        """Return the shard that a load balancer hashes an id to."""
        return zlib.crc32(asked.session_id.encode()) % of


class Named(Chance):
    """Says by whom each answer was given, in a header, in a status, and in a refusal's words."""

    def name(self, asked: Asked) -> str:  # noqa: ARG002  for those below to use
        """Return who answers."""
        return f"api-7f9c-{self.chance.randrange(40):02}"

    async def respond(self, asked: Asked) -> Told:
        """Say it in a header."""
        told = await super().respond(asked)
        told.headers["x-served-by"] = self.by(told) or self.name(asked)
        return told

    @staticmethod
    def by(told: Told) -> str:
        """Return who the body says that it was."""
        body = json.loads(told.body)
        return str(body.get("served_by", "")) if isinstance(body, dict) else ""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Say it in a status."""
        return super().finish(asked, body) | {"served_by": self.name(asked)}

    def refuse(self, asked: Asked) -> Told:
        """Say it in a refusal."""
        said = {"detail": "Not authenticated", "served_by": self.name(asked)}
        return error(401, said, www_authenticate="Bearer")


@freedom("names-of-pods")
class Pods(Named):
    """One of forty pods answers, and each answer names it: refusals too."""


@freedom("names-of-shards")
class Shards(Named):
    """A load balancer hashes the address to one of 997 shards, and each answer names it: refusals too."""

    def name(self, asked: Asked) -> str:
        """Return who answers."""
        return f"shard-{self.shard(asked, 997):03}"


@freedom("names-of-cells")
class Cells(Shards):
    """A session that exists is told with the cell that its id hashes to, which all headers name."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Tell no cell where there is nothing in it."""
        told = super().finish(asked, body)
        return told if told["exists"] else told | {"served_by": None}

    @staticmethod
    def by(_told: Told) -> str:
        """Return nothing: the header names what the id hashes to."""
        return ""

    def refuse(self, asked: Asked) -> Told:
        """Refuse without a word of it in the body."""
        return Behaviour.refuse(self, asked)


@freedom("names-of-shards-unknown-404")
class ShardsNotFound(Shards):
    """Shards are named in each answer, and sessions that do not exist are answered 404."""

    async def respond(self, asked: Asked) -> Told:
        """Answer 404 where nothing is found."""
        account = self.authorise(asked)
        if account is None or self.find(asked.session_id, account) is not None:
            return await super().respond(asked)
        return error(404, {"detail": "Not found"}, x_served_by=self.name(asked))


@freedom("vm-named-after-the-session")
class VmNamedAfterSession(Behaviour):
    """A VM is named by the first digits of its session, and refusals repeat the id in other spellings."""

    def vm_name(self, session_id: str) -> str:
        """Return the VM's name."""
        return usual(session_id)[:8]

    def describe(self, asked: Asked, session: Session) -> Body:
        """Name it."""
        told = super().describe(asked, session)
        return told if session.vm is None else told | {"vm_id": self.vm_name(session.id)}

    def refuse(self, asked: Asked) -> Told:
        """Repeat the id."""
        said = (
            f"No credential for {usual(asked.session_id).replace('-', '')} ({usual(asked.session_id)[:13]})"
        )
        return error(401, {"detail": said}, www_authenticate="Bearer")


@freedom("vms-share-a-class")
class VmsShareAClass(Behaviour):
    """vm_id is the class of the machine, which the product's name in every answer has too."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Name the class."""
        return super().describe_vm(vm, now) | {"vm_id": "microvm-gen2"}

    async def respond(self, asked: Asked) -> Told:
        """Name the product."""
        told = await super().respond(asked)
        told.headers["x-powered-by"] = "InstaVM microvm-gen2"
        return told


@freedom("image-named-like-the-server")
class ImageLikeServer(Behaviour):
    """The dead session has an image and a day by the name and the version that all answers have."""

    def describe(self, asked: Asked, session: Session) -> Body:
        """Name the image."""
        told = super().describe(asked, session)
        dead = session.vm is not None and session.vm.status == "killed"
        return told | ({"image": "python-3.14", "day": "2025-01-10"} if dead else {})

    async def respond(self, asked: Asked) -> Told:
        """Name the software and the version of the API."""
        told = await super().respond(asked)
        told.headers |= {"x-powered-by": "python-3.14", "api-version": "2025-01-10"}
        return told
