"""The one-time key of an invitation stands behind the very transaction by which somebody is let in."""

import pytest
from msgspec.structs import replace

from schema.acts.membership import InvitationRedeemed, WorkstationEnrolled, WorkstationInvited
from schema.codec import decode, encode
from schema.rules import ONLY_ONCE, RULES
from sync.journal import NewAct, public_key
from sync.membership import secret_hash
from tests.sync.founded import Place, redeemed_by, unsigned
from tests.sync.membership.test_judging import invite, last_verdict, redemption


@pytest.fixture
def place() -> Place:
    """A site founded before there were rules."""
    return Place()


@pytest.fixture
def strict() -> Place:
    """A site whose invitations have a one-time key."""
    return Place(rules=[RULES[ONLY_ONCE]])


def key_of(place: Place, invitation: bytes) -> bytes:
    """An invitation in the founder's journal, by that id; its one-time key."""
    key = place.random(32)
    body = WorkstationInvited(invitation, "HDJ-1", "hôpital de jour", secret_hash(public_key(key)))
    place.membership.write([place.admin.act(body, invitation)])
    return key


def test_the_key_of_an_invitation_stands_behind_all_that_is_said_with_it(strict: Place) -> None:
    invitation, another = strict.random(16), strict.random(16)
    key, foreign = key_of(strict, invitation), key_of(strict, another)
    acts = redemption(strict, invitation)
    good = redeemed_by(key, strict.site, invitation, acts)
    voucher = decode(InvitationRedeemed, good.body)

    def last(key: bytes, voucher: bytes) -> NewAct:
        return unsigned(InvitationRedeemed(key, voucher), acts[0].file.id)

    renamed = decode(WorkstationEnrolled, acts[0].body)
    tried: dict[str, list[NewAct]] = {
        "none": acts,
        "another's": [*acts, redeemed_by(foreign, strict.site, invitation, acts)],
        "of another invitation": [*acts, redeemed_by(key, strict.site, another, acts)],
        "of another site": [*acts, redeemed_by(key, bytes(16), invitation, acts)],
        "cut in two": [*acts, last(voucher.key, bytes(64))],
        "of a key of small order": [*acts, last(bytes(32), voucher.voucher)],
        "no body of this kind": [*acts, replace(good, body=b"\xc0")],
        "not the last": [good, *acts],
        "of less": [acts[0], acts[1], good],
        "of more": [*acts, acts[2], good],
        "in another order": [acts[0], acts[2], acts[1], good],
        "of another name": [replace(acts[0], body=encode(replace(renamed, name="HDJ-9"))), *acts[1:], good],
    }
    for what, said in tried.items():
        strict.membership.write(said)
        assert (what, last_verdict(strict)) == (what, "not_invited")
    strict.membership.write([*acts, good])
    assert last_verdict(strict) == ""
    strict.membership.write([*acts, good])
    assert last_verdict(strict) == "not_invited"


def test_an_invitation_of_an_older_program_lets_in_nobody_under_the_rule(strict: Place) -> None:
    """It names the hash of what was thrown away."""
    invitation = invite(strict)
    acts = redemption(strict, invitation)
    strict.membership.write(acts)
    assert last_verdict(strict) == "not_invited"
    strict.membership.write([*acts, redeemed_by(strict.random(32), strict.site, invitation, acts)])
    assert last_verdict(strict) == "not_invited"


@pytest.mark.parametrize("body", [b"", b"\xc0", encode(InvitationRedeemed(bytes(32), bytes(64)))])
def test_on_a_site_without_the_rule_nobody_asks_for_that_key(place: Place, body: bytes) -> None:
    """Whatever stands there does nothing: an older program goes on without it."""
    acts = redemption(place, invite(place))
    last = unsigned(InvitationRedeemed(bytes(32), bytes(64)), acts[0].file.id)
    place.membership.write([*acts, replace(last, body=body)])
    assert last_verdict(place) == ""
    assert len(place.roll(place.membership).now.workstations) == 2
