"""Inviting by a code: three tries, ten minutes, one workstation, and nothing that a restart gives back."""

from __future__ import annotations

import msgspec

from node.admitting import Welcome
from node.api.base import Refused
from node.inviting import forget_late, knock, prove, show_code, shown, withdraw_code
from node.newcomer import JoinLook, JoinSight, Newcomer
from schema.codec import decode, encode
from sync.doorkeeper import RefusalCode
from sync.journal import public_key
from sync.membership import MEMBERSHIP, secret_hash
from sync.messages import PairKnock, PairWelcome
from sync.pairing import Exchange, site_hash
from tests.node.newcomers import ASKED, administrator, asking, code_of, newcomer, typing
from tests.node.stations import Station


def brought(site: Station, code: str, made: Newcomer, request: bytes | None = None) -> Welcome | RefusalCode:
    """What a newcomer who types this code is answered."""
    there = typing(site, code, made)
    exchange = knock(site.desk, "192.0.2.9", there.knock())
    if isinstance(exchange, RefusalCode):
        return exchange
    answer = prove(site.desk, exchange, there.prove(exchange.answer, request or asking(made)))
    return decode(Welcome, there.welcomed(answer)) if isinstance(answer, PairWelcome) else answer


def state(site: Station) -> tuple[str, int]:
    found = shown(site.desk)
    return found.state, found.tries_left


def outcomes(site: Station) -> list[str]:
    return [one.outcome for one in shown(site.desk).knocks]


def test_a_code_is_shown_with_its_time_and_its_tries(site: Station) -> None:
    assert state(site) == ("none", 0)
    code = code_of(site)
    found = shown(site.desk)
    assert found.code == f"{code[:4]}-{code[4:]}"
    assert (found.name, found.place, found.state) == (ASKED.name, ASKED.place, "open")
    assert (found.seconds_left, found.tries_left) == (600, 3)
    site.clock.advance(minutes=4)
    assert shown(site.desk).seconds_left == 360
    assert site.desk.code is not None
    assert code not in repr(site.desk.code)


def test_the_journal_says_nothing_of_the_code(site: Station) -> None:
    code = code_of(site)
    rows = [row.data for row in site.replica.chain.everything()]
    assert not [row for row in rows if code.encode() in row or secret_hash(code.encode()) in row]
    assert not [key for key in ("pairing", "code") if site.replica.local.get(key)]


def everything(site: Station) -> bytes:
    """All that the replica holds, in the clear, and the files of its folder as they are."""
    tables = site.replica.connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    rows = [site.replica.connection.rows(f'SELECT * FROM "{name}"') for (name,) in tables]  # noqa: S608
    values = [value for some in rows for row in some for value in row]
    held = [one if isinstance(one, bytes) else str(one).encode() for one in values]
    files = [path.read_bytes() for path in site.replica.folder.rglob("*") if path.is_file()]
    return b"\0".join([*held, *files])


def test_the_invitations_own_key_lives_in_memory_until_somebody_came_in(site: Station) -> None:
    """Its public half is in the journal once it was used; the private one is nowhere, before or after."""
    made, code = newcomer(), code_of(site)
    assert site.desk.code is not None
    key = site.desk.code.key
    assert key is not None
    assert not [one for one in (key, public_key(key)) if one in everything(site)]
    assert isinstance(brought(site, code, made), Welcome)
    assert made.request.workstation in site.desk.members.workstations
    assert site.desk.code.key is None
    held = everything(site)
    assert public_key(key) in held
    assert key not in held
    assert key.hex().encode() not in held
    assert isinstance(brought(site, code, made), Welcome)


def test_who_would_not_count_is_not_let_in_and_not_said_to_be(site: Station) -> None:
    """The invitation was made in a journal that this workstation has left meanwhile."""
    code, made = code_of(site), newcomer()
    site.desk.go_on_elsewhere()
    assert brought(site, code, made) is RefusalCode.CLOSED
    assert state(site)[0] != "joined"
    assert made.request.workstation not in site.desk.members.workstations
    assert site.desk.code is not None
    assert site.desk.code.joined is None


def test_it_is_forgotten_by_a_late_knock(site: Station) -> None:
    code_of(site)
    site.clock.advance(minutes=10)
    assert knock(site.desk, "192.0.2.9", PairKnock(bytes(32))) is RefusalCode.NO_CODE
    assert site.desk.code is not None
    assert site.desk.code.key is None


