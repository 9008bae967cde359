"""Several transactions for one command: all of them are recorded, or none."""

from collections.abc import Callable

from node.api.base import Answer, Refused
from node.desk import Desk


class _UndoneError(Exception):
    """A later part was refused; what came before it goes with the database transaction."""

    def __init__(self, answer: Refused) -> None:
        super().__init__(answer.code)
        self.answer = answer


def together(desk: Desk, work: Callable[[], Answer]) -> Answer:
    """What `work` answers; when it ends refused, nothing that it recorded stays.

    Refused before anything was recorded, it undoes nothing: that a PIN was wrong stays counted.
    """
    before = desk.replica.chain.next_row
    try:
        with desk.replica.writing():
            answer = work()
            if isinstance(answer, Refused) and desk.replica.chain.next_row != before:
                raise _UndoneError(answer)
            return answer
    except _UndoneError as error:
        return error.answer
