"""What the fictive node says of itself and of the site: sessions, network, library, incidents."""

from __future__ import annotations

import msgspec

from node.api.base import Answer, PersonView, Recorded, Stamp
from node.api.clock import ClockConfirmed, ConfirmClock
from node.api.incidents import GetIncidents, Incidents, IncidentView
from node.api.reference import (
    GetSettings,
    Library,
    LibraryRow,
    ListLibrary,
    RetireVersion,
    SettingRow,
    SignReference,
    SiteSettings,
)
from node.api.session import ListPeople, People, SignedIn, SignIn, SignOut
from node.api.settlement import AgreeDerogation, AskDerogation, Derogations, DerogationView, ListDerogations
from node.api.site import (
    CatalogueEntry,
    CatalogueHits,
    EnrolPerson,
    GetStatus,
    PeerView,
    PersonStanding,
    SearchCatalogue,
    StandingView,
    Status,
)
from schema.transaction import FileRef, FileType
from tests.ui import fake_site as site
from tests.ui.fake_hospital import FakeHospital
from tests.ui.fake_site import NOW, act, id16, stamp
from ui.format import matches


def _library_row(
    name: str, sort: str, label: str, detail: str, state: str, signed: Stamp | None
) -> LibraryRow:
    """One item, with a field of what it says."""
    said = (("summary.stability", "24\u00a0h"),)
    ours = {"signed": said, "differs": (("summary.stability", "48\u00a0h"),)}.get(state, ())
    version = act(name) if ours else None
    illustrative = sort != "limits"
    file = FileRef(FileType.SETTINGS if sort == "limits" else FileType.PRODUCT, id16(name))
    return LibraryRow(
        name, sort, label, detail, "0f3a91c2", state, signed, illustrative, file, version, said, ours, 0
    )


LIBRARY = (
    _library_row("limits", "limits", "", "", "signed", stamp(0, site.DAY)),
    _library_row("CISPLATINE", "product", "CISPLATINE FICTIF 1 mg/mL", "cisplatine", "unsigned", None),
    _library_row("OXALI", "product", "OXALIPLATINE FICTIF 5 mg/mL", "oxaliplatine", "differs", stamp(0, 0)),
    _library_row("FICTIF-1", "regimen", "FICTIF 1", "1", "unsigned", None),
)
INCIDENTS = (
    IncidentView(NOW - site.MINUTE, "network", "not_member", "192.0.2.9", ""),
    IncidentView(NOW - site.HOUR, "evidence", "seal", "SERV-2", "7Q4M2K9X 12"),
    IncidentView(NOW - site.DAY, "network", "tlsv1_alert", "", ""),
)


