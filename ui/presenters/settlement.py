"""The conflict inbox: two versions side by side, what may be done about it, and the decision."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from node.api.base import Answer, Heads, PersonView
from node.api.course import ChoiceView, ConflictView, CourseView, GetCourse, SideView
from node.api.forks import Forks, ForkView, GetForks
from node.api.session import ListPeople, People
from node.api.settlement import Conflicts, Derogations, DerogationView, ListConflicts, ListDerogations, Settle
from schema.transaction import FileType
from ui.format import listed
from ui.presenters import derogations, shown, transcribing
from ui.presenters.base import Presenter, nothing
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Cell,
    Form,
    Grid,
    Mark,
    Notice,
    Notices,
    Option,
    Page,
    Prose,
    Row,
    Side,
    Versions,
)
from ui.presenters.desk import Place, Signing
from ui.presenters.forks import forked

_SETTLED_ON: Final[Mapping[str, str]] = {"identity_disputed": "correction"}
"""Where the act that settles a rule is done, when it is not the patient's record."""
_ELSEWHERE: Mapping[int, str] = {FileType.LOT: "lot", FileType.VAULT: "narcotics"}
"""Screens of the files that are no patient's."""
_NOTHING = "—"
_OF_TWO_BAGS = ("made_twice", "outdated_bag")
"""Rules that end when a bag is destroyed or goes to another patient."""


