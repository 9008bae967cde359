"""What the fictive node says of a day's work, of conflicts and of papers."""

from __future__ import annotations

import msgspec

from node.api.base import Answer
from node.api.paper import MakePaper, Paper
from node.api.settlement import Conflicts, ListConflicts, Settle
from node.api.worklist import GetWorklist, WorkItem, Worklist
from tests.ui import fake_site as site
from tests.ui.fake_hospital import FakeHospital
from tests.ui.fake_site import stamp


class FakeLists(FakeHospital):
    """Handlers of what is listed, settled and put on paper."""

    def _get_worklist(self, command: GetWorklist) -> Answer:
        rights = self.person.rights if self.person else ()
        items = []
        for course in self.courses:
            for dose in course.doses:
                mine = any({"make": "prepare"}.get(step, step) in rights for step in dose.waits_for)
                if command.day != dose.order.planned or (command.mine and not mine):
                    continue
                bag = next(
                    (one for one in reversed(dose.bags) if one.state not in {"voided", "rejected"}), None
                )
                conflicts = sum(row.open and row.subject == dose.dose for row in course.conflicts)
                items.append(
                    WorkItem(
                        course.id,
                        dose.dose,
                        bag.bag if bag else None,
                        self._row(course.patient),
                        course.regimen.name,
                        dose.cycle,
                        dose.order.day,
                        dose.order.planned,
                        dose.order.substance,
                        dose.order.prescribed,
                        dose.order.container,
                        dose.order.duration_minutes,
                        "HDJ oncologie",
                        dose.state,
                        dose.waits_for,
                        dose.blocks,
                        bag.number if bag else "",
                        conflicts,
                    )
                )
        return Worklist(day=command.day, items=tuple(items))

    def _list_conflicts(self, command: ListConflicts) -> Answer:
        rights = set(self.person.rights if self.person else ())
        rows = [
            row
            for course in self.courses
            for row in course.conflicts
            if (row.open or command.settled) and (not command.mine or rights & set(row.owners))
        ]
        return Conflicts(rows=tuple(rows))

    def _settle(self, command: Settle) -> Answer:
        course = self.course(command.file.id)
        course.conflicts = [
            msgspec.structs.replace(row, open=False, settled=stamp(0, 0))
            if row.rule == command.rule and row.subject == command.subject
            else row
            for row in course.conflicts
        ]
        dose = self.dose(command.subject)
        bags = tuple(msgspec.structs.replace(bag, held=bag.bag != command.keep) for bag in dose.bags)
        return self._edit(course, {dose.dose}, bags=bags, blocks=(), waits_for=("check",))

    def _make_paper(self, command: MakePaper) -> Answer:
        return Paper(name=f"{command.what}-{site.TODAY}.pdf", pdf=b"%PDF-1.4 fictif" * 4000, duplicate=0)
