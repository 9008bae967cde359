"""Inviting by a code: it is shown here, typed at the newcomer's, and lives in this node's memory alone.

An administrator signs the invitation; whoever then proves the code through the lobby may look where it
would come in, and is enrolled with the keys it brings once a person there has said yes. Three tries, ten
minutes; a restart ends the code, and so gives no more tries.
"""

from typing import TypeVar

from node.admitting import enrolment_acts, let_in, name_taken, redemption, welcome
from node.api.base import Answer, Recorded
from node.api.inviting import KnockView, ShowCode, ShownCode
from node.desk import Desk, refused
from node.domain.decision import Draft
from node.enacting import NotCountedError, enact, must_count
from node.enrolling import administrators
from node.newcomer import JoinLook, JoinRequest, JoinSight, acceptable
from node.open_code import Knock, OpenCode
from node.sessions import Session
from node.store.errors import StoreError
from schema.acts.membership import WorkstationInvited
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.discovery import site_tag
from sync.doorkeeper import RefusalCode
from sync.journal import public_key
from sync.membership import secret_hash
from sync.messages import PairKnock, PairProof, PairWelcome
from sync.pairing import Exchange, Identities, Instant, PairingError, Tries, new_code, shown_code, site_hash
from sync.tls import fingerprint

T = TypeVar("T")


def show_code(desk: Desk, session: Session, command: ShowCode) -> Answer:
    """Sign an invitation and show its code; an earlier one ends."""
    taken = name_taken(desk, command.name)
    if taken is not None:
        return refused(taken)
    identifier = desk.new_id()
    key = desk.random(32)
    body = WorkstationInvited(identifier, command.name, command.place, secret_hash(public_key(key)))
    draft = Draft(FileRef(FileType.WORKSTATION, identifier), body)
    answer = enact(desk, session, command.pin, draft)
    if not isinstance(answer, Recorded):
        return answer
    code = new_code(desk.random)
    desk.code = OpenCode(code, identifier, key, command.name, command.place, Tries(_instant(desk)), [])
    return shown(desk)


def withdraw_code(desk: Desk) -> Answer:
    """Show no code any more."""
    desk.code = None
    return shown(desk)


def shown(desk: Desk) -> ShownCode:
    """What the inviting screen shows."""
    tag, addresses = site_tag(desk.replica.site), desk.network.lobby_addresses()
    forget_late(desk)
    current = desk.code
    if current is None:
        return ShownCode(state="none", site_tag=tag, addresses=addresses)
    now = _instant(desk)
    seconds, left = current.tries.seconds_left(now), current.tries.left
    knocks = tuple(
        KnockView(knock.at, knock.source, knock.outcome_at(now.wall_ms)) for knock in current.knocks
    )
    busy = any(knock.outcome == "knocking" for knock in knocks)
    if current.joined is not None:
        state = "joined"
    elif not seconds or current.key is None:
        state = "late"
    else:
        state = "open" if left or busy else "exhausted"
    return ShownCode(
        state=state,
        site_tag=tag,
        addresses=addresses,
        code=shown_code(current.code) if state == "open" else "",
        name=current.name,
        place=current.place,
        seconds_left=seconds,
        tries_left=left,
        knocks=knocks,
    )


def forget_late(desk: Desk) -> None:
    """A code that is late gives up its one-time key: the node looks now and then, if nobody else asks."""
    if desk.code is not None and not desk.code.tries.seconds_left(_instant(desk)):
        desk.code.key = None


def knock(desk: Desk, source: str, message: PairKnock) -> Exchange | RefusalCode:
    """Somebody at the lobby says that he has a code: a try, whatever comes of it."""
    forget_late(desk)
    current = desk.code
    if current is None or not current.tries.take(_instant(desk)):
        return RefusalCode.NO_CODE
    mine = fingerprint(desk.vault.tls_certificate)
    between = Identities(message.fingerprint, mine, site_hash(desk.replica.site))
    exchange = Exchange(current.code, between, desk.random)
    current.knocks.append(Knock(exchange, desk.now(), source))
    return exchange


def prove(desk: Desk, exchange: Exchange, message: PairProof) -> PairWelcome | RefusalCode:
    """Enrol whoever knows the code."""
    current = desk.code
    found = next((one for one in current.knocks if one.exchange is exchange), None) if current else None
    if current is None or found is None:
        return RefusalCode.WITHDRAWN
    outcome = _prove(desk, current, exchange, message)
    joined = "joined" if current.joined is not None else "looked"
    found.outcome = outcome.name.lower() if isinstance(outcome, RefusalCode) else joined
    return outcome


def _prove(
    desk: Desk, current: OpenCode, exchange: Exchange, message: PairProof
) -> PairWelcome | RefusalCode:
    forget_late(desk)
    if not current.tries.seconds_left(_instant(desk)):
        return RefusalCode.LATE
    try:
        asked = exchange.prove(message)
        look = _read(JoinLook, asked)
        request = look.request if look is not None else decode(JoinRequest, asked)
    except PairingError:
        return RefusalCode.WRONG_CODE
    except InvalidBytesError:
        return RefusalCode.INVALID
    if fingerprint(request.certificate) != exchange.newcomer:
        return RefusalCode.INVALID
    if current.joined is None:
        if not acceptable(request, desk.replica.site, desk.members):
            return RefusalCode.INVALID
    elif not _is_enrolled(desk, current.joined, request):
        return RefusalCode.USED
    if look is not None:
        # It knows the code, so this was no guess: the try is there for the answer of who looks.
        current.tries.give_back()
        return exchange.welcome(encode(_sight(desk, current)))
    # Who was let in, and whose cable was pulled before it heard so, may hear it again.
    if current.joined is None:
        if current.key is None:
            return RefusalCode.LATE
        site = desk.replica.site
        acts = enrolment_acts(site, request, current.name, current.place, current.invitation)
        try:
            with desk.replica.writing():
                core = let_in(desk, [*acts, redemption(site, current.invitation, acts, current.key)]).core
                must_count(desk, core.journal, core.seq)
        except (StoreError, NotCountedError):
            return RefusalCode.CLOSED
        current.joined, current.key = request.workstation, None
    return exchange.welcome(encode(welcome(desk)))


def _read(kind: type[T], data: bytes) -> T | None:
    try:
        return decode(kind, data)
    except InvalidBytesError:
        return None


def _sight(desk: Desk, current: OpenCode) -> JoinSight:
    founded = desk.members.founded
    people = tuple(sorted(administrators(desk.replica).values()))
    return JoinSight(founded.name if founded else "", current.name, current.place, people)


def _is_enrolled(desk: Desk, joined: Id, request: JoinRequest) -> bool:
    member = desk.members.workstations.get(joined)
    return member is not None and request.workstation == joined and member.certificate == request.certificate


def _instant(desk: Desk) -> Instant:
    return Instant(desk.clock.now_ms(), desk.clock.monotonic())
