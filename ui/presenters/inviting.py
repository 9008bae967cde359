"""Letting a workstation in: the code to type at the newcomer's, and who knocks."""

from node.api.base import Answer
from node.api.inviting import GetCode, KnockView, ShowCode, ShownCode, WithdrawCode
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Cell,
    Fact,
    Facts,
    Form,
    Grid,
    Level,
    Notice,
    Notices,
    Page,
    Prose,
    Row,
)
from ui.presenters.desk import Signing
from ui.presenters.inviting_by_file import InvitingByFile

LOOK_MS = 1000
"""How often the time left is asked again."""
_LEVELS: dict[str, Level] = {"joined": "done", "wrong_code": "warning", "invalid": "warning"}


class Inviting(InvitingByFile):
    """One code at a time, and who knocks with it."""

    name = "inviting"
    _shown: ShownCode | None = None
    _waits = False

    def load(self) -> None:
        self.ask(GetCode(), self._told, quiet=True)

    def _told(self, answer: Answer) -> None:
        if not isinstance(answer, ShownCode):
            return
        self._shown = answer
        self.show()
        if answer.state == "open" and not self._waits:
            self._waits = True
            self.desk.later(LOOK_MS, self._look)

    def _look(self) -> None:
        self._waits = False
        if self.attached:
            self.load()

    # --- by a code --------------------------------------------------------------------------------

    def act_show_code(self) -> None:
        """Name and place, then the administrator's PIN signs the invitation."""
        words = self.words
        name, place = (self.input(key).strip() for key in ("name", "place"))
        if not name or not place:
            self.focus("place" if name else "name")
            return
        self.sign(
            Signing(
                title=words("ui.act.show_code"),
                lines=(name, place),
                command=lambda pin, _: ShowCode(name=name, place=place, pin=pin),
                done=self._code,
                consequence=words("ui.inviting.consequence"),
            ),
            words("ui.inviting.shown", name=name),
        )

    def _code(self, answer: Answer) -> None:
        self.notices = ()
        self._told(answer)
        self.forget("new", "name", "place")

    def act_withdraw_code(self) -> None:
        self.ask(WithdrawCode(), self._told)

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words, shown = self.words, self._shown
        return Page(
            title=words("ui.screen.inviting"),
            subtitle=words("ui.inviting.site", site=shown.site_tag) if shown else "",
            busy=shown is None and not self.notices,
            blocks=(
                Notices(key="notices", slot="top", notices=(*self._outcome(), *self.notices)),
                *self._by_code(),
                *self.by_file(),
                Actions(key="actions", slot="bottom", actions=self._actions()),
            ),
        )

    @property
    def _open(self) -> bool:
        return self._shown is not None and self._shown.state == "open"

    def _outcome(self) -> tuple[Notice, ...]:
        words, shown = self.words, self._shown
        if shown is None or shown.state in {"none", "open"}:
            return ()
        level: Level = "done" if shown.state == "joined" else "warning"
        said = words(f"ui.inviting.{shown.state}", name=shown.name)
        return (Notice(level, said, next=words(f"ui.inviting.{shown.state}.next")),)

    def _by_code(self) -> tuple[Block, ...]:
        words, shown = self.words, self._shown
        if shown is None:
            return ()
        if not self._open:
            return (
                Prose(key="about", text=words("ui.inviting.by_code.note"), role="muted"),
                Form(
                    key="new",
                    title=words("ui.inviting.by_code"),
                    columns=2,
                    fields=(
                        self.field("name", "ui.inviting.name", hint="ui.inviting.name.hint"),
                        self.field("place", "ui.inviting.place"),
                    ),
                    submit="show_code",
                ),
                *self._knocks(shown.knocks),
            )
        minutes, seconds = divmod(shown.seconds_left, 60)
        return (
            Prose(key="told", text=words("ui.inviting.type_it", name=shown.name, place=shown.place)),
            Prose(key="code", text=shown.code, role="code"),
            Facts(
                key="left",
                columns=3,
                facts=(
                    Fact(words("ui.inviting.time_left"), f"{minutes}:{seconds:02}", strong=True),
                    Fact(words("ui.inviting.tries_left"), words.whole(shown.tries_left), strong=True),
                    Fact(words("ui.inviting.addresses"), ", ".join(shown.addresses)),
                ),
            ),
            *self._knocks(shown.knocks, always=True),
        )

    def _knocks(self, knocks: tuple[KnockView, ...], *, always: bool = False) -> tuple[Block, ...]:
        if not knocks and not always:
            return ()
        words = self.words
        return (
            Grid(
                key="knocks",
                title=words("ui.inviting.knocks"),
                columns=(self.column("when", 2), self.column("source", 3), self.column("outcome", 5)),
                rows=tuple(
                    Row(
                        str(number),
                        (
                            Cell(words.time(knock.at)),
                            Cell(knock.source),
                            Cell(words(f"pairing.knock.{knock.outcome}"), strong=True),
                        ),
                        tone=_LEVELS.get(knock.outcome),
                    )
                    for number, knock in enumerate(knocks)
                ),
                empty=words("ui.inviting.nobody"),
            ),
        )

    def _actions(self) -> tuple[Action, ...]:
        by_file = (
            self.button("write_again")
            if self.made is not None
            else self.button("invite_by_file", primary=True)
            if self.request is not None
            else self.button("read_request")
        )
        by_code = (
            self.button("withdraw_code")
            if self._open
            else self.button("show_code", primary=self.request is None)
        )
        return (by_file, by_code) if by_code.primary or not by_file.primary else (by_code, by_file)