def test_it_is_forgotten_when_the_node_looks_at_it_late_and_nobody_else_does(site: Station) -> None:
    code_of(site)
    code = site.desk.code
    assert code is not None
    keys = []
    for _ in range(2):
        forget_late(site.desk)
        keys.append(code.key is not None)
        site.clock.advance(minutes=10)
    assert keys == [True, False]


def test_the_invitations_own_key_is_forgotten_when_it_is_late(site: Station) -> None:
    code, made = code_of(site), newcomer()
    site.clock.advance(minutes=10)
    assert state(site)[0] == "late"
    assert site.desk.code is not None
    assert site.desk.code.key is None
    # Whatever the clocks then say.
    site.clock.advance(minutes=-10)
    assert state(site)[0] == "late"
    assert brought(site, code, made) in {RefusalCode.LATE, RefusalCode.NO_CODE}
    code = code_of(site)
    withdraw_code(site.desk)
    assert site.desk.code is None


def test_a_wrong_pin_shows_no_code(site: Station) -> None:
    known = len(site.desk.members.invitations)
    wrong = show_code(site.desk, administrator(site), msgspec.structs.replace(ASKED, pin="271829"))
    assert isinstance(wrong, Refused)
    assert wrong.code == "session.wrong_pin"
    assert len(site.desk.members.invitations) == known
    assert state(site)[0] == "none"


def test_who_knows_the_code_is_enrolled_under_the_name_given_here(site: Station) -> None:
    made = newcomer()
    welcome = brought(site, code_of(site), made)
    assert isinstance(welcome, Welcome)
    assert (welcome.site, welcome.pepper) == (site.replica.site, site.desk.vault.site_pepper)
    assert len(welcome.transactions) == len(site.replica.relay.after({}, MEMBERSHIP, 2**40))
    assert welcome.records
    member = site.desk.members.workstations[made.request.workstation]
    assert (member.name, member.place) == (ASKED.name, ASKED.place)
    assert all(site.replica.own_journal(member.id, scope) for scope in ("membership", "clinical"))
    assert (state(site)[0], outcomes(site)) == ("joined", ["joined"])
    assert shown(site.desk).code == ""


def test_who_knows_the_code_may_look_as_often_as_they_like_while_it_lives(site: Station) -> None:
    code, made = code_of(site), newcomer()
    for _ in range(4):
        there = typing(site, code, made)
        exchange = knock(site.desk, "192.0.2.9", there.knock())
        assert isinstance(exchange, Exchange)
        answer = prove(site.desk, exchange, there.prove(exchange.answer, encode(JoinLook(made.request))))
        assert isinstance(answer, PairWelcome)
        seen = decode(JoinSight, there.welcomed(answer))
    assert (seen.site_name, seen.name, seen.place) == (
        "Hôpital fictif de Valclair",
        ASKED.name,
        ASKED.place,
    )
    assert seen.administrators == ("Deuxième Jeanne", "Zéro Ignace")
    assert state(site) == ("open", 3)
    assert made.request.workstation not in site.desk.members.workstations
    # Who does not know it gets no try back.
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert brought(site, wrong, made, encode(JoinLook(made.request))) is RefusalCode.WRONG_CODE
    assert state(site) == ("open", 2)
    unfit = msgspec.structs.replace(made.request, backup_recipient="nobody")
    assert brought(site, code, made, encode(JoinLook(unfit))) is RefusalCode.INVALID
    site.clock.advance(minutes=10)
    assert brought(site, code, made, encode(JoinLook(made.request))) is RefusalCode.NO_CODE


def test_who_was_let_in_and_never_heard_so_looks_again_for_nothing(site: Station) -> None:
    """Its cable was pulled: the tries that are left are there for asking again."""
    code, made = code_of(site), newcomer()
    assert isinstance(brought(site, code, made), Welcome)
    for left in (1, 0):
        there = typing(site, code, made)
        exchange = knock(site.desk, "192.0.2.9", there.knock())
        assert isinstance(exchange, Exchange)
        answer = prove(site.desk, exchange, there.prove(exchange.answer, encode(JoinLook(made.request))))
        assert isinstance(answer, PairWelcome)
        assert isinstance(brought(site, code, made), Welcome)
        assert state(site) == ("joined", left)


