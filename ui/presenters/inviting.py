"""Letting a workstation in: the code to type at the newcomer's, who knocks, and files on a stick."""

from node.api.base import Answer, Refused
from node.api.inviting import (
    GetCode,
    InvitationMade,
    InviteByFile,
    KnockView,
    ReadRequest,
    RequestRead,
    ShowCode,
    ShownCode,
    WithdrawCode,
)
from ui.presenters.base import Presenter
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
from ui.presenters.desk import Signing, refusal

LOOK_MS = 1000
"""How often the time left is asked again."""
MOST_BYTES = 64 * 1024
"""Of a request file; a real one has about 1 KiB."""
_LEVELS: dict[str, Level] = {"joined": "done", "wrong_code": "warning", "invalid": "warning"}


class Inviting(Presenter):
    """One code at a time; a request is read before anybody signs."""

    name = "inviting"
    _shown: ShownCode | None = None
    _request: bytes = b""
    _read: RequestRead | None = None
    _made: InvitationMade | None = None
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

    # --- by files on a stick ----------------------------------------------------------------------

    def act_read_request(self) -> None:
        path = self.input("request").strip()
        if not path:
            self.focus("request")
            return
        self.desk.read(path, MOST_BYTES, self._file)

    def _file(self, content: bytes | None, why: str) -> None:
        self._made = self._read = None
        if content is None:
            self.notices = (Notice("refusal", self.words("ui.inviting.not_read"), why),)
            self.show()
            return
        self._request = content
        self.notices = ()
        self.ask(ReadRequest(content=content), self._request_read)

    def _request_read(self, answer: Answer) -> None:
        if isinstance(answer, RequestRead):
            self._read = answer
            self.input.values.setdefault("invitation", f"{self.input('request').strip()}.invitation")
            self.show()
            self.focus("invitation")

    def act_invite_by_file(self) -> None:
        """The words were compared: sign, then write the file beside the request."""
        words, read, content = self.words, self._read, self._request
        path = self.input("invitation").strip()
        if read is None or not path:
            self.focus("request" if read is None else "invitation")
            return
        self.desk.sign(
            Signing(
                title=words("ui.act.invite_by_file"),
                lines=(read.name, read.place, words("ui.inviting.words", words=read.words)),
                command=lambda pin, _: InviteByFile(content=content, pin=pin),
                done=lambda answer: self._write(answer, path),
                consequence=words("ui.inviting.compare"),
            )
        )

    def _write(self, answer: Answer, path: str) -> None:
        if isinstance(answer, Refused):
            self.notices = (refusal(self.words, answer),)
            self.show()
        elif isinstance(answer, InvitationMade):
            self._made = answer
            self.desk.save(path, answer.content, lambda why: self._written(answer, path, why))

    def _written(self, made: InvitationMade, path: str, why: str) -> None:
        words = self.words
        if why:
            self.notices = (Notice("alarm", words("ui.inviting.not_written", path=path), why),)
        else:
            said = words("ui.inviting.written", name=made.name, path=path)
            self.notices = (Notice("done", said, next=words("ui.inviting.written.next")),)
        self.show()

    def act_write_again(self) -> None:
        """The stick was full or gone: the invitation is still here."""
        path = self.input("invitation").strip()
        if self._made is not None and path:
            self._write(self._made, path)

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
                *self._by_file(),
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

    def _by_file(self) -> tuple[Block, ...]:
        words, read, made = self.words, self._read, self._made
        blocks: list[Block] = [
            Form(
                key="stick",
                slot="side",
                title=words("ui.inviting.by_file"),
                fields=(
                    self.field("request", "ui.inviting.request", hint="ui.inviting.request.hint", wide=True),
                ),
                submit="read_request",
                note=words("ui.inviting.by_file.note"),
            )
        ]
        if read is not None:
            blocks += [
                Facts(
                    key="asked",
                    slot="side",
                    facts=(
                        Fact(words("ui.inviting.name"), read.name, strong=True),
                        Fact(words("ui.inviting.place"), read.place),
                        Fact(
                            words("ui.inviting.words_of_request"),
                            read.words,
                            words("ui.inviting.compare"),
                            strong=True,
                        ),
                    ),
                    stacked=True,
                ),
                Form(
                    key="answer",
                    slot="side",
                    fields=(self.field("invitation", "ui.inviting.invitation", wide=True),),
                    submit="write_again" if made is not None else "invite_by_file",
                ),
            ]
        if made is not None:
            fact = Fact(
                words("ui.inviting.words_of_invitation"),
                made.words,
                words("ui.inviting.words_of_invitation.note"),
                strong=True,
            )
            blocks.append(Facts(key="made", slot="side", facts=(fact,), stacked=True))
        return tuple(blocks)

    def _actions(self) -> tuple[Action, ...]:
        by_file = (
            self.button("write_again")
            if self._made is not None
            else self.button("invite_by_file", primary=True)
            if self._read is not None
            else self.button("read_request")
        )
        by_code = (
            self.button("withdraw_code")
            if self._open
            else self.button("show_code", primary=self._read is None)
        )
        return (by_file, by_code) if by_code.primary or not by_file.primary else (by_code, by_file)
