"""What an administrator does about one person, and one's own PIN: rights, standing, forgotten PINs."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from node.api.base import Answer, Command
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
from ui.format import listed
from ui.presenters.blocks import Action, Actions, Cell, Field, Form, Grid, Mark, Notices, Option, Page, Row
from ui.presenters.desk import Desk, Place
from ui.presenters.in_hand import InHand, first
from ui.presenters.office import Office
from ui.presenters.shown import stamp
from ui.presenters.workstations import STANDINGS

RIGHTS = (
    "identify",
    "measure",
    "note",
    "prescribe",
    "validate",
    "go_ahead",
    "prepare",
    "check",
    "release",
    "dispense",
    "receive",
    "administer",
    "settle",
    "reference",
    "import",
    "snapshot",
    "stock",
    "narcotics",
    "site.pin",
    "site.enrol",
    "site.people",
)
"""Every right there is, as `node.domain.rights` has them."""


Making = Callable[[bytes, str, str], Command]
_ACTS: Mapping[str, tuple[Making, str]] = {
    "suspend": (lambda who, typed, pin: SuspendPerson(person=who, reason=typed, pin=pin), "reason"),
    "lift": (lambda who, typed, pin: ResumePerson(person=who, reason=typed, pin=pin), "reason"),
    "propose_removal": (lambda who, typed, pin: RemovePerson(person=who, reason=typed, pin=pin), "reason"),
    "propose_readmission": (
        lambda who, typed, pin: ReadmitPerson(person=who, reason=typed, pin=pin),
        "reason",
    ),
    "grant": (lambda who, typed, pin: GrantRights(person=who, rights=(typed,), pin=pin), "right"),
    "take": (lambda who, typed, pin: WithdrawRights(person=who, rights=(typed,), pin=pin), "right"),
    "reset_pin": (lambda who, typed, pin: ResetPin(person=who, new_pin=typed, pin=pin), "new_pin"),
    "own_pin": (lambda _, typed, pin: ChangePin(new_pin=typed, pin=pin), "new_pin"),
}
"""What each button makes, and the field that it takes."""


class Members(Office):
    """The list fills the screen; reason, right and new PIN on the side are about the row in hand."""

    name = "members"
    grave = frozenset({"suspend", "propose_removal", "take"})
    about = ("reason", "right", "new_pin", "new_pin_again")

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._list = InHand[MemberOfStaff](lambda row: row.person.hex())

    def load(self) -> None:
        self.ask(GetStaff(), self._listed, quiet=self._list.rows is not None)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Staff):
            if self._list.take(answer.people, self._myself):
                self.forget("about", *self.about)
            self.show()

    def _myself(self, rows: Sequence[MemberOfStaff]) -> MemberOfStaff | None:
        me = self.desk.person.person if self.desk.person is not None else b""
        return first([row for row in rows if row.person == me])

    def selected_members(self, row: str) -> None:
        if self._list.choose(row):
            self.forget("about", *self.about)
            self.show()

    def opened_members(self, row: str) -> None:
        self.selected_members(row)
        self.focus("reason")

    # --- acts -------------------------------------------------------------------------------------

    def act_do(self, act: str) -> None:
        """One act of the table, signed with its consequence in view; a PIN is typed twice alike."""
        row, words = self._list.row, self.words
        made, needed = _ACTS[act]
        if row is None:
            return
        typed = self.typed_for(act, needed)
        if typed is None:
            return
        if needed == "new_pin" and typed != self.input("new_pin_again").strip():
            self.focus("new_pin_again")
            return
        self.sign_deed(
            act,
            row.name,
            {"right": words(f"right.{typed}"), "reason": typed}.get(needed, ""),
            command=lambda pin: made(row.person, typed, pin),
            follows=listed((words(f"ui.members.follows.{act}"), *self._before(row, act)), " "),
        )

    def _before(self, row: MemberOfStaff, act: str) -> Iterator[str]:
        """The proposals beside which another PIN is proposed."""
        for one in row.resets if act == "reset_pin" else ():
            yield self.words("ui.members.another_reset", who=stamp(self.words, one, self.desk.now()))

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words, rows, row = self.words, self._list.rows, self._list.row
        return Page(
            title=words("ui.screen.members"),
            subtitle=words.count("ui.count.people", len(rows)) if rows else "",
            busy=rows is None,
            blocks=(
                Notices(key="notices", slot="top", notices=self.notices),
                Grid(
                    key="members",
                    columns=(self.column("person", 4), self.column("standing", 3), self.column("may", 7)),
                    rows=tuple(self._shown(one) for one in rows or ()),
                    selected=self._list.id,
                    empty=words("ui.session.nobody"),
                ),
                Form(
                    key="about",
                    slot="side",
                    title=row.name if row is not None else "",
                    fields=self._fields(),
                    note=words("ui.members.note"),
                ),
                Actions(key="actions", slot="bottom", actions=self._actions(row)),
            ),
        )

    def _shown(self, row: MemberOfStaff) -> Row:
        words = self.words
        rights = listed((words.named("right", right) for right in row.rights), ", ")
        notes = [] if row.key else [words("ui.members.no_key")]
        notes += [
            words("ui.members.reset_waits", who=stamp(words, one, self.desk.now())) for one in row.resets
        ]
        return Row(
            row.person.hex(),
            (
                Cell(row.name, words.named("role", row.profession), strong=True),
                Cell(
                    words(f"standing.{row.standing or 'active'}"),
                    listed(notes, ", "),
                    mark=Mark(STANDINGS[row.standing], ""),
                ),
                Cell(rights or words("ui.staff.no_right")),
            ),
        )

    def _fields(self) -> tuple[Field, ...]:
        words = self.words
        again = self.input("new_pin_again")
        differ = again and again != self.input("new_pin")
        named = (Option(one, words(f"right.{one}")) for one in RIGHTS)
        rights = (Option("", words("ui.members.choose")), *named)
        return (
            self.field("reason", "ui.members.reason", "lines"),
            self.field("right", "ui.members.right", "choice", options=rights),
            self.field("new_pin", "ui.members.new_pin", "pin", hint="ui.staff.new_pin.hint"),
            self.field(
                "new_pin_again", "ui.staff.again", "pin", error=words("ui.staff.differ") if differ else ""
            ),
        )

    def _actions(self, row: MemberOfStaff | None) -> tuple[Action, ...]:
        """What this person in front of the screen may do about the one in hand."""
        person = self.desk.person
        possible: list[str] = []
        if row is not None and person is not None and row.person == person.person:
            possible.append("own_pin")
        elif row is not None and not row.standing and {"site.pin", "site.people"} & set(self.rights):
            possible.append("reset_pin")
        if row is not None and "site.people" in self.rights:
            possible += {
                "": ["grant", "take", "suspend", "propose_removal"],
                "suspended": ["lift", "propose_removal"],
                "removed": ["propose_readmission"],
            }[row.standing]
        return (
            *self.deeds(possible),
            self.button("agreements"),
            self.button("return", icon="chevron_left"),
        )
