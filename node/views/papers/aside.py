"""A bag whose claim is set aside, as that claim tells of it: its sheet may lie on a bench somewhere."""

from node.domain.state import Bag, CourseState
from node.views.teller import Teller
from schema.acts.reattribution import content_of, source_of
from schema.ids import Id

STATUS = "aside"
"""Of a bag that only an act set aside tells of: no step ever gives it this one."""


def bag_aside(course: CourseState, bag: Id, tell: Teller) -> Bag | None:
    """The bag, without anything that was told of it since; nil where no claim set aside is of this bag."""
    for one in course.set_aside:
        act = tell.act(one.act)
        body = act.body if act is not None else None
        content = content_of(body)
        if content is not None and content.bag == bag:
            return Bag(
                bag=bag,
                dose=content.item.dose,
                revision=content.item.revision,
                claim=one.act,
                content=content,
                made=(),
                checked=(),
                released=None,
                rejected=None,
                dispensed=(),
                received=(),
                given=(),
                destroyed=(),
                recalled=(),
                voided=None,
                yielded=False,
                derogations=(),
                held=True,
                status=STATUS,
                source=source_of(body),
            )
    return None
