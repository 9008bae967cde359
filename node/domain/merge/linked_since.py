"""Two files found to be one person: what was validated without knowing it goes back to validation."""

from collections.abc import Iterator

from node.domain.merge.across import on_dose, pending
from node.domain.world import Found, World

RULE = "linked_since"


def linked_since(world: World) -> tuple[Found, ...]:
    """Doses validated by a pharmacist who saw one half of the patient's record."""
    return tuple(_found(world))


def _found(world: World) -> Iterator[Found]:
    for item in pending(world):
        validated = item.dose.validated
        if validated is None or len(item.person) < 2:
            continue
        links = {
            edge.confirmed
            for _, file in item.person
            for edge in file.edges
            if edge.state in {"linked", "disputed"} and edge.news and edge.confirmed is not None
        }
        # Validated by somebody who knew that the files are one person: they had both before their eyes.
        unknown = {link for link in links if not world.knew(validated, link)}
        if unknown:
            # Nobody says "seen" instead: the other half may hold an allergy or another treatment.
            yield on_dose(item, RULE, {*unknown, validated}, choices=())
