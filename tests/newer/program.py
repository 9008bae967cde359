"""The newer program: the same code, with more in its registries. Only ever the first import of a process.

`python -m tests.newer.program FOLDER NAME NUMBER [ADDRESS …]` runs a node there, and does what it is told on
its standard input, one JSON object a line.
"""

# ruff: noqa: E402  # the registries are filled before anything that reads them is imported
from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

import schema.acts
import schema.rules
from tests.newer import kinds

_MORE = {kind.name: kind for kind in kinds.KINDS}
_LOADED = sorted(name for name in sys.modules if name.split(".")[0] in {"sync", "node", "ops"})
if _LOADED:
    raise RuntimeError(f"too late for a newer program, this is loaded: {_LOADED[:3]}")
schema.acts.KINDS = MappingProxyType({**schema.acts.KINDS, **_MORE})  # before anybody reads it
schema.acts.KIND_OF_BODY = MappingProxyType(  # as above
    {kind.body: kind for kind in schema.acts.KINDS.values()}
)
schema.rules.RULES = MappingProxyType({**schema.rules.RULES, kinds.RULE.name: kinds.RULE})  # as above
schema.acts.membership.KINDS = (*schema.acts.membership.KINDS, _MORE["person.warned/1"])  # type: ignore[assignment]  # as above

import node.domain.folds
from node.domain.folds import FOLDS, Fold
from node.domain.history import Act
from node.domain.state import CourseState
from schema.acts import KIND_OF_BODY
from schema.acts.course import CourseNoted
from schema.transaction import ActClass, FileType


def _fold_course(acts: Sequence[Act]) -> CourseState:
    """The course's fold, and what this program adds to it."""
    state = FOLDS[FileType.COURSE](acts)
    assert isinstance(state, CourseState)
    admitted = [act for act in acts if not act.set_aside]
    found = (
        ("questioned", any(isinstance(act.body, kinds.CourseQuestioned) for act in admitted)),
        ("note_says_stop", any(_stops(act) for act in admitted)),
    )
    more = tuple(code for code, holds in found if holds)
    return msgspec.structs.replace(state, blocks=(*state.blocks, *more))


def _stops(act: Act) -> bool:
    body = act.body
    return isinstance(body, CourseNoted) and body.text.startswith("STOP") and kinds.RULE.name in act.rules


def _passing(body: type, fold: Fold) -> Fold:
    """A fold for which one kind more is known, and changes nothing."""
    return lambda acts: fold([act for act in acts if not isinstance(act.body, body)])


node.domain.folds.FOLDS = MappingProxyType(  # before the store reads it
    {
        **FOLDS,
        FileType.COURSE: _fold_course,
        FileType.PATIENT: _passing(kinds.PatientDoubted, FOLDS[FileType.PATIENT]),
        FileType.REGIMEN: _passing(kinds.RegimenDoubted, FOLDS[FileType.REGIMEN]),
        FileType.PRODUCT: _passing(kinds.ProductDoubted, FOLDS[FileType.PRODUCT]),
    }
)

from node.api.messages import decode_response, encode_request
from node.api.session import SignedIn, SignIn
from node.daemon import Node
from node.domain.decision import Draft
from node.vault import VaultContents
from schema.codec import Wire
from schema.transaction import FileRef
from sync.membership import CLINICAL, MEMBERSHIP
from sync.membership.needs import _NEEDS, PEOPLE, Needs
from tests.crash.nodes import settings
from tests.node.stations import CHEAP, PIN

_NEEDS[kinds.PersonWarned] = Needs(PEOPLE)  # type: ignore[index]  # a newer program has one row more

BODIES: Mapping[str, Callable[[bytes, str], Wire]] = {
    "question": lambda _, text: kinds.CourseQuestioned(text),
    "coloured note": lambda _, text: kinds.CourseNoted2(None, text, "rouge"),
    "note": lambda _, text: CourseNoted(None, text),
    "doubt a patient": lambda _, text: kinds.PatientDoubted(text),
    "doubt a regimen": lambda _, text: kinds.RegimenDoubted(text),
    "doubt a product": lambda _, text: kinds.ProductDoubted(text),
    "doubt a lot": lambda _, text: kinds.LotDoubted(text),
    "warn": lambda file, _: kinds.PersonWarned(file),
}


class Told:
    """Does what it is told on its standard input."""

    def __init__(self, node_: Node) -> None:
        self._node = node_

    def write(self, what: str, file: str, text: str, person: str) -> str:
        """One act by somebody, who signs in for it."""
        body = BODIES[what](bytes.fromhex(file), text)

        def on_writer() -> str:
            desk, services = self._node.desk, self._node.services
            request = encode_request(1, None, SignIn(person=bytes.fromhex(person), pin=PIN))
            _, answer = decode_response(services.handle_bytes(request))
            assert isinstance(answer, SignedIn), answer
            session = desk.sessions.get(answer.session)
            assert session is not None
            kind = KIND_OF_BODY[type(body)]
            scope = MEMBERSHIP if kind.cls is ActClass.MEMBERSHIP else CLINICAL
            draft = Draft(FileRef(kind.file, bytes.fromhex(file)), body)
            return desk.write((draft,), session, scope=scope).hash.hex()

        return self._node.writer.submit(on_writer).result()

    def blocks(self, course: str) -> list[str]:
        """What keeps a course from advancing, as this program folds it."""

        def on_writer() -> list[str]:
            file = FileRef(FileType.COURSE, bytes.fromhex(course))
            state = self._node.replica.states.state(CourseState, file)
            return list(state.blocks) if state else ["nothing"]

        return self._node.writer.submit(on_writer).result()

    def address(self) -> str:
        """Where it listens."""
        return self._node.listening[0]


def main(folder: str, name: str, number: str, *typed: str) -> None:
    """Run until the standard input ends."""
    contents = msgspec.msgpack.decode(base64.b64decode(sys.stdin.readline()), type=VaultContents)
    chosen = settings(int(number), *typed)
    running = Node(Path(folder) / name, contents, chosen)
    running.desk.pin_cost = CHEAP
    running.start()
    told = Told(running)
    try:
        print(json.dumps("ready"), flush=True)  # noqa: T201
        for line in sys.stdin:
            order: dict[str, Any] = json.loads(line)
            answer = getattr(told, order.pop("do"))(**order)
            print(json.dumps(answer), flush=True)  # noqa: T201
    finally:
        running.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
