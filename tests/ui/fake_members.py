"""What the fictive node says of workstations, people, forked journals and proposals."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from node.api.agreement import Agree, CallOff, GetProposals, Proposals, ProposalView
from node.api.base import Answer, Command, Recorded, Stamp
from node.api.forks import BranchView, Forks, ForkView, GetForks, SettleFork
from node.api.people import (
    ChangePin,
    GetStaff,
    GrantRights,
    MemberOfStaff,
    ReadmitPerson,
    RemovePerson,
    ResetPin,
    ResumePerson,
    Staff,
    SuspendPerson,
    WithdrawRights,
)
from node.api.rules import GetRules, Rules, RuleView, SwitchRule
from node.api.workstations import (
    GetWorkstations,
    MoveWorkstation,
    ReadmitWorkstation,
    RemoveWorkstation,
    RenameWorkstation,
    ResumeWorkstation,
    SuspendWorkstation,
    Workstations,
    WorkstationView,
)
from schema.transaction import Tip
from tests.ui import fake_site as site
from tests.ui.fake_site import NOW, act, id16, stamp

STATIONS = (
    WorkstationView(id16("HDJ-1"), "HDJ-1", "Hôpital de jour", "", False, 812, 0, NOW - 4 * site.MINUTE),
    WorkstationView(id16("PUI-1"), "PUI-1", "Pharmacie", "", True, 2140, 0, NOW - site.MINUTE),
    WorkstationView(id16("USC-1"), "USC-1", "Soins continus", "suspended", False, 96, 7, NOW - site.DAY),
    WorkstationView(id16("SSR-1"), "SSR-1", "Soins de suite", "removed", False, 0, 0, None),
)
PROPOSALS = (
    ProposalView(
        act("removal"), "workstation_removal", "USC-1", "volé dans un couloir", stamp(0, site.HOUR), ""
    ),
    ProposalView(
        act("admin"), "administrator", "Mme EXEMPLE Zoé", "site.enrol,site.people", stamp(1, 0), "same_person"
    ),
)
FORK = ForkView(
    journal=id16("clinical"),
    workstation="HDJ-1",
    station=id16("HDJ-1"),
    scope="clinical",
    since=812,
    settled=False,
    proposed=None,
    branches=(
        BranchView(
            Tip(id16("clinical"), 840, b"\x3f" * 32),
            34,
            34,
            NOW - 3 * site.HOUR,
            NOW - site.HOUR,
            ("Mme THÉORIQUE Garance", "Dr INVENTÉ Colombe"),
            (("administration.given", 21), ("patient.measured", 9), ("course.noted", 4)),
            True,
            patients=3,
            courses=1,
        ),
        BranchView(
            Tip(id16("clinical"), 815, b"\xa1" * 32),
            5,
            5,
            NOW - 2 * site.HOUR,
            NOW - 110 * site.MINUTE,
            ("M. VIRTUEL Honoré",),
            (("administration.given", 3), ("session.opened", 2)),
            True,
        ),
    ),
)
RULES = (
    RuleView("news_to_decisions", True, True, True, (stamp(0, site.DAY),)),
    RuleView("one_person", True, False),
    RuleView("tea_at_five", False, True, False, (stamp(1, site.HOUR), stamp(4, site.MINUTE))),
    RuleView("two_people", True, False, proposed=True),
)


class FakeMembers:
    """Handlers of a node that looks after membership."""

    stations: tuple[WorkstationView, ...] = STATIONS
    proposals: tuple[ProposalView, ...] = PROPOSALS
    apart: tuple[ProposalView, ...] = ()
    forks: tuple[ForkView, ...] = ()
    rules: tuple[RuleView, ...] = RULES
    behind: tuple[str, ...] = ()
    standings: Mapping[bytes, str] = MappingProxyType({})
    resets: Mapping[bytes, tuple[Stamp, ...]] = MappingProxyType({})

    def _done(self, _: Command) -> Answer:
        return Recorded(acts=())

    def _get_workstations(self, _: GetWorkstations) -> Answer:
        return Workstations(workstations=self.stations)

    def _rename_workstation(self, command: RenameWorkstation) -> Answer:
        self._station(command.workstation, name=command.name)
        return self._done(command)

    def _move_workstation(self, command: MoveWorkstation) -> Answer:
        self._station(command.workstation, place=command.place)
        return self._done(command)

    def _suspend_workstation(self, command: SuspendWorkstation) -> Answer:
        self._station(command.workstation, standing="suspended")
        return self._done(command)

    def _resume_workstation(self, command: ResumeWorkstation) -> Answer:
        self._station(command.workstation, standing="")
        return self._done(command)

    def _remove_workstation(self, command: RemoveWorkstation) -> Answer:
        self._station(command.workstation, standing="suspended")
        return self._done(command)

    def _readmit_workstation(self, command: ReadmitWorkstation) -> Answer:
        return self._done(command)

    def _station(self, which: bytes, **changed: str) -> None:
        self.stations = tuple(
            replace(one, **changed) if one.workstation == which else one for one in self.stations
        )

    def _get_staff(self, _: GetStaff) -> Answer:
        return Staff(
            people=tuple(
                MemberOfStaff(
                    one.person,
                    one.name,
                    one.name,
                    "",
                    "",
                    one.profession,
                    "",
                    one.rights,
                    self.standings.get(one.person, ""),
                    True,
                    resets=self.resets.get(one.person, ()),
                )
                for one in site.PEOPLE
            )
        )

    def _suspend_person(self, command: SuspendPerson) -> Answer:
        self.standings = {**self.standings, command.person: "suspended"}
        return self._done(command)

    def _resume_person(self, command: ResumePerson) -> Answer:
        self.standings = {**self.standings, command.person: ""}
        return self._done(command)

    def _remove_person(self, command: RemovePerson) -> Answer:
        self.standings = {**self.standings, command.person: "suspended"}
        return self._done(command)

    def _readmit_person(self, command: ReadmitPerson) -> Answer:
        return self._done(command)

    def _grant_rights(self, command: GrantRights) -> Answer:
        return self._done(command)

    def _withdraw_rights(self, command: WithdrawRights) -> Answer:
        return self._done(command)

    def _change_pin(self, command: ChangePin) -> Answer:
        return self._done(command)

    def _reset_pin(self, command: ResetPin) -> Answer:
        return self._done(command)

    def _get_forks(self, _: GetForks) -> Answer:
        return Forks(forks=self.forks)

    def _settle_fork(self, command: SettleFork) -> Answer:
        self.forks = tuple(
            replace(one, proposed=stamp(0, 0)) if one.journal == command.journal else one
            for one in self.forks
        )
        return self._done(command)

    def _get_rules(self, _: GetRules) -> Answer:
        return Rules(rows=self.rules, others=self.behind)

    def _switch_rule(self, command: SwitchRule) -> Answer:
        self.rules = tuple(
            replace(row, on=True, signed=(stamp(0, 0),)) if row.name == command.name else row
            for row in self.rules
        )
        return self._done(command)

    def _get_proposals(self, _: GetProposals) -> Answer:
        return Proposals(proposals=self.proposals, apart=self.apart)

    def _call_off(self, command: CallOff) -> Answer:
        self.proposals = tuple(one for one in self.proposals if one.act != command.act)
        return self._done(command)

    def _agree(self, command: Agree) -> Answer:
        self.proposals = tuple(one for one in self.proposals if one.act != command.act)
        return self._done(command)
