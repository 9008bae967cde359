"""Joining a site where there is no network: a request written on a stick, an invitation read from one."""

from collections.abc import Callable
from pathlib import PurePath

import msgspec

from node.api.base import Answer, Refused
from node.api.joining import (
    MakeRequest,
    Prospect,
    ReadInvitation,
    RequestHere,
    RequestMade,
    TypeCode,
    Waiting,
)
from ui.presenters.base import Presenter
from ui.presenters.blocks import Block, Fact, Facts, Field, Form, Notice
from ui.presenters.desk import Listed, refusal

MOST_BYTES = 64 * 1024 * 1024
"""Of an invitation file."""


class JoiningByFile(Presenter):
    """The part of the first screen about files, and what a site answers however it was asked."""

    waiting: Waiting | None = None
    """How far this computer is, once it was asked."""
    asking = ""
    """What is awaited (text `ui.joining.<asking>`), or empty: nothing else may be asked meanwhile."""
    prospect: Prospect | None = None
    """The site that would have this computer."""
    six_words = ""
    """Of the request made since the screen was opened."""
    another = False
    """Whether a new request is to take the place of the one that waits."""

    @property
    def request(self) -> RequestHere | None:
        """The request whose invitation is waited for."""
        return self.waiting.request if self.waiting is not None else None

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
        name, place = self.input("name").strip(), self.input("place").strip()
        self._where_nothing_is(
            lambda path: self.desk.ask(
                MakeRequest(name=name, place=place), lambda answer: self._made(path, answer)
            )
        )

    def _made(self, path: str, answer: Answer) -> None:
        if isinstance(answer, RequestMade) and self.waiting is not None:
            self.waiting = msgspec.structs.replace(self.waiting, request=answer.request)
            self.six_words, self.another = answer.passphrase, False
            self._save(path)
        elif isinstance(answer, Refused):
            self.asking = ""
            self.notices = (refusal(self.words, answer),)
            self.show()

    def act_write_request(self) -> None:
        """The one that waits, once more: its stick may be lost."""
        if not self._lacks("request"):
            self._where_nothing_is(self._save)

    def act_another_request(self) -> None:
        """Its six words may be lost. The one that waits holds until the other is made."""
        self._choose(another=True)

    def act_keep_request(self) -> None:
        self._choose(another=False)

    def _choose(self, *, another: bool) -> None:
        self.another, self.notices = another, ()
        self.show()

    def _where_nothing_is(self, then: Callable[[str], None]) -> None:
        """Go on with the path typed, if a file can be written there."""
        path = self.input("request").strip()

        def listed(found: tuple[Listed, ...], why: str) -> None:
            if any(one.name == PurePath(path).name for one in found):
                why = self.words("machine.EEXIST")  # somebody else's, for all that is known here
            if why:
                self._written(path, why)
            else:
                then(path)

        self.asking = "making"
        self.show()
        self.desk.listing(str(PurePath(path).parent), listed)

    def _save(self, path: str) -> None:
        if self.request is not None:
            self.desk.save(path, self.request.content, lambda why: self._written(path, why))

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

    def _lacks(self, *keys: str) -> bool:
        """Whether something of this is still to be typed: the keyboard goes there. What was told is over."""
        self.notices = ()
        self.show()
        missing = next((key for key in keys if not self.input(key).strip()), "")
        if missing:
            self.focus(missing)
        return bool(missing)

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

    def stick(self) -> tuple[Block, ...]:
        """What is to be written, or read, and the words to compare."""
        here = self.request
        if here is None or self.another:
            return (self._to_write("by_file" if here is None else "another"),)
        words = self.words
        compared = Fact(
            words("ui.inviting.words_of_request"),
            here.words,
            words("ui.joining.compare_request"),
            strong=True,
        )
        opens = Fact(
            words("ui.joining.six_words"),
            self.six_words,
            words("ui.joining.write_down"),
            strong=True,
            tone="warning",
        )
        facts = (compared, opens) if self.six_words else (compared,)
        return (
            Facts(key="requested", slot="side", facts=facts, stacked=True),
            Form(
                key="answer",
                slot="side",
                title=words("ui.joining.invitation"),
                fields=(
                    self.field("invitation", "ui.inviting.invitation", wide=True),
                    self.field("six_words", "ui.joining.six_words", "pin", wide=True),
                ),
                submit="read_invitation",
                note=words("ui.joining.reading") if self.asking == "reading" else "",
            ),
            Form(
                key="copy",
                slot="side",
                title=words("ui.joining.copy"),
                fields=(self._path(),),
                submit="write_request",
            ),
        )

    def _to_write(self, why: str) -> Form:
        words = self.words
        return Form(
            key="stick",
            slot="side",
            title=words(f"ui.joining.{why}"),
            fields=(
                self.field("name", "ui.joining.name", hint="ui.inviting.name.hint", wide=True),
                self.field("place", "ui.inviting.place", wide=True),
                self._path(),
            ),
            submit="make_request",
            note=words("ui.joining.making" if self.asking == "making" else f"ui.joining.{why}.note"),
        )

    def _path(self) -> Field:
        return self.field("request", "ui.inviting.request", hint="ui.inviting.request.hint", wide=True)
