"""A token that expires during a run, fetched anew by the owner's command each time that it does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.recording.exchange import GATEWAY, REFUSED
from contract_tests.recording.timing import SHORTEST_LIFE
from contract_tests.settings.option import UsageError

if TYPE_CHECKING:
    from contract_tests.asking.sending.transport import Transport
    from contract_tests.recording.exchange import Exchange
    from contract_tests.recording.observation import Context, Credential
    from contract_tests.settings.credentials import Credentials, Sent
    from contract_tests.settings.deployment import Deployment


class Renewal:
    """The credentials as they are now, and what became of the present token since it was fetched."""

    def __init__(self, deployment: Deployment, transport: Transport) -> None:
        """Begin with those of the start; the token may have been fetched minutes ago."""
        self.credentials: Credentials = deployment.credentials
        self.trouble = ""
        """The reason why the command gave no token, once it did not."""
        self._renew = deployment.renew_token
        self._transport = transport
        self._fetching = asyncio.Lock()
        self._fetched: float | None = None
        self._another = "another"
        self._accepted = False
        self._futile: set[object] = set()

    @property
    def effort(self) -> str:
        """The latest renewal in words, for a token that is refused at last; nothing where there was none."""
        if self._fetched is None:
            return ""
        return f"though --token-command printed {self._another} at {self._fetched:.1f} s; see what it prints"

    async def sent(self, credential: Credential) -> Sent | None:
        """Return how a credential is sent now; a token that is being fetched is waited for."""
        if credential == "token":
            async with self._fetching:
                pass  # what carries the old one would only be refused
        return self.credentials.sent(credential)

    def step(self, exchange: Exchange, sent: Sent | None) -> None:
        """Take an answer: whether it shows that the present token was accepted since it was fetched."""
        answered = exchange.failure is None and exchange.status not in REFUSED | GATEWAY
        self._accepted |= answered and self._is_present(sent)

    async def renewed_upon(self, exchange: Exchange, context: Context, sent: Sent | None) -> bool:
        """Fetch another token where one begins to be refused; True where the question is to be put again.

        Of what a fresh token was refused, too, the expiry of tokens is not the reason.
        """
        documented = context.subject in {"declared", "unknown"}
        refused = exchange.status == 401 or (documented and exchange.status == 403)
        if self._renew is None or context.credential != "token" or not refused:
            return False
        place = (context.session, context.probe) if documented else context.subject
        async with self._fetching:
            if self.trouble or not self._is_present(sent):
                # Another request had it renewed while this one was under way.
                return True
            fetched = self._fetched
            if fetched is not None and not (self._accepted and exchange.sent >= fetched + SHORTEST_LIFE):
                self._futile.add(place)
            if place in self._futile:
                return False
            try:
                # In a thread, lest answers under way be waited for meanwhile, and seem late.
                self._take(await asyncio.to_thread(self._renew))
            except UsageError as error:
                self.trouble = str(error)
            return True

    def _take(self, token: str) -> None:
        self._another = "the same one again" if token == self.credentials.bearer_token else "another"
        self.credentials = evolve(self.credentials, bearer_token=token)
        self._transport.add_redactor(self.credentials.redactor())
        self._fetched, self._accepted = self._transport.now(), False

    def _is_present(self, sent: Sent | None) -> bool:
        present = self.credentials.sent("token")
        return sent is not None and present is not None and sent.value == present.value
