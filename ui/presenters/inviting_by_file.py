"""Letting a workstation in without a network: its request read from a stick, an invitation written on it."""

from node.api.base import Answer, Refused
from node.api.inviting import InvitationMade, InviteByFile, ReadRequest, RequestRead
from ui.presenters.base import Presenter
from ui.presenters.blocks import Block, Fact, Facts, Form, Notice
from ui.presenters.desk import Signing, refusal

MOST_BYTES = 64 * 1024
"""Of a request file; a real one has about 1 KiB."""


class InvitingByFile(Presenter):
    """The part of the screen about files; a request is read before anybody signs."""

    _content: bytes = b""
    request: RequestRead | None = None
    """The request read from the stick."""
    made: InvitationMade | None = None
    """Its answer, once signed."""

    def act_read_request(self) -> None:
        path = self.input("request").strip()
        if not path:
            self.focus("request")
            return
        self.desk.read(path, MOST_BYTES, self._file)

    def _file(self, content: bytes | None, why: str) -> None:
        self.made = self.request = None
        if content is None:
            self.notices = (Notice("refusal", self.words("ui.inviting.not_read"), why),)
            self.show()
            return
        self._content = content
        self.notices = ()
        self.ask(ReadRequest(content=content), self._was_read)

    def _was_read(self, answer: Answer) -> None:
        if isinstance(answer, RequestRead):
            self.request = answer
            self.input.values.setdefault("invitation", f"{self.input('request').strip()}.invitation")
            self.show()
            self.focus("invitation")

    def act_invite_by_file(self) -> None:
        """The words were compared: sign, then write the file beside the request."""
        words, read, content = self.words, self.request, self._content
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
            self.made = answer
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
        if self.made is not None and path:
            self._write(self.made, path)

    def by_file(self) -> tuple[Block, ...]:
        """What is read, compared and written, on the side."""
        words, read, made = self.words, self.request, self.made
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
