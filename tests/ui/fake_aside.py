"""What the fictive node says of acts that are set aside: of a patient, of a bag, of a person, of nobody."""

from __future__ import annotations

from node.api.aside import GetSetAside, SetAsideAct, SetAsideActs
from node.api.base import Answer, Stamp
from schema.transaction import FileRef, FileType
from tests.ui import fake_site as site
from tests.ui.fake_hospital import FakeHospital
from tests.ui.fake_site import act, id16

_NONE = bytes(16)


def _aside(
    name: str,
    kind: str,
    file: FileRef,
    about: str,
    where: tuple[bytes, bytes] = (_NONE, _NONE),
    why: str = "",
    said: Stamp | None = None,
) -> SetAsideAct:
    who = said or site.stamp(1, site.HOUR, "SERV-2")
    return SetAsideAct(act(name), kind, who, file, about, *where, why)


class FakeAside(FakeHospital):
    """One page after another of what is set aside."""

    def __init__(self) -> None:
        super().__init__()
        self.aside = self._aside()
        self.a_page = 200

    def _aside(self) -> tuple[SetAsideAct, ...]:
        course = self.courses[0]
        patient, where = course.patient.id, (course.patient.id, course.id)
        name = f"{course.patient.identity.birth_name} {course.patient.identity.first_names}"
        of = FileRef(FileType.COURSE, course.id)
        happened = Stamp("M. TÉMOIN Hugo", "SERV-2", site.NOW - site.HOUR, site.NOW - site.DAY, act("a1"))
        nobody = Stamp("", "SERV-2", site.NOW - site.DAY, None, act("a4"), doubtful=True)
        return (
            _aside("a1", "administration.given/1", of, f"{name} · FOLFOX", where, "cut", happened),
            _aside(
                "a2", "patient.noted/1", FileRef(FileType.PATIENT, patient), name, (patient, _NONE), "forked"
            ),
            _aside(
                "a3",
                "rights.granted/1",
                FileRef(FileType.PERSON, id16("p4")),
                "M. TÉMOIN Hugo",
                why="takes_two",
            ),
            _aside(
                "a4", "session.opened/1", FileRef(FileType.SESSION, id16("s")), "", why="nobody", said=nobody
            ),
            _aside("a5", "pneumatic.sent/3", FileRef(99, id16("x")), "", why="of_tomorrow"),
        )

    def _get_set_aside(self, command: GetSetAside) -> Answer:
        first = len(self.aside) - command.before if command.before is not None else 0
        rows = self.aside[first : first + self.a_page]
        left = len(self.aside) - first - len(rows)
        return SetAsideActs(total=len(self.aside), rows=rows, older=left or None)