class Settlement(Presenter):
    """The list above, the conflict in hand below; alarms first."""

    name = "settlement"
    _rows: dict[str, ConflictView] | None = None
    """By the ids of their rows, in the order shown."""
    _selected = ""
    _course: CourseView | None = None
    _asked: tuple[DerogationView, ...] = ()
    _people: tuple[PersonView, ...] = ()
    _forks: tuple[ForkView, ...] = ()

    def load(self) -> None:
        self.ask(
            ListConflicts(
                mine=not self.input.on("all"),
                settled=self.input.on("settled"),
                language=self.words.language,
            ),
            self._listed,
            quiet=self._rows is not None,
        )

        self.ask(ListDerogations(), self._derogations_listed, quiet=True)
        if self.desk.person is not None and "site.enrol" in self.desk.person.rights:
            self.ask(GetForks(), self._forks_listed, quiet=True)
        if not self._people:
            self.ask(ListPeople(), self._people_listed, quiet=True)

    def _people_listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            self._people = answer.people
            self.show()

    def _forks_listed(self, answer: Answer) -> None:
        if isinstance(answer, Forks):
            self._forks = answer.forks
            self.show()

    def _derogations_listed(self, answer: Answer) -> None:
        if isinstance(answer, Derogations):
            self._asked = answer.rows
            self.show()

    def act_agree(self, number: str) -> None:
        """The second person: the decision is based on the course as it is now."""
        row = next((one for one in self._asked if derogations.number(one) == number), None)
        if row is None:
            return

        def opened(answer: Answer) -> None:
            if isinstance(answer, CourseView) and self.attached:
                signing = derogations.agreeing(self.words, row, answer.heads, self.desk.now())
                self.sign(signing, self.words("ui.derogation.agreed"))

        self.ask(GetCourse(course=row.course, language=self.words.language), opened)

    def typed_all(self) -> None:
        self.load()

    def typed_settled(self) -> None:
        self.load()

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Conflicts):
            self._rows = _by_id(sorted(answer.rows, key=lambda row: (not row.open, not row.alarm)))
            if self._conflict() is None:
                about = (one for one, row in self._rows.items() if self.place.course in {b"", row.course})
                self._selected = next(about, next(iter(self._rows), ""))
            self.show()
            self._ask_course()

    def _ask_course(self) -> None:
        """The decision must be based on what the course holds now."""
        conflict = self._conflict()
        needed = conflict is not None and (
            conflict.choices or transcribing.offered(conflict, self.desk.person)
        )
        if conflict is not None and needed and any(conflict.course):
            self.ask(GetCourse(course=conflict.course), self._course_loaded, quiet=True)

    def _course_loaded(self, answer: Answer) -> None:
        if isinstance(answer, CourseView):
            self._course = answer
            self.show()

    def _conflict(self) -> ConflictView | None:
        return self._rows.get(self._selected) if self._rows else None

    def selected_conflicts(self, row: str) -> None:
        if row == self._selected:
            return
        self._selected = row
        self._course = None
        self.notices = ()
        self.forget("decision", "choice")
        self.forget("spoken", *transcribing.FIELDS)
        self.show()
        self._ask_course()

    def opened_conflicts(self, row: str) -> None:
        self.selected_conflicts(row)
        self.focus("choice")

    def _choice(self, conflict: ConflictView) -> ChoiceView | None:
        picked = self.input("choice")
        if not picked.isdecimal() or int(picked) >= len(conflict.choices):
            return None
        return conflict.choices[int(picked)]

    def act_settle(self) -> None:
        conflict, words = self._conflict(), self.words
        choice = self._choice(conflict) if conflict else None
        shown_with = self._heads(conflict) if conflict else None
        if conflict is None or choice is None or shown_with is None:
            self.focus("choice")
            return
        self.sign(
            Signing(
                title=words("ui.act.settle"),
                lines=(
                    conflict.patient_name,
                    words.drug(conflict.substance),
                    self._sentence(conflict),
                    self._choice_label(conflict, choice),
                ),
                command=lambda pin, reason: Settle(
                    file=conflict.file,
                    rule=conflict.rule,
                    subject=conflict.subject,
                    heads=tuple(side.act for side in conflict.sides),
                    choice=choice.choice,
                    keep=choice.keep,
                    reason=reason,
                    pin=pin,
                    based_on=shown_with,
                ),
                done=nothing,
                consequence=words("ui.settlement.consequence"),
                reason=words("ui.reason"),
            ),
            words("ui.settlement.done"),
        )

    def act_transcribe(self) -> None:
        """The pharmacist writes down what the prescriber decided by telephone."""
        conflict, course = self._conflict(), self._course
        if conflict is None or course is None or course.course != conflict.course:
            return
        if field := transcribing.missing(self.input):
            self.focus(field)
            return
        signing = transcribing.signing(self.words, self.input, conflict, course, self.desk.now())
        if signing is not None:
            self.sign(signing, self.words("ui.spoken.done"))

    def _heads(self, conflict: ConflictView) -> Heads | None:
        """What the decision is based on: all that a course shows, else the file; nil while asked for."""
        if not any(conflict.course):
            return conflict.heads
        course = self._course
        return course.heads if course is not None and course.course == conflict.course else None

    def act_course(self) -> None:
        conflict = self._conflict()
        if conflict is not None:
            self.desk.open(Place("course", patient=conflict.patient, course=conflict.course))

    def act_elsewhere(self) -> None:
        """To the stock or the vault that it is about."""
        conflict = self._conflict()
        if conflict is not None:
            self.desk.open(Place(_ELSEWHERE[conflict.file.type]))

    def act_reattribution(self, bag: str) -> None:
        """To the doses of others that one of the bags fits."""
        self._to_bag("reattribution", bag)

    def act_bag(self, bag: str) -> None:
        """To one of the bags, to destroy or recall it."""
        self._to_bag("release", bag)

    def _to_bag(self, screen: str, bag: str) -> None:
        conflict, course = self._conflict(), self._course
        if conflict is None or course is None:
            return
        doses = (dose for dose in course.doses for one in dose.bags if one.bag.hex() == bag)
        dose = next(doses, None)
        if dose is not None:
            place = Place(
                screen,
                patient=conflict.patient,
                course=conflict.course,
                dose=dose.dose,
                bag=bytes.fromhex(bag),
            )
            self.desk.open(place)

    def act_patient(self) -> None:
        conflict = self._conflict()
        if conflict is not None:
            screen = _SETTLED_ON.get(conflict.rule, "patient")
            self.desk.open(Place(screen, patient=conflict.patient))

    # --- what is shown ----------------------------------------------------------------------------

    def _sentence(self, conflict: ConflictView) -> str:
        # An alarm about a breach stands in the same inbox, under its own texts.
        otherwise = self.words("ui.settlement.rule", rule=conflict.rule)
        breach = self.words.known(f"breach.{conflict.rule}", otherwise)
        return self.words.known(f"conflict.{conflict.rule}", breach)

    def _choice_label(self, conflict: ConflictView, choice: ChoiceView) -> str:
        """The choice in words, with the number of the bag that it keeps."""
        words = self.words
        kept = ""
        if choice.keep is not None:
            bags = [bag for dose in (self._course.doses if self._course else ()) for bag in dose.bags]
            kept = next((bag.number for bag in bags if bag.bag == choice.keep), "") or self._keep_side(
                conflict, choice.keep
            )
        label = words.known(
            f"conflict.{conflict.rule}.choice.{choice.choice}",
            words.known(f"ui.choice.{choice.choice}", choice.choice),
        )
        return words("ui.settlement.keeping", choice=label, kept=kept) if kept else label

    def _keep_side(self, conflict: ConflictView, keep: bytes) -> str:
        """Where the kept thing is no bag of this course: which of the choices that keep something it is."""
        keeps = [choice.keep for choice in conflict.choices if choice.keep is not None]
        return self.words("ui.settlement.version", n=str(keeps.index(keep) + 1)) if keep in keeps else ""

    def page(self) -> Page:
        words, rows = self.words, self._rows
        left = sum(row.open for row in rows.values()) if rows else 0
        conflict = self._conflict()
        filters = Form(
            key="filters",
            slot="top",
            columns=2,
            fields=(
                self.field("all", "ui.settlement.all", "tick"),
                self.field("settled", "ui.settlement.settled", "tick"),
            ),
        )
        told = (*self.notices, *forked(words, self._forks, "ui.forks.where"))
        blocks: list[Block] = [filters, Notices(key="notices", slot="top", notices=told)]
        blocks.append(
            Grid(
                key="conflicts",
                columns=(
                    self.column("conflict", 6),
                    self.column("subject", 3),
                    self.column("drug", 2),
                    self.column("state", 2),
                ),
                rows=tuple(self._row(one, row) for one, row in rows.items()) if rows else (),
                selected=self._selected,
                empty=words("ui.settlement.waiting" if rows is None else "ui.settlement.none"),
            )
        )
        if conflict is not None:
            blocks += self._in_hand(conflict)
        if self._asked:
            blocks.append(derogations.cards(words, self._asked, self.desk.now()))
        return Page(
            title=words("ui.screen.settlement"),
            subtitle=words.count("ui.count.conflicts", left) if rows else "",
            blocks=tuple(blocks),
            busy=rows is None,
        )

    def _row(self, number: str, row: ConflictView) -> Row:
        words = self.words
        kind = "settled" if not row.open else "alarm" if row.alarm else "conflict"
        return Row(
            number,
            (
                Cell(self._sentence(row), listed(_numbers(row), ", "), strong=True),
                Cell(row.patient_name if any(row.patient) else words.held(row.patient_name)),
                Cell(words.drug(row.substance)),
                Cell(words(f"ui.state.{kind}"), mark=Mark(kind, "")),
            ),
            tone="alarm" if row.alarm and row.open else None,
        )

    def _in_hand(self, conflict: ConflictView) -> list[Block]:
        words = self.words
        blocks: list[Block] = [
            Prose(key="sentence", text=self._sentence(conflict), role="heading"),
            self._versions(conflict),
        ]
        if not conflict.open:
            who = shown.stamp(words, conflict.settled, self.desk.now()) if conflict.settled else ""
            blocks.append(Prose(key="settled", text=words("ui.settlement.settled_by", who=who)))
            return [*blocks, self._actions(conflict)]
        way_out = words.known(f"conflict.{conflict.rule}.next", "")
        owners = listed((words.known(f"right.{right}", right) for right in conflict.owners), ", ")
        blocks.append(
            Notices(
                key="way_out",
                notices=(
                    Notice(
                        "alarm" if conflict.alarm else "warning",
                        way_out or words("ui.settlement.way_out"),
                        next=listed((words("ui.settlement.owners", owners=owners), self._able(conflict)), " ")
                        if owners
                        else "",
                    ),
                ),
            )
        )
        if transcribing.offered(conflict, self.desk.person):
            blocks.append(transcribing.form(self.words, self.input, conflict, self._people))
        if conflict.choices:
            options = [Option("", words("ui.settlement.choose"))]
            for number, choice in enumerate(conflict.choices):
                options.append(Option(str(number), self._choice_label(conflict, choice)))
            blocks.append(
                Form(
                    key="decision",
                    submit="settle",
                    fields=(
                        self.field(
                            "choice", "ui.settlement.decision", "choice", options=tuple(options), wide=True
                        ),
                    ),
                )
            )
        return [*blocks, self._actions(conflict)]

    def _able(self, conflict: ConflictView) -> str:
        """Who can settle it, here and now: people who may sign in at this workstation, by name."""
        if not self._people:
            return ""
        owning = (one for one in self._people if not set(conflict.owners).isdisjoint(one.rights))
        able = [one.name for one in owning if not conflict.choices or "settle" in one.rights]
        if not able:
            return self.words("ui.settlement.nobody_able")
        return self.words("ui.settlement.able", names=listed(able, ", "))

    def _actions(self, conflict: ConflictView) -> Actions:
        choosable = conflict.open and bool(conflict.choices)
        of_course = any(conflict.course)  # zeros where two patient files are in conflict
        patient = self.button(
            "patient",
            label=self.words(
                "ui.act.correction" if conflict.rule in _SETTLED_ON else "ui.act.patient_record"
            ),
            primary=not of_course,
        )
        spoken = transcribing.offered(conflict, self.desk.person)
        settle = (
            self.button(
                "settle",
                primary=True,
                enabled=self._choice(conflict) is not None,
                why_not=self.words("ui.settlement.choose_first"),
            ),
        )
        return Actions(
            key="actions",
            slot="bottom",
            actions=(
                *((patient,) if any(conflict.patient) else ()),
                *self._other_ways(conflict),
                *((self.button("course", primary=not choosable),) if of_course else ()),
                *(
                    (
                        self.button(
                            "transcribe",
                            enabled=not transcribing.missing(self.input),
                            why_not=self.words("ui.spoken.fill_first"),
                        ),
                    )
                    if spoken
                    else ()
                ),
                *(settle if choosable else ()),
            ),
        )

    def _other_ways(self, conflict: ConflictView) -> tuple[Action, ...]:
        """Ways out that are acts of other screens: the stock, the vault, the end of one of two bags."""
        words = self.words
        if conflict.file.type in _ELSEWHERE:
            screen = _ELSEWHERE[conflict.file.type]
            return (self.button("elsewhere", label=words(f"ui.screen.{screen}")),)
        if not conflict.open or conflict.rule not in _OF_TWO_BAGS:
            return ()
        bags = [bag for dose in (self._course.doses if self._course else ()) for bag in dose.bags]
        kept = {choice.keep for choice in conflict.choices}
        named = [bag for bag in bags if bag.bag in kept]
        return tuple(
            self.button(f"{act}:{bag.bag.hex()}", label=words(f"ui.act.{act}_number", number=bag.number))
            for bag in named
            for act in ("bag", "reattribution")
        )

    def _versions(self, conflict: ConflictView) -> Versions:
        words, now = self.words, self.desk.now()
        keys = list(dict.fromkeys(key for side in conflict.sides for key, _ in side.summary))
        found = [dict(side.summary) for side in conflict.sides]
        # Acts of two kinds have little in common: what only one of them says is no difference.
        alike = len({side.kind for side in conflict.sides}) == 1
        differs = tuple(
            len({values.get(key, "") for values in found}) > 1
            and (alike or all(values.get(key, _NOTHING) != _NOTHING for values in found))
            for key in keys
        )
        return Versions(
            key="versions",
            labels=tuple(words(key) for key in keys),
            sides=tuple(
                Side(
                    words(
                        "ui.settlement.side",
                        n=str(number),
                        what=words.known(
                            f"kind.{side.kind}",
                            words.known(f"ui.kind.{side.kind.partition('/')[0]}", side.kind),
                        ),
                    ),
                    self._origin(side, now),
                    tuple(values.get(key) or _NOTHING for key in keys),
                    self._seen(side, now),
                )
                for number, (side, values) in enumerate(zip(conflict.sides, found, strict=True), start=1)
            ),
            differs=differs,
        )

    def _seen(self, side: SideView, now: int) -> str:
        """`Ne connaissait pas l’acte 2. Avait reçu HDJ-1 jusqu’à 14:05.`"""
        words = self.words
        parts = []
        if side.unseen:
            others = listed((str(number + 1) for number in side.unseen), ", ")
            parts.append(words.count("ui.settlement.unseen", len(side.unseen), sides=others))
        if side.seen:
            until = (
                words(
                    "ui.settlement.seen_until", workstation=one.workstation, at=shown.instant(words, one, now)
                )
                for one in side.seen
            )
            parts.append(words("ui.settlement.seen", until=listed(until, ", ")))
        elif side.unseen:
            parts.append(words("ui.settlement.seen_nothing"))
        return " ".join(parts)

    def _origin(self, side: SideView, now: int) -> str:
        return shown.stamp(self.words, side.stamp, now)


def _by_id(rows: Sequence[ConflictView]) -> dict[str, ConflictView]:
    """Ids stay while acts join a conflict; those of several of one rule on one subject name their acts."""
    names = [f"{row.file.type}/{row.file.id.hex()}/{row.rule}/{row.subject.hex()}" for row in rows]
    many = Counter(names)
    return {
        name if many[name] == 1 else f"{name}/{_acts(row)}": row
        for name, row in zip(names, rows, strict=True)
    }


def _numbers(row: ConflictView) -> list[str]:
    """The bags that it is about, by number: two conflicts of one patient are told apart."""
    said = [dict(side.summary).get("summary.number", "") for side in row.sides]
    return list(dict.fromkeys(number for number in said if number not in {"", _NOTHING}))


def _acts(row: ConflictView) -> str:
    return ",".join(f"{side.act.core.hex()}.{side.act.index}" for side in row.sides)
