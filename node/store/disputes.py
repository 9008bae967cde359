"""What people have disagreed on about people and workstations, found when somebody asks.

Admission is safe without it, so it is in no table and in no digest; it is found anew once a transaction of
membership was taken in, or a branch began.
"""

from collections.abc import Callable, Iterator
from itertools import groupby

from node.domain.history import Act
from node.domain.merge.granted_and_withdrawn import granted_and_withdrawn
from node.domain.merge.journal_forked import RULE, journal_forked
from node.domain.merge.removed_mutually import removed_mutually
from node.domain.merge.written_apart import written_apart
from node.domain.state import Conflict
from node.store.chain import Chain
from node.store.errors import DamagedRowError
from node.store.files import Files
from node.store.versions import agreed_to, decided, versions
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.roll import Roll

_NEVER = (-1, 0)


class Disputes:
    """Kept while the same membership and the same branches are held."""

    def __init__(
        self, site: Id, chain: Chain, roll: Roll, files: Files, ask_again: Callable[[DamagedRowError], None]
    ) -> None:
        """`ask_again` has peers send a damaged row."""
        self._site = FileRef(FileType.SITE, site)
        self._chain = chain
        self._roll = roll
        self._files = files
        self._ask_again = ask_again
        self._found: tuple[tuple[FileRef, Conflict], ...] = ()
        self._looked_at = _NEVER

    def found(self) -> tuple[tuple[FileRef, Conflict], ...]:
        """Each conflict with the file it hangs on."""
        strands = self._chain.strands
        held = self._roll.taken, sum(len(strands.of(journal)) for journal in strands.forked)
        if self._looked_at != held:
            self._looked_at = held
            self._found = tuple(self._look())
        return self._found

    def settled_forks(self) -> frozenset[Id]:
        """Forked journals of which people have said, and not otherwise apart, what counts."""
        found = (conflict for _, conflict in self.found() if conflict.rule == RULE)
        return frozenset(one.subject for one in found if one.settled is not None)

    def forking(self) -> frozenset[Id]:
        """Workstations of whose forked journals not all are settled."""
        found = ((file, conflict) for file, conflict in self.found() if conflict.rule == RULE)
        return frozenset(file.id for file, conflict in found if conflict.settled is None)

    def _look(self) -> Iterator[tuple[FileRef, Conflict]]:
        now = self._roll.now
        # Who never lost a right, and workstations that nobody removed, are most; this is not asked of them.
        people = sorted({one.person for one in now.withdrawals if one.rights is not None})
        removed = sorted({one.workstation for one in now.barriers if one.removal})
        forked = [one for one in self._chain.strands.forked if one in now.journals]
        forked.sort(key=lambda one: (now.journals[one].workstation, one))
        agreements = self.acts(self._site) if people or removed or forked else []
        for person in people:
            file = FileRef(FileType.PERSON, person)
            conflict = granted_and_withdrawn(person, self.acts(file), agreements)
            if conflict is not None:
                yield file, conflict
        acts = [act for one in removed for act in self.acts(FileRef(FileType.WORKSTATION, one))]
        for workstation, conflict in removed_mutually(acts, agreements):
            yield FileRef(FileType.WORKSTATION, workstation), conflict
        proposed = agreed_to(agreements)
        for workstation, journals in groupby(forked, lambda one: now.journals[one].workstation):
            file = FileRef(FileType.WORKSTATION, workstation)
            said = self.acts(file)
            for journal in journals:
                known = tuple(decided(self._chain, now, journal, proposed, said))
                yield file, journal_forked(journal, versions(self._chain, journal), known)
        for file in self._members():
            conflict = written_apart(file, self.acts(file))
            if conflict is not None:
                yield file, conflict

    def _members(self) -> Iterator[FileRef]:
        """Everybody and every workstation: membership does not remember who was once written otherwise."""
        now = self._roll.now
        yield from (FileRef(FileType.PERSON, one) for one in sorted(now.people))
        yield from (FileRef(FileType.WORKSTATION, one) for one in sorted(now.workstations))

    def acts(self, file: FileRef) -> list[Act]:
        """What was said of a person or a workstation, in fold order; nothing while a row of it is damaged."""
        try:
            return self._files.acts(self._files.number(file)) if self._files.known(file) else []
        except DamagedRowError as found:
            # Header and inbox go on: nothing is said of this file until a peer has sent the row again.
            self._ask_again(found)
            self._looked_at = _NEVER
            return []
