"""A person says what date and time it is; what records or prints a date waits for it."""

from collections.abc import Mapping
from typing import Final

from node.api.administration import Give, Interrupt, NotGive
from node.api.base import Answer, Command, Refused
from node.api.clock import ClockConfirmed, ConfirmClock
from node.api.dispensing import Dispense, Receive, Return
from node.api.lot import CountLot, DiscardRemainder, KeepRemainder, MoveLot, ReceiveLot
from node.api.narcotics import CountVault, EnterNarcotics, HandOverVault
from node.api.paper import MakePaper
from node.api.patient import Measure, RecordResult, TellPatientLeft
from node.api.preparation import Claim, RecordChecked, RecordMade
from node.api.prescription import SignPrescription, TranscribeDecision
from node.api.release import Destroy, Release
from node.api.validation import GiveGoAhead
from node.desk import Desk
from node.handlers.base import AnyHandler, signed_in
from node.sessions import Session

DATED: Final = frozenset(
    {
        # Papers print the hour at which they were made.
        MakePaper,
        # Accounts say when it happened.
        Measure,
        RecordResult,
        TellPatientLeft,
        RecordMade,
        RecordChecked,
        Dispense,
        Receive,
        Return,
        Give,
        Interrupt,
        NotGive,
        Destroy,
        ReceiveLot,
        MoveLot,
        CountLot,
        KeepRemainder,
        DiscardRemainder,
        EnterNarcotics,
        CountVault,
        HandOverVault,
        # Decisions on a day, on an age, or until when a bag may be used.
        SignPrescription,
        TranscribeDecision,
        GiveGoAhead,
        Claim,
        Release,
    }
)
"""What records or prints a date: refused, and nothing lost, until a person has looked at the clock."""
_EARLIEST_MS: Final = 1_704_067_200_000  # 2024: this program did not exist
_LATEST_MS: Final = 4_102_444_800_000  # 2100


def doubtful(desk: Desk, command: Command) -> Refused | None:
    """The refusal of a dated command while the clock is in doubt."""
    if type(command) not in DATED or not desk.clock_doubt():
        return None
    return Refused(code="clock.doubtful")


def confirm_clock(desk: Desk, _session: Session, command: ConfirmClock) -> Answer:
    """Believe the person: their watch is a better witness than a battery."""
    if not _EARLIEST_MS <= command.at <= _LATEST_MS:
        return Refused(code="clock.impossible")
    desk.confirm_clock(command.at)
    return ClockConfirmed(now=desk.now())


HANDLERS: Mapping[type, AnyHandler] = {ConfirmClock: signed_in(confirm_clock)}
