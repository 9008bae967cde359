"""Rules that say something else of what was recorded before them: each is switched on by a signed act.

Until `rules.switched/1` names it, a rule of this table changes nothing; from then on it holds for every
act that has the switch in its past, on every workstation alike. A new site is founded with all of them on.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schema.acts.membership import SwitchedRule
from schema.transaction import FileType

NEWS_TO_DECISIONS: Final = "news_to_decisions"
"""An allergy, a link or a measurement that a decision did not know of puts that decision in question."""
TWO_PEOPLE: Final = "two_people"
"""What takes two people (removal, readmission, administrators, another's PIN) is never done by one."""
WITHDRAWN_SINCE: Final = "withdrawn_since"
"""What somebody did on a dose apart from the withdrawal of their right: it holds the dose until reviewed."""
ONE_PERSON: Final = "one_person"
"""Linked files are one person to every rule: whoever is given a bag under another of their files is not the
wrong patient, and what was measured there counts here."""
SETTLED_BY_OWNERS: Final = "settled_by_owners"
"""A settlement counts when its author had a right that owns the decision, and not by `settle` alone."""
UNVERIFIED_IN_FILES: Final = "unverified_in_files"
"""What is set aside in the file of a patient, a lot, a vault or reference data waits for review, and so does
what rests on it."""
RECOUNTED: Final = "recounted"
"""A line of a vault found later is reconciled by a count of that very product, by two, one a pharmacist."""
EVERY_BRANCH: Final = "every_branch"
"""A withdrawal that names several versions of one journal lets through what lies on any of them."""
EVERY_CUT: Final = "every_cut"
"""The same of a suspension, a removal or a readmission of a workstation."""
GIVEN_AS_ANOTHER: Final = "given_as_another"
"""A bag of which one only knows that it was given as another dose was made, and meets others of its own."""
INTERRUPTED_AS_ANOTHER: Final = "interrupted_as_another"
"""A dose given in part from a bag made for another waits for the prescriber, as that other one does."""
PASSED_UNREAD: Final = "passed_unread"
"""Two people pass what cannot be read in a course, for one dose and what they had heard of."""
LET_GO: Final = "let_go"
"""A bag taken over from a treatment that never let it go is held under both numbers."""
EVERY_SETTING: Final = "every_setting"
"""Limits of results and of re-attribution signed apart are disputed, as the site's other limits are."""
RETIRED_ALIKE: Final = "retired_alike"
"""Whoever retires a version retires those that say the same, but for what was signed knowing of it."""
NAMED_VOUCHES: Final = "named_vouches"
"""For a journal that a workstation opens by itself only the key vouches that it was enrolled with, or that of
the journal it names as the one before: else every key that it ever had is tried."""
ADMINISTRATORS_PIN: Final = "administrators_pin"
"""Whoever lost the right to manage people signs for no other PIN of an administrator, even where they had not
heard of that: the right to reset PINs is not enough. Who is made one knowing of the reset was none."""
GO_AHEADS_OVERLAP: Final = "go_aheads_overlap"
"""Of two go-aheads given apart that have a dose in common, each leaves out what only the other one names."""
ONLY_ONCE: Final = "only_once"
"""An invitation redeemed, or a second administrator appointed by one alone, on several branches of a journal:
who was let in so is no witness of that, and who was appointed so waits until others settle it."""
PIN_BY_TWO: Final = "pin_by_two"
"""The right to reset PINs is given by two, a reset ends every key of the person that its signers knew, and a
key's id is made from it: else one administrator with somebody made up signs in another's name, unnoticed."""
CAREFUL_STAYS: Final = "careful_stays"
"""A stop, a hold, a deferral, a rejection, a recall or an order that is not just more, set aside for what can
befall an honest author, holds the doses it is about until reviewed."""
NOTICED_BY_ANOTHER: Final = "noticed_by_another"
"""What an account broke is noticed by another person than who did it, or wrote it down."""
STOP_BY_TWO: Final = "stop_by_two"
"""A dose that advanced apart from a stop goes on by the word of two people: a prescriber and a pharmacist."""

RULES: Mapping[str, SwitchedRule] = MappingProxyType(
    {
        NEWS_TO_DECISIONS: SwitchedRule(NEWS_TO_DECISIONS, (FileType.PATIENT,)),
        TWO_PEOPLE: SwitchedRule(TWO_PEOPLE, (FileType.PERSON, FileType.WORKSTATION, FileType.SITE)),
        WITHDRAWN_SINCE: SwitchedRule(WITHDRAWN_SINCE, (FileType.COURSE,)),
        ONE_PERSON: SwitchedRule(ONE_PERSON, (FileType.COURSE, FileType.PATIENT)),
        UNVERIFIED_IN_FILES: SwitchedRule(
            UNVERIFIED_IN_FILES,
            (
                FileType.PATIENT,
                FileType.REGIMEN,
                FileType.PRODUCT,
                FileType.LOT,
                FileType.VAULT,
                FileType.SETTINGS,
            ),
        ),
        RECOUNTED: SwitchedRule(RECOUNTED, (FileType.VAULT,)),
        EVERY_BRANCH: SwitchedRule(EVERY_BRANCH, (FileType.PERSON,)),
        EVERY_CUT: SwitchedRule(EVERY_CUT, (FileType.WORKSTATION,)),
        GIVEN_AS_ANOTHER: SwitchedRule(GIVEN_AS_ANOTHER, (FileType.COURSE,)),
        INTERRUPTED_AS_ANOTHER: SwitchedRule(INTERRUPTED_AS_ANOTHER, (FileType.COURSE,)),
        PASSED_UNREAD: SwitchedRule(PASSED_UNREAD, (FileType.COURSE,)),
        LET_GO: SwitchedRule(LET_GO, (FileType.COURSE,)),
        EVERY_SETTING: SwitchedRule(EVERY_SETTING, (FileType.SETTINGS,)),
        RETIRED_ALIKE: SwitchedRule(RETIRED_ALIKE, (FileType.REGIMEN, FileType.PRODUCT)),
        NAMED_VOUCHES: SwitchedRule(NAMED_VOUCHES, (FileType.WORKSTATION,)),
        ADMINISTRATORS_PIN: SwitchedRule(ADMINISTRATORS_PIN, (FileType.PERSON,)),
        GO_AHEADS_OVERLAP: SwitchedRule(GO_AHEADS_OVERLAP, (FileType.COURSE,)),
        ONLY_ONCE: SwitchedRule(ONLY_ONCE, (FileType.PERSON, FileType.WORKSTATION)),
        PIN_BY_TWO: SwitchedRule(PIN_BY_TWO, (FileType.PERSON,)),
        CAREFUL_STAYS: SwitchedRule(CAREFUL_STAYS, (FileType.COURSE,)),
        NOTICED_BY_ANOTHER: SwitchedRule(NOTICED_BY_ANOTHER, (FileType.COURSE,)),
        STOP_BY_TWO: SwitchedRule(STOP_BY_TWO, (FileType.COURSE,)),
        SETTLED_BY_OWNERS: SwitchedRule(
            SETTLED_BY_OWNERS,
            (
                FileType.COURSE,
                FileType.PATIENT,
                FileType.REGIMEN,
                FileType.PRODUCT,
                FileType.LOT,
                FileType.VAULT,
                FileType.SETTINGS,
            ),
        ),
    }
)
"""Every rule that this program can switch on, by name; a name never changes meaning."""
