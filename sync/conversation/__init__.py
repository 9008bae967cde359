"""One exchange between two workstations as a state machine without I/O.

`Conversation` takes what happened (started, received, read, integrated …) and answers with a list
of effects for a driver to carry out in order; it knows no socket, no clock and no thread.
"""

from sync.conversation.effects import (
    AcceptRecords,
    Close,
    Effect,
    HeardPlaces,
    Integrate,
    ListBlobs,
    NotePeer,
    ReadAfter,
    ReadBlob,
    ReadLadder,
    ReadRecords,
    Send,
    WriteBlob,
)
from sync.conversation.heads import Heads
from sync.conversation.machine import Conversation
from sync.conversation.meeting import Party

__all__ = [
    "AcceptRecords",
    "Close",
    "Conversation",
    "Effect",
    "Heads",
    "HeardPlaces",
    "Integrate",
    "ListBlobs",
    "NotePeer",
    "Party",
    "ReadAfter",
    "ReadBlob",
    "ReadLadder",
    "ReadRecords",
    "Send",
    "WriteBlob",
]
