"""Who is signed in here: PIN to key, and the PIN asked again for each signature.

Unwrapping a key costs a deliberate quarter of a second. Within a session the key is in memory, so
that the PIN typed again is compared with a keyed digest of the first: whoever could read that
digest could read the key itself.
"""

import hashlib
import hmac
import logging
from collections import OrderedDict, deque
from typing import Final

import msgspec
from msgspec.structs import replace

from node.bundle_errors import WrongSiteKeyError
from node.domain.decision import Refusal
from node.pins import TryLimiter
from node.recovery import RecoveryKeys
from node.store.errors import UNWRITABLE
from node.store.replica import Replica
from node.wraps import open_key
from schema.ids import Id, Random
from sync.membership import recovery_key_id

log = logging.getLogger(__name__)
NOBODY: Final = bytes(16)
"""The person of whom nothing is known: no id that was drawn is this one."""
_FAILURES, _LAST_FAILURE = "pin.failures", "pin.last_failure"
_SHUT_OUT: Final = 64
_REPEATED: Final = 32
"""A question that is among the last so many is a screen that refreshes itself: nobody sits there for it."""


class Session(msgspec.Struct, frozen=True):
    """A person at this workstation. Lives in the node's memory only."""

    id: Id
    person: Id
    key: Id
    seed: bytes
    secret: bytes
    pin_digest: bytes
    recovery: bool = False
    """The site's recovery key signs, for nobody in particular: `person` is nobody's."""

    @property
    def actor(self) -> Id | None:
        """Who acts, as an act's header says it."""
        return None if self.recovery else self.person

    def __repr__(self) -> str:
        return "Session(…)"

    def pin_is(self, pin: str) -> bool:
        """Whether this is the PIN the session was opened with."""
        return hmac.compare_digest(self.pin_digest, _digest(self.secret, pin))


class _Use:
    """When a session was last used, and what it has asked lately."""

    def __init__(self, at: float) -> None:
        self.at = at
        self.asked: deque[object] = deque(maxlen=_REPEATED)


def _digest(secret: bytes, pin: str) -> bytes:
    return hmac.new(secret, pin.encode(), hashlib.sha256).digest()


