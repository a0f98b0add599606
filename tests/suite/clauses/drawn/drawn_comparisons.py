"""What answers to several credentials say together, drawn: what satisfies a sentence, and what breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.suite.building import body
from tests.suite.clauses.drawn.drawn_histories import DETAIL, HISTORIES

if TYPE_CHECKING:
    from contract_tests.recording.observation import Observation
    from tests.suite.clauses.drawn.drawn_histories import Drawn, Scene


def _refused(scene: Scene, place: int, content: Any = DETAIL, code: int = 401, **known: Any) -> Observation:
    return scene.seen(place, content, code, credential="none", **known)


def _name(scene: Scene) -> str:
    return f"vm-1{scene.vm:>6}"


def _kinds(scene: Scene, declared: Any, unknown: Any) -> list[Observation]:
    """Return five refusals of each kind, told by their code and their body."""
    told = []
    for number in range(10):
        (code, content), subject = (unknown, "unknown") if number % 2 else (declared, "declared")
        session = f"{number} {scene.other}"
        told.append(_refused(scene, number // 2, content, code, session=session, subject=subject))
    return told


def _by_token(scene: Scene, **changed: Any) -> list[Observation]:
    told = [("key", {}), ("token", changed), ("key", {})]
    return [
        scene.seen(place, body("alive", scene.session, vm_id=scene.vm) | said, credential=credential)
        for place, (credential, said) in enumerate(told)
    ]


COMPARISONS: dict[str, tuple[Drawn, Drawn]] = {
    "access.refusal-shows-nothing-known": (
        lambda scene: [scene.told(0, vm_id=_name(scene)), _refused(scene, 1, {"detail": scene.session})],
        lambda scene: [
            scene.told(0, vm_id=_name(scene)),
            _refused(scene, 1, scene.pick(f"<p>{_name(scene)}", {"detail": f"no access to {_name(scene)}"})),
        ],
    ),
    "access.refusals-look-alike": (
        lambda scene: _kinds(scene, (401, DETAIL), (401, DETAIL)),
        lambda scene: _kinds(
            scene, scene.pick((403, DETAIL), (401, "<p>not yours"), (401, {})), (401, DETAIL)
        ),
    ),
    "access.credentials-tell-the-same": (
        lambda scene: _by_token(scene, vm_status="pausing"),
        lambda scene: _by_token(scene, created_at=scene.pick("2024-01-10T12:34:56", "2023-02-11T01:02:03")),
    ),
}
"""By clause, as those about histories."""
EVERY = HISTORIES | COMPARISONS
