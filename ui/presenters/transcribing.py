"""Writing down a prescriber's spoken decision between two versions of a dose: the form and the signature."""

from node.api.base import PersonView
from node.api.course import ConflictView, CourseView
from node.api.prescription import TranscribeDecision
from schema.acts.base import Told
from ui.format import Format
from ui.presenters.base import nothing
from ui.presenters.blocks import Field, Form, Option
from ui.presenters.desk import Signing, Typed

RULE = "divergent"
FIELDS = ("spoken_version", "spoken_by", "spoken_read_back")


def offered(conflict: ConflictView, person: PersonView | None) -> bool:
    """Whether this person may transcribe what a prescriber decides of this conflict."""
    return conflict.rule == RULE and conflict.open and person is not None and "validate" in person.rights


def form(words: Format, typed: Typed, conflict: ConflictView, people: tuple[PersonView, ...]) -> Form:
    """Which version, who said so, and that it was read back."""
    versions = (
        Option("", words("ui.settlement.choose")),
        *(
            Option(str(number), words("ui.settlement.version", n=str(number + 1)))
            for number in range(len(conflict.sides))
        ),
    )
    prescribers = (
        Option("", words("ui.settlement.choose")),
        *(Option(one.person.hex(), one.name) for one in people if "prescribe" in one.rights),
    )
    return Form(
        key="spoken",
        title=words("ui.spoken.title"),
        columns=2,
        submit="transcribe",
        note=words("ui.spoken.note"),
        fields=(
            _field(words, typed, "spoken_version", versions),
            _field(words, typed, "spoken_by", prescribers),
            Field(
                "spoken_read_back",
                words("ui.spoken.spoken_read_back"),
                "tick",
                typed("spoken_read_back"),
                wide=True,
            ),
        ),
    )


def _field(words: Format, typed: Typed, key: str, options: tuple[Option, ...]) -> Field:
    return Field(key, words(f"ui.spoken.{key}"), "choice", typed(key), options=options)


def missing(typed: Typed) -> str:
    """The first field that is still to be filled in, or empty."""
    return next((key for key in FIELDS if not typed(key)), "")


def signing(
    words: Format, typed: Typed, conflict: ConflictView, course: CourseView, now: int
) -> Signing | None:
    """What the pharmacist signs; nil when the version chosen is not there any more."""
    number = typed("spoken_version")
    if not number.isdecimal() or int(number) >= len(conflict.sides):
        return None
    side = conflict.sides[int(number)]
    told = Told(now, False, bytes.fromhex(typed("spoken_by")), "seen")
    return Signing(
        title=words("ui.act.transcribe"),
        lines=(
            conflict.patient_name,
            words.drug(conflict.substance),
            *(f"{words(label)} {value}" for label, value in side.summary[:4]),
        ),
        command=lambda pin, reason: TranscribeDecision(
            course=conflict.course,
            dose=conflict.subject,
            version=side.act,
            told=told,
            read_back=typed.on("spoken_read_back"),
            reason=reason,
            pin=pin,
            based_on=course.heads,
        ),
        done=nothing,
        consequence=words("ui.spoken.consequence"),
        reason=words("ui.spoken.reason"),
    )
