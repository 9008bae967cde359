"""Joining a site where there is no network: a request written on a stick, an invitation read from one."""

from pathlib import PurePath

from node.api.base import Answer, Refused
from node.api.joining import MakeRequest, Prospect, ReadInvitation, RequestMade, TypeCode, Waiting
from ui.presenters.base import Presenter
from ui.presenters.blocks import Block, Fact, Facts, Form, Notice
from ui.presenters.desk import Listed, refusal

MOST_BYTES = 64 * 1024 * 1024
"""Of an invitation file."""


class JoiningByFile(Presenter):
    """The part of the first screen about files, and what a site answers however it was asked."""

    asking = ""
    """What is awaited (text `ui.joining.<asking>`), or empty: nothing else may be asked meanwhile."""
    prospect: Prospect | None = None
    """The site that would have this computer."""
    requested: RequestMade | None = None
    """The request made since the screen was opened."""

    def ask_site(self, command: TypeCode | ReadInvitation) -> None:
        """Whether a site would have this computer, by code or by invitation."""
        self.notices = ()
        self.asking = "knocking" if isinstance(command, TypeCode) else "reading"
        self.show()
        self.desk.ask(command, self._found)

    def _found(self, answer: Answer) -> None:
        self.asking = ""
        if isinstance(answer, Prospect):
            self.prospect = answer
            self.show()
        elif isinstance(answer, Refused):
            self.notices = (refusal(self.words, answer),)
            self.show()

    def act_make_request(self) -> None:
        """Keys are only made for a request that can be written where somebody wants it."""
        if self._lacks("name", "place", "request"):
            return
        path = self.input("request").strip()
        self.asking = "making"
        self.show()
        self.desk.listing(str(PurePath(path).parent), lambda found, why: self._make(path, found, why))

    def _make(self, path: str, found: tuple[Listed, ...], why: str) -> None:
        if any(one.name == PurePath(path).name for one in found):
            why = self.words("machine.EEXIST")  # somebody else's, for all that is known here
        if why:
            self._written(path, why)
            return
        name, place = self.input("name").strip(), self.input("place").strip()
        self.desk.ask(MakeRequest(name=name, place=place), self._made)

    def _made(self, answer: Answer) -> None:
        self.asking = ""
        if isinstance(answer, RequestMade):
            self.requested = answer
            self.act_write_request()
        elif isinstance(answer, Refused):
            self.notices = (refusal(self.words, answer),)
            self.show()

    def _lacks(self, *keys: str) -> bool:
        """Whether something of this is still to be typed: the keyboard goes there. What was told is over."""
        self.notices = ()
        self.show()
        missing = next((key for key in keys if not self.input(key).strip()), "")
        if missing:
            self.focus(missing)
        return bool(missing)

    def act_write_request(self) -> None:
        path = self.input("request").strip()
        if self.requested is not None and path:
            self.asking = "making"
            self.show()
            self.desk.save(path, self.requested.content, lambda why: self._written(path, why))

    def _written(self, path: str, why: str) -> None:
        words = self.words
        self.asking = ""
        if why:
            self.notices = (Notice("refusal", words("ui.joining.not_written", path=path), why),)
        else:
            said = words("ui.joining.written", path=path)
            self.notices = (Notice("done", said, next=words("ui.joining.written.next")),)
        self.show()
        self.load()

    def act_read_invitation(self) -> None:
        if self._lacks("invitation", "six_words"):
            return
        self.asking = "reading"
        self.show()
        self.desk.read(self.input("invitation").strip(), MOST_BYTES, self._file)

    def _file(self, content: bytes | None, why: str) -> None:
        if content is None:
            self.asking = ""
            self.notices = (Notice("refusal", self.words("ui.inviting.not_read"), why),)
            self.show()
        else:
            self.ask_site(ReadInvitation(content=content, passphrase=self.input("six_words").strip()))

    def stick(self, waiting: Waiting) -> tuple[Block, ...]:
        """What is to be written, or read, and the words to compare."""
        words, made = self.words, self.requested
        blocks: list[Block] = []
        if made is not None:
            blocks.append(
                Facts(
                    key="requested",
                    slot="side",
                    facts=(
                        Fact(
                            words("ui.inviting.words_of_request"),
                            made.words,
                            words("ui.joining.compare_request"),
                            strong=True,
                        ),
                        Fact(
                            words("ui.joining.six_words"),
                            made.passphrase,
                            words("ui.joining.write_down"),
                            strong=True,
                            tone="warning",
                        ),
                    ),
                    stacked=True,
                )
            )
        if waiting.requested:
            form = Form(
                key="answer",
                slot="side",
                title=words("ui.joining.invitation"),
                fields=(
                    self.field("invitation", "ui.inviting.invitation", wide=True),
                    self.field("six_words", "ui.joining.six_words", "pin", wide=True),
                ),
                submit="read_invitation",
                note=words("ui.joining.reading") if self.asking == "reading" else "",
            )
            return (*blocks, form)
        form = Form(
            key="stick",
            slot="side",
            title=words("ui.joining.by_file"),
            fields=(
                self.field("name", "ui.joining.name", hint="ui.inviting.name.hint", wide=True),
                self.field("place", "ui.inviting.place", wide=True),
                self.field("request", "ui.inviting.request", hint="ui.inviting.request.hint", wide=True),
            ),
            submit="make_request",
            note=words("ui.joining.making" if self.asking == "making" else "ui.joining.by_file.note"),
        )
        return (*blocks, form)
