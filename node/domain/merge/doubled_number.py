"""One number of the register on two sheets, which only a clone can do: an alarm naming both."""

from typing import Final

from node.domain.merge.owners import OWNERS
from node.domain.state import Conflict
from node.domain.world import Found, World
from schema.transaction import FileRef, FileType

RULE: Final = "doubled_number"


def doubled_number(world: World) -> tuple[Found, ...]:
    """Two bags under one number of the register, which takes a clone: each course gets the alarm."""
    found = []
    for register in (state for _, state in sorted(world.registers.items()) if state.doubled):
        acts = tuple(line.act for line in register.lines)
        for line in {line.bag: line for line in register.lines}.values():
            course = world.courses.get(line.course)
            answers = [
                settlement.act
                for settlement in (course.settlements if course else ())
                if settlement.rule == RULE
                and settlement.subject == line.bag
                and set(acts) <= set(settlement.heads)
            ]
            dose = next((bag.dose for bag in course.bags if bag.bag == line.bag), None) if course else None
            found.append(
                Found(
                    file=FileRef(FileType.COURSE, line.course),
                    conflict=Conflict(
                        rule=RULE,
                        subject=line.bag,
                        dose=dose,
                        acts=acts,
                        owners=OWNERS[RULE],
                        choices=("reviewed",),
                        alarm=True,
                        blocks=False,
                        settled=answers[0] if answers else None,
                    ),
                )
            )
    return tuple(found)
