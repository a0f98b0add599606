"""A token that expires during a run, fetched anew by the owner's command each time that it does."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.recording.exchange import GATEWAY, REFUSED
from contract_tests.recording.observation import KEY
from contract_tests.recording.timing import SHORTEST_LIFE
from contract_tests.settings.option import UsageError

if TYPE_CHECKING:
    from contract_tests.asking.sending.transport import Transport
    from contract_tests.recording.exchange import Exchange
    from contract_tests.recording.observation import Context, Credential
    from contract_tests.settings.credentials import Credentials
    from contract_tests.settings.deployment import Deployment


class Renewal:
    """The credentials as they are now, and what became of the present token since it was fetched."""

    def __init__(self, deployment: Deployment, transport: Transport) -> None:
        self.credentials: Credentials = deployment.credentials
        self.trouble = ""
        """The reason why the command gave no token, once it did not."""
        self._renew = deployment.renew_token
        self._transport = transport
        self._fetching = asyncio.Lock()
        self._since = -math.inf
        """The moment from which on requests carry the present token."""
        self._another = ""
        """The latest token that was fetched, in a word: whether it was another one."""
        self._accepted = False
        self._futile: set[object] = set()

    def remedy(self, credential: Credential) -> str:
        """Return what to do about a credential that is refused at last, as the end of a sentence."""
        if credential == "key":
            return f"; renew {KEY}, or lower --pace where client errors lock callers out"
        if not self._another:
            return "; name what prints one as --token-command, and run again"
        return f", though --token-command printed {self._another} at {self._since:.1f} s; see what it prints"

    async def ready(self, credential: Credential) -> None:
        """Wait while a token is fetched: what carries the old one would only be refused."""
        if credential == "token":
            async with self._fetching:
                pass

    async def renewed_upon(self, exchange: Exchange, context: Context) -> bool:
        """Fetch another token where one begins to be refused; True where the question is to be put again.

        Of what a fresh token was refused, too, the expiry of tokens is not the reason.
        """
        if context.credential != "token" or self._renew is None:
            return False
        answered = exchange.failure is None and exchange.status not in REFUSED | GATEWAY
        self._accepted |= answered and exchange.sent >= self._since
        documented = context.subject in {"declared", "unknown"}
        refused = exchange.status == 401 or (documented and exchange.status == 403)
        if not refused:
            return False
        place = (context.session, context.probe) if documented else context.subject
        async with self._fetching:
            if self.trouble or exchange.sent < self._since:
                # Another request had it renewed while this one was under way.
                return True
            lived = self._accepted and exchange.sent >= self._since + SHORTEST_LIFE
            if self._another and not lived:
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
        # Rounded as exchanges have it, so that what departs at this moment is told from what did before.
        self._since, self._accepted = round(self._transport.now(), 6), False
