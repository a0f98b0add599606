"""Our own key in places where it does not belong stays out of all that is recorded."""

from contract_tests.reference.app import build
from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.matrix.conduct import SEEDED, conduct


class Echo(Behaviour):
    """Repeats what it was authorised with."""

    async def respond(self, asked: Asked) -> Told:
        """Answer with the header in the answer."""
        told = await super().respond(asked)
        told.headers["x-echo"] = asked.headers.get("authorization", "")
        return told


def test_our_key_as_a_token_is_recorded_as_a_placeholder() -> None:
    """Neither the request that carries it nor an answer that repeats it shows it; what was random stays."""
    storage = Storage()

    def make(seeded, clock):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  as conduct calls it
        fill(storage, seeded, clock)
        return build(storage, Echo, clock)

    _, _, observations = conduct(make)
    tried = {each.context.tried: each.exchange for each in observations}
    beside, as_token = tried["our key and a random token"], tried["our key as a bearer token"]
    assert "Authorization: Bearer $CONTRACT_API_KEY" in as_token.curl()
    assert "CONTRACT_API_KEY" in (as_token.header("x-echo") or "")
    assert dict(beside.headers)["X-API-Key"] == "$CONTRACT_API_KEY"
    assert len(dict(beside.headers)["Authorization"]) == len("Bearer ") + 32
    assert not any(SEEDED.api_key[:8] in repr(each) for each in observations)