class Sessions:
    """The sessions open in this node."""

    def __init__(self, replica: Replica, pepper: bytes, random: Random) -> None:
        self._replica = replica
        self._pepper = pepper
        self._random = random
        self._open: dict[Id, Session] = {}
        self._uses: dict[Id, _Use] = {}
        self._limiter = TryLimiter()
        self._unkept: tuple[int, int] | None = None
        """Wrong PINs and the instant of the last, where the disk did not take them."""
        self.unsaid: set[Id] = set()
        """Sessions of which the journal is to hear with the first thing recorded in them."""
        self._shut_out: OrderedDict[Id, Id] = OrderedDict()
        """Whose the last sessions were that ended because their person does not count any more."""

    def get(self, session: Id | None) -> Session | None:
        """The open session of this id; none any more once its person or key does not count."""
        found = self._open.get(session) if session else None
        if found is not None and found.recovery:
            return found
        known = self._replica.roll.now.people.get(found.person) if found else None
        if found is not None and (known is None or not known.active or found.key not in known.keys):
            # What it signed would be set aside everywhere: better that the person is told at once.
            self.close(found.id)
            self._shut_out[found.id] = found.person
            while len(self._shut_out) > _SHUT_OUT:
                self._shut_out.popitem(last=False)
            return None
        return found

    def shut_out(self, session: Id | None) -> Id | None:
        """Whose session this was that ended because they do not count any more: they alone are told why."""
        return self._shut_out.get(session) if session else None

    def rekey(self, session: Session, key: Id, seed: bytes, pin: str) -> None:
        """The person of this session has another key and PIN from now on."""
        digest = _digest(session.secret, pin)
        self._open[session.id] = replace(session, key=key, seed=seed, pin_digest=digest)

    def close(self, session: Id) -> None:
        """Forget a session and its key."""
        self._open.pop(session, None)
        self._uses.pop(session, None)

    def close_all(self) -> None:
        """Forget all of them."""
        self._open.clear()
        self._uses.clear()

    def used(self, session: Session, question: object | None, at_s: float) -> None:
        """Somebody sits there: they did something (nil), or asked what they had not just asked.

        `at_s` is monotonic: a clock set right must not end sessions.
        """
        if session.id not in self._open:
            return  # that was the request which ended it
        use = self._uses.setdefault(session.id, _Use(at_s))
        if question is not None:
            if question in use.asked:
                return
            use.asked.append(question)
        use.at = at_s

    def idle(self, since_s: float) -> tuple[Session, ...]:
        """The sessions not used after this monotonic instant."""
        return tuple(self._open[one] for one, use in self._uses.items() if use.at <= since_s)

    def by_recovery(self, keys: RecoveryKeys) -> Session:
        """A session of the recovery key; raises `WrongSiteKeyError` when it is another site's."""
        founded = self._replica.roll.now.founded
        if founded is None or founded.recovery_key != keys.public.verify_key:
            raise WrongSiteKeyError
        session = Session(
            id=self._random(16),
            person=NOBODY,
            key=recovery_key_id(founded.recovery_key),
            seed=keys.signing_key.private_bytes_raw(),
            secret=b"",
            pin_digest=b"",
            recovery=True,
        )
        self._open[session.id] = session
        return session

    def check_pin(self, session: Session, pin: str | None, now_ms: int) -> Refusal | None:
        """The PIN typed again for a signature; wrong ones count as they do at signing in.

        The recovery key has none: two people have typed their shares.
        """
        if session.recovery:
            return None
        wait = self._wait(now_ms)
        if wait is not None:
            return wait
        if pin is not None and session.pin_is(pin):
            self._forgive()
            return None
        if pin is not None:
            self._count_failure(now_ms)
        return Refusal("session.wrong_pin")

    def _wait(self, now_ms: int) -> Refusal | None:
        wait = self._limiter.wait_s(*self._failures(), now_ms)
        return Refusal("session.wait", {"seconds": str(wait)}) if wait else None

    def _failures(self) -> tuple[int, int]:
        local = self._replica.local
        return self._unkept or (local.number(_FAILURES), local.number(_LAST_FAILURE))

    def _forgive(self) -> None:
        failures, last = self._failures()
        if failures or self._unkept is not None:  # the disk may still hold those that were forgiven
            self._keep(0, last)

    def _count_failure(self, now_ms: int) -> None:
        self._keep(self._failures()[0] + 1, now_ms)

    def _keep(self, failures: int, last_ms: int) -> None:
        """A disk that takes nothing gives nobody more tries."""
        local = self._replica.local
        self._unkept = failures, last_ms
        try:
            with self._replica.writing():
                local.put(_FAILURES, str(failures).encode())
                local.put(_LAST_FAILURE, str(last_ms).encode())
        except UNWRITABLE as error:
            log.warning("how often a wrong PIN was typed is kept in memory alone: %s", error.code)
        else:
            self._unkept = None

    def unlock(self, person: Id, pin: str, now_ms: int) -> Session | Refusal:
        """Open a person's key with their PIN; tried too often, this workstation slows down.

        Who has no right PIN learns neither who is suspended nor whom nobody lists any more, by no word and by
        no time. Of whom the list of this workstation names it is said that their key is still to come: the
        list tells that they are known, and a right PIN taken for a wrong one would be typed again and again.
        """
        wait = self._wait(now_ms)
        if wait is not None:
            return wait
        opened = open_key(self._replica, self._pepper, person, pin)
        if isinstance(opened, Refusal):
            if opened.code == "session.wrong_pin":
                self._count_failure(now_ms)
            return opened
        known = self._replica.roll.now.people[person]
        if not known.active:
            return Refusal("session.removed" if known.removed else "session.suspended")
        self._forgive()
        secret = self._random(32)
        session = Session(self._random(16), person, opened.key, opened.seed, secret, _digest(secret, pin))
        self._open[session.id] = session
        return session