class FakeUpkeep(FakeHospital):
    """Handlers about sessions, the site and who looks after it."""

    def __init__(self) -> None:
        super().__init__()
        self.derogations: list[DerogationView] = []
        self.library = list(LIBRARY)
        self.settings: tuple[SettingRow, ...] = ()
        self.every_setting = True
        self.incidents: tuple[IncidentView, ...] = INCIDENTS
        self.enrolled: list[PersonView] = []
        self.doubt = ""
        self.counted_aside = 0
        self.standing: StandingView | None = None
        self.person_standing: PersonStanding | None = None

    def _list_people(self, _: ListPeople) -> Answer:
        return People(site=site.SITE, workstation=site.HERE, people=(*site.PEOPLE, *self.enrolled))

    def _sign_in(self, command: SignIn) -> Answer:
        self.person = next(person for person in site.PEOPLE if person.person == command.person)
        return SignedIn(session=id16("session"), person=self.person, workstation=site.HERE)

    def _sign_out(self, _: SignOut) -> Answer:
        self.person = None
        return Recorded(acts=())

    def _get_status(self, _: GetStatus) -> Answer:
        rows = [row for course in self.courses for row in course.conflicts if row.open]
        rights = set(self.person.rights if self.person else ())
        mine = [row for row in rows if rights & set(row.owners)]
        minute = site.MINUTE
        peers = (
            PeerView(
                id16("w2"), "PUI-2", True, NOW - 90 * minute, NOW - minute // 2, 0, 0, 1_200, "mdns", ""
            ),
            PeerView(
                id16("w3"),
                "HDJ-1",
                True,
                NOW - 40 * minute,
                NOW - 2 * minute,
                0,
                self.only_here,
                -95_000,
                "typed",
                "",
            ),
            PeerView(
                id16("w4"),
                "SERV-2",
                False,
                NOW - 130 * minute,
                NOW - 130 * minute,
                4,
                17,
                None,
                "last_known",
                "timeout",
            ),
        )
        return Status(
            site=site.SITE,
            workstation=site.HERE,
            counter=self.counter,
            peers=peers,
            only_here=self.only_here,
            last_snapshot=NOW - 19 * site.HOUR,
            catalogue_of="2026-11-02",
            conflicts=len(rows),
            alarms=sum(row.alarm for row in rows),
            my_conflicts=len(mine),
            my_alarms=sum(row.alarm for row in mine),
            set_aside=self.counted_aside,
            clock_doubt=self.doubt,
            head="7Q4M2K9X",
            signed_in=self.person is not None,
            standing=self.standing,
            person=self.person_standing,
        )

    def _search_catalogue(self, command: SearchCatalogue) -> Answer:
        found = [
            CatalogueEntry(
                f"34009300000{number:02}",
                f"{name.upper()} FICTIF {strength}, solution à diluer pour perfusion",
                f"1 flacon en verre de {volume}",
                name,
                strength,
                volume,
                True,
                shortage,
                marketed=volume != "40 mL",
            )
            for number, (name, strength, volume, shortage) in enumerate(
                (
                    ("cisplatine", "1 mg/mL", "50 mL", ""),
                    ("carboplatine", "10 mg/mL", "45 mL", ""),
                    ("oxaliplatine", "5 mg/mL", "20 mL", "tension d’approvisionnement"),
                    ("oxaliplatine", "5 mg/mL", "40 mL", ""),
                    ("doxorubicine", "2 mg/mL", "25 mL", ""),
                    ("daunorubicine", "20 mg", "poudre", "rupture de stock"),
                    ("vincristine", "1 mg/mL", "2 mL", ""),
                )
            )
        ]
        hits = [entry for entry in found if matches(command.text, entry.label, entry.substances)]
        return CatalogueHits(total=len(hits), entries=tuple(hits[: command.limit]))

    # --- looking after the site -------------------------------------------------------------------

    def _list_derogations(self, _: ListDerogations) -> Answer:
        return Derogations(rows=tuple(self.derogations))

    def _ask_derogation(self, command: AskDerogation) -> Answer:
        course = self.course(command.course)
        dose = next(
            one
            for one in course.doses
            if one.dose == command.subject or any(bag.bag == command.subject for bag in one.bags)
        )
        self.derogations.append(
            DerogationView(
                act(f"asked{len(self.derogations)}"),
                course.id,
                course.patient.id,
                course.patient.identity.birth_name,
                dose.dose,
                dose.order.substance,
                next((bag.number for bag in dose.bags if bag.bag == command.subject), ""),
                command.rule,
                command.reason,
                stamp(1, 0),
                True,
            )
        )
        return self._recorded(course)

    def _agree_derogation(self, command: AgreeDerogation) -> Answer:
        self.derogations = [row for row in self.derogations if row.asked != command.asked]
        return self._recorded(self.course(command.course))

    def _confirm_clock(self, command: ConfirmClock) -> Answer:
        self.doubt = ""
        return ClockConfirmed(now=command.at)

    def _get_settings(self, _: GetSettings) -> Answer:
        return SiteSettings(rows=self.settings, rule=self.every_setting)

    def _list_library(self, _: ListLibrary) -> Answer:
        return Library(rows=tuple(self.library))

    def _retire_version(self, _: RetireVersion) -> Answer:
        return self._recorded()

    def _sign_reference(self, command: SignReference) -> Answer:
        self.library = [
            msgspec.structs.replace(row, state="signed", signed=stamp(0, 0))
            if row.name in command.names
            else row
            for row in self.library
        ]
        return self._recorded()

    def _get_incidents(self, _: GetIncidents) -> Answer:
        return Incidents(rows=self.incidents)

    def _enrol_person(self, command: EnrolPerson) -> Answer:
        name = f"{command.title} {command.family_name.upper()} {command.first_name}".strip()
        self.enrolled.append(PersonView(id16(name), name, command.role, ("measure",)))
        return self._recorded(None, self.enrolled[-1].person)
