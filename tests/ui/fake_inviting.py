"""What the fictive node says of newcomers."""

from __future__ import annotations

from msgspec.structs import replace

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
from tests.ui.fake_site import NOW

REQUEST = b"a request"
NONE = ShownCode(state="none", site_tag="3f9a0c5512bd", addresses=("192.0.2.10:7441",))
KNOCKS = (
    KnockView(NOW - 40_000, "192.0.2.31", "wrong_code"),
    KnockView(NOW - 5_000, "192.0.2.31", "knocking"),
)


class FakeInviting:
    """Handlers of a node that can let workstations in."""

    code = NONE

    def _get_code(self, _: GetCode) -> Answer:
        return self.code

    def _show_code(self, command: ShowCode) -> Answer:
        self.code = replace(
            NONE,
            state="open",
            code="7K4M-9XWD",
            name=command.name,
            place=command.place,
            seconds_left=583,
            tries_left=3,
        )
        return self.code

    def _withdraw_code(self, _: WithdrawCode) -> Answer:
        self.code = NONE
        return self.code

    def _read_request(self, command: ReadRequest) -> Answer:
        if command.content != REQUEST:
            return Refused(code="invite.not_a_request")
        return RequestRead(name="USC-9", place="Réanimation", words="véloce mystère indice imputer")

    def _invite_by_file(self, command: InviteByFile) -> Answer:
        assert command.content == REQUEST
        return InvitationMade(content=b"sealed", name="USC-9", words="abaisser abandon abdiquer abeille")
