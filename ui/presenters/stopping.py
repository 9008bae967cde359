"""Stopping a course, or one of its cycles, days or lines, and taking it up again: signed, with the reason."""

from node.api.course import CourseView, ResumeCourse, StopCourse, StopView
from ui.format import listed
from ui.presenters import shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Action, Actions, Block, Card, Cards, Form, Option
from ui.presenters.desk import Signing
from ui.presenters.on_course import OnCourse

_LEVELS = ("course", "cycle", "day", "line")


class Stopping(OnCourse):
    """The stops of the course in hand."""

    def act_stop(self) -> None:
        course, dose, words = self.course, self.dose, self.words
        if course is None:
            return
        level = self.input("level", "course")
        about = dose if level != "course" else None
        covered = self._level(
            level,
            about.cycle if about else 0,
            about.order.day if about else 0,
            about.order.line if about else "",
        )
        self.sign(
            Signing(
                title=words("ui.act.stop"),
                lines=(words.name_in_full(course.banner.identity), course.regimen.name, covered),
                command=lambda pin, reason: StopCourse(
                    course=course.course,
                    level=level,
                    cycle=about.cycle if about else 0,
                    day=about.order.day if about and level == "day" else 0,
                    line=about.order.line if about and level == "line" else "",
                    reason=reason,
                    pin=pin,
                    based_on=course.heads,
                ),
                done=nothing,
                consequence=words("ui.course.stop.consequence"),
                reason=words("ui.reason"),
                danger=True,
            ),
            words("ui.course.stopped"),
        )

    def act_resume(self, number: str) -> None:
        course, words = self.course, self.words
        if course is None or int(number) >= len(course.stops):
            return
        stop = course.stops[int(number)]
        self.sign(
            Signing(
                title=words("ui.act.resume"),
                lines=(words.name_in_full(course.banner.identity), self._stop_line(stop)),
                command=lambda pin, reason: ResumeCourse(
                    course=course.course, stops=(stop.act,), reason=reason, pin=pin, based_on=course.heads
                ),
                done=nothing,
                reason=words("ui.reason"),
            ),
            words("ui.course.resumed"),
        )

    def _level(self, level: str, cycle: int, day: int, line: str) -> str:
        return self.words(f"ui.level.{level}", cycle=str(cycle), day=str(day), line=line)

    def _stop_line(self, stop: StopView) -> str:
        covered = self._level(stop.level, stop.cycle, stop.day, stop.line)
        return listed((covered, stop.reason, shown.stamp(self.words, stop.stamp, self.desk.now())))

    def stops(self, course: CourseView) -> Cards:
        """Every stop that stands, with its way back for those who prescribe."""
        words, resumes = self.words, "prescribe" in self.rights
        return Cards(
            key="stops",
            slot="top",
            cards=tuple(
                Card(
                    str(number),
                    words("ui.course.stop"),
                    (self._stop_line(stop),),
                    shown.state(words, "stopped"),
                    tone="alarm",
                    actions=(Action(f"resume:{number}", words("ui.act.resume")),) if resumes else (),
                )
                for number, stop in enumerate(course.stops)
            ),
        )

    def stop_form(self) -> tuple[Block, ...]:
        """How much of it is to be stopped."""
        words = self.words
        return (
            Form(
                key="stop_form",
                slot="side",
                title=words("ui.course.stopping"),
                fields=(
                    self.field(
                        "level",
                        "ui.course.stop.level",
                        "choice",
                        options=tuple(Option(level, words(f"ui.level.{level}.name")) for level in _LEVELS),
                        otherwise="course",
                    ),
                ),
                note=words("ui.course.stop.about"),
            ),
            Actions(key="stop_actions", slot="side", actions=(self.button("stop", danger=True),)),
        )
