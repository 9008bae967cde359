"""The first screen of a computer that is no workstation yet: a code typed, or files on a stick."""

from node.api.base import Answer
from node.api.joining import (
    AgreeToJoin,
    Around,
    DeclineToJoin,
    DoorwayView,
    Entered,
    GetDoorstep,
    LookAround,
    Prospect,
    TypeCode,
    Waiting,
)
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Cell,
    Fact,
    Facts,
    Form,
    Grid,
    Notice,
    Notices,
    Page,
    Prose,
    Row,
)
from ui.presenters.desk import Place
from ui.presenters.joining_by_file import JoiningByFile


class Joining(JoiningByFile):
    """Look around, type, compare, confirm; the six words at the end are shown once."""

    name = "joining"
    _around: tuple[DoorwayView, ...] | None = None
    _site = ""
    _entered: Entered | None = None
    _agreed = False
    """Whether it was asked to be let in: the answer may have been lost, and the site know it."""

    def load(self) -> None:
        self.ask(GetDoorstep(), self._at, quiet=True)

    def _at(self, answer: Answer) -> None:
        if isinstance(answer, Waiting):
            first, self.waiting = self.waiting is None, answer
            self.show()
            if first:
                self.act_look_around()

    def act_to_found(self) -> None:
        self.desk.open(Place("founding"))

    # --- over the network -------------------------------------------------------------------------

    def act_look_around(self) -> None:
        self._around = None
        self.show()
        self.ask(LookAround(), self._seen, quiet=True)

    def _seen(self, answer: Answer) -> None:
        if isinstance(answer, Around):
            self._around = answer.doorways
            sites = [one.site_tag for one in answer.doorways]
            self._site = self._site if self._site in sites else next(iter(sites), "")
            self.show()

    def selected_doorways(self, row: str) -> None:
        self._site = row
        self.show()

    def act_join(self) -> None:
        """Knock at the address typed, or at every workstation of the site chosen."""
        code, address = self.input("code").strip(), self.input("address").strip()
        if not code:
            self.focus("code")
            return
        around = self._around or ()
        addresses = (
            (address,) if address else tuple(one.address for one in around if one.site_tag == self._site)
        )
        self.ask_site(TypeCode(code=code, addresses=addresses))

    # --- what it becomes --------------------------------------------------------------------------

    def act_agree(self) -> None:
        self._agreed = True
        self.ask(AgreeToJoin(), self._in)

    def _in(self, answer: Answer) -> None:
        if isinstance(answer, Entered):
            self.prospect, self._entered = None, answer
            self.input.values.clear()
            self.notices = ()
            self.show()

    def act_decline(self) -> None:
        # Whoever only looked, by a code, is known to nobody (ADR 0046).
        known = self._agreed or (self.prospect is not None and self.prospect.words)
        said = "refusal.join.declined" if known else "refusal.join.said_no"
        self.prospect, self._agreed = None, False
        self.notices = (Notice("warning", self.words(said), next=self.words(f"{said}.next")),)
        self.ask(DeclineToJoin(), self._at)

    def act_begin(self) -> None:
        """The six words are on paper."""
        self.desk.back()

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words = self.words
        if self._entered is not None:
            blocks, actions = self._inside(self._entered)
        elif self.prospect is not None:
            blocks, actions = self._to_confirm(self.prospect)
        else:
            blocks, actions = self._outside()
        return Page(
            title=words("ui.screen.joining"),
            subtitle=words("ui.joining.folder", folder=self.waiting.folder) if self.waiting else "",
            blocks=(
                Notices(key="notices", slot="top", notices=self.notices),
                *blocks,
                Actions(key="actions", slot="bottom", actions=actions),
            ),
        )

    def _outside(self) -> tuple[tuple[Block, ...], tuple[Action, ...]]:
        waiting, asking = self.waiting, self.asking
        if waiting is None:
            return self._network(), ()
        if self.request is None:
            by_file = ["make_request"]
        elif self.another:
            by_file = ["keep_request", "make_request"]
        else:
            by_file = ["another_request", "write_request", "read_invitation"]
        answers = "read_invitation" in by_file
        actions = (
            *(() if self.request is not None else (self.button("to_found", enabled=not asking),)),
            self.button("look_around", enabled=self._around is not None and not asking),
            *(self.button(one, primary=one == "read_invitation", enabled=not asking) for one in by_file),
            self.button("join", primary=not answers, enabled=not asking),
        )
        return (*self._network(), *self.stick()), actions

    def _network(self) -> tuple[Block, ...]:
        words = self.words
        sites = sorted({one.site_tag for one in self._around or ()})
        return (
            Prose(key="about", text=words("ui.joining.about"), role="muted"),
            Form(
                key="typing",
                title=words("ui.joining.by_code"),
                columns=2,
                fields=(
                    self.field("code", "ui.joining.code", hint="ui.joining.code.hint"),
                    self.field("address", "ui.joining.address", hint="ui.joining.address.hint"),
                ),
                submit="join",
                note=words("ui.joining.knocking") if self.asking == "knocking" else "",
            ),
            Grid(
                key="doorways",
                title=words("ui.joining.sites"),
                columns=(self.column("site", 2), self.column("source", 5)),
                rows=tuple(Row(tag, (Cell(tag, strong=True), Cell(self._addresses(tag)))) for tag in sites),
                selected=self._site,
                empty=words("ui.joining.looking" if self._around is None else "ui.joining.none"),
            ),
        )

    def _addresses(self, tag: str) -> str:
        return ", ".join(one.address for one in self._around or () if one.site_tag == tag)

    def _to_confirm(self, found: Prospect) -> tuple[tuple[Block, ...], tuple[Action, ...]]:
        words = self.words
        compared = (
            (
                Fact(
                    words("ui.inviting.words_of_invitation"),
                    found.words,
                    words("ui.joining.compare_invitation"),
                    strong=True,
                    tone="warning",
                ),
            )
            if found.words
            else ()
        )
        blocks = (
            Prose(key="question", text=words("ui.joining.right"), role="heading"),
            Facts(
                key="found",
                facts=(
                    Fact(words("ui.joining.site"), found.site, strong=True),
                    Fact(words("ui.joining.name"), f"{found.name} ({found.place})", strong=True),
                    Fact(words("ui.joining.administrators"), ", ".join(found.administrators)),
                    *compared,
                ),
            ),
        )
        return blocks, (self.button("decline", danger=True), self.button("agree", primary=True))

    def _inside(self, entered: Entered) -> tuple[tuple[Block, ...], tuple[Action, ...]]:
        words = self.words
        blocks: list[Block] = [
            Prose(
                key="inside",
                text=words("ui.joining.inside", name=entered.name, site=entered.site),
                role="heading",
            )
        ]
        if entered.passphrase:
            blocks += [
                Prose(key="write_down", text=words("ui.joining.write_down")),
                Prose(key="passphrase", text=entered.passphrase, role="lead"),
            ]
        return tuple(blocks), (self.button("begin", primary=True),)
