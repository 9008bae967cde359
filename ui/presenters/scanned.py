"""Where a scanned code leads: to what the screen in view does with it, else to its own next step."""

from node.api.base import Answer
from node.api.worklist import GetWorklist, Worklist
from ui.presenters.base import Presenter
from ui.presenters.blocks import Notice
from ui.presenters.desk import Place
from ui.presenters.next_place import place_of_bag


def follow(presenter: Presenter, kind: str, identifier: bytes) -> None:
    """Go where the code of this kind leads, from the screen that `presenter` makes."""
    if presenter.desk.person is None or presenter.scanned(kind, identifier):
        return
    if kind == "PLAN":
        presenter.desk.open(Place("course", course=identifier))
    else:
        _find_bag(presenter, identifier)


def _find_bag(presenter: Presenter, bag: bytes) -> None:
    """A bag that the screen has no use for: among all of today's doses, whoever's turn they are."""
    desk, words = presenter.desk, presenter.words
    today = words.today(desk.now()).isoformat()

    def listed(answer: Answer) -> None:
        if not presenter.attached or desk.person is None:
            return  # the person went elsewhere meanwhile
        items = answer.items if isinstance(answer, Worklist) else ()
        place = place_of_bag(items, bag, desk.person.rights, today)
        if place is not None:
            desk.open(place)
        else:
            desk.tell(Notice("info", words("ui.scan.elsewhere"), next=words("ui.scan.elsewhere.next")))

    desk.ask(GetWorklist(day=today, mine=False), listed)