def test_three_wrong_codes_and_the_right_one_is_worth_nothing(site: Station) -> None:
    code, made = code_of(site), newcomer()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for left in (2, 1, 0):
        assert brought(site, wrong, made) is RefusalCode.WRONG_CODE
        assert shown(site.desk).tries_left == left
    assert state(site) == ("exhausted", 0)
    assert outcomes(site) == ["wrong_code"] * 3
    assert brought(site, code, made) is RefusalCode.NO_CODE
    assert made.request.workstation not in site.desk.members.workstations
    assert shown(site.desk).code == ""


def test_an_exchange_begun_is_a_try_whatever_comes_of_it(site: Station) -> None:
    code, made = code_of(site), newcomer()
    for _ in range(3):
        assert isinstance(knock(site.desk, "192.0.2.9", PairKnock(bytes(32))), Exchange)
    assert brought(site, code, made) is RefusalCode.NO_CODE
    assert state(site) == ("open", 0)  # the third may still prove
    site.clock.advance(minutes=1)
    assert state(site) == ("exhausted", 0)
    assert outcomes(site) == ["gone"] * 3


def test_after_ten_minutes_it_is_late(site: Station) -> None:
    code, made = code_of(site), newcomer()
    there = typing(site, code, made)
    exchange = knock(site.desk, "192.0.2.9", there.knock())
    assert isinstance(exchange, Exchange)
    site.clock.advance(minutes=10)
    assert state(site)[0] == "late"
    assert brought(site, code, made) is RefusalCode.NO_CODE
    proof = there.prove(exchange.answer, asking(made))
    assert prove(site.desk, exchange, proof) is RefusalCode.LATE
    assert made.request.workstation not in site.desk.members.workstations


def test_of_two_newcomers_at_once_one_comes_in(site: Station) -> None:
    code, one, two = code_of(site), newcomer(b"one"), newcomer(b"two")
    here, there = typing(site, code, one), typing(site, code, two)
    first, second = (knock(site.desk, "192.0.2.9", who.knock()) for who in (here, there))
    assert isinstance(first, Exchange)
    assert isinstance(second, Exchange)
    late = there.prove(second.answer, asking(two))
    assert isinstance(prove(site.desk, second, late), PairWelcome)
    assert prove(site.desk, first, here.prove(first.answer, asking(one))) is RefusalCode.USED
    assert one.request.workstation not in site.desk.members.workstations
    assert sorted(outcomes(site)) == ["joined", "used"]


def test_who_was_let_in_and_never_heard_so_is_told_again(site: Station) -> None:
    """The cable was pulled right after the enrolment: the same keys, the same code, no second act."""
    code, made = code_of(site), newcomer()
    assert isinstance(brought(site, code, made), Welcome)
    written = len(site.replica.vector("membership"))
    assert isinstance(brought(site, code, made), Welcome)
    assert len(site.replica.vector("membership")) == written
    assert brought(site, code, newcomer(b"another")) is RefusalCode.USED


def test_a_code_taken_back_or_replaced_serves_nobody(site: Station) -> None:
    code, made = code_of(site), newcomer()
    there = typing(site, code, made)
    exchange = knock(site.desk, "192.0.2.9", there.knock())
    assert isinstance(exchange, Exchange)
    again = code_of(site)
    assert again != code
    proof = there.prove(exchange.answer, asking(made))
    assert prove(site.desk, exchange, proof) is RefusalCode.WITHDRAWN
    assert brought(site, code, made) is RefusalCode.WRONG_CODE
    withdraw_code(site.desk)
    assert prove(site.desk, exchange, proof) is RefusalCode.WITHDRAWN
    assert brought(site, again, made) is RefusalCode.NO_CODE


def test_a_request_must_be_the_one_announced_and_hold(site: Station) -> None:
    code, made, other = code_of(site), newcomer(), newcomer(b"other")
    assert brought(site, code, made, b"\xc1") is RefusalCode.INVALID
    assert brought(site, code, made, asking(other)) is RefusalCode.INVALID
    assert brought(site, code, made, asking(made, backup_recipient="nobody")) is RefusalCode.INVALID
    assert not {made.request.workstation, other.request.workstation} & site.desk.members.workstations.keys()


def test_a_stranger_sees_the_sites_hash_and_not_its_id(site: Station) -> None:
    code_of(site)
    exchange = knock(site.desk, "192.0.2.9", PairKnock(bytes(32)))
    assert isinstance(exchange, Exchange)
    assert exchange.answer.site == site_hash(site.replica.site)
    assert site.replica.site not in exchange.answer.site
