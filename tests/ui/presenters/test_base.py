"""What presenters share: dispatch by name, typing kept, refusals shown, and no Qt anywhere near."""

from __future__ import annotations

import ast

import pytest

from node.api.base import Refused
from node.api.course import PlanCycle
from node.api.session import ListPeople, SignIn, SignOut
from tests.tree import ROOT, imported_names, python_sources
from tests.ui.fake_desk import FakeDesk, FakeView
from tests.ui.fake_site import PEOPLE
from ui.presenters.base import Presenter
from ui.presenters.blocks import Action, Notice, Page
from ui.presenters.desk import Asking, Place, Signing


class Small(Presenter):
    """A presenter of three lines."""

    name = "small"
    seen: tuple[object, ...] = ()

    def load(self) -> None:
        self.ask(ListPeople(), lambda _: None)

    def act_go(self, *values: object) -> None:
        self.seen = values

    def page(self) -> Page:
        return Page(self.input("who"))


def small(desk: FakeDesk | None = None) -> tuple[Small, FakeView]:
    presenter, view = Small(desk or FakeDesk(), Place("small")), FakeView()
    presenter.attach(view)
    return presenter, view


def test_typing_is_kept_and_drawn() -> None:
    presenter, view = small()
    presenter.typed("who", "moi")
    assert view.page.title == "moi"
    presenter.forget("form", "who")
    assert view.cleared == ["form"]
    assert presenter.input("who") == ""


def test_a_typed_day_is_reckoned_from_today() -> None:
    presenter, _ = small()
    presenter.typed("first_day", "+1j")
    assert presenter.day_in("first_day")[0] == "2026-11-22"
    assert presenter.day_in("another") == ("", "", "")


def test_acts_are_dispatched_with_their_argument() -> None:
    presenter, _ = small()
    presenter.act("go:abc")
    assert presenter.seen == ("abc",)
    presenter.act("unknown")  # a button of a page that has just changed
    assert not presenter.scanned("BAG", b"")


def test_what_was_signed_is_said_above_the_next_screen() -> None:
    desk = FakeDesk()
    presenter, _ = small(desk)
    signing = Signing(
        title="Signer",
        lines=("EXEMPLE Marguerite", "FOLFOX, cure 3", "J1"),
        command=lambda pin, _: SignIn(person=PEOPLE[0].person, pin=pin),
        done=lambda _: presenter.detach(),
    )
    presenter.sign(signing, "Prescription signée.")
    assert [(one.level, one.title) for one in desk.told] == [("done", "Prescription signée.")]
    assert desk.told[0].detail == "EXEMPLE Marguerite\u00a0· FOLFOX, cure 3"


def test_what_is_to_be_acknowledged_is_asked_and_then_recorded_with_it() -> None:
    class Asked(FakeDesk):
        def confirm(self, asking: Asking) -> None:
            self.node.refuse.clear()
            super().confirm(asking)

    desk = Asked()
    values = {"day": "2025-11-22", "acknowledge": "day.past"}
    desk.node.refuse[PlanCycle] = Refused(code="day.past", values=values)
    presenter, _ = small(desk)
    plan = PlanCycle(course=desk.node.courses[0].id, cycle=2, day_one="2025-11-22", based_on=())
    presenter.record(plan, "Prévu.")
    (asking,) = desk.askings
    assert "2025" in asking.title
    assert asking.button == "Enregistrer quand même"
    sent = [one for one in desk.node.calls if isinstance(one, PlanCycle)]
    assert [one.acknowledged for one in sent] == [(), ("day.past",)]


def test_a_refusal_becomes_a_notice_and_is_not_passed_on() -> None:
    desk = FakeDesk()
    desk.node.refuse[ListPeople] = Refused(code="session.none")
    presenter, _ = small(desk)
    assert presenter.notices[0].level == "refusal"


@pytest.mark.parametrize("path", python_sources("ui/presenters"), ids=str)
def test_presenters_know_no_qt(path: object) -> None:
    names = imported_names(path)  # type: ignore[arg-type]  # a path of the repository
    assert not {name for name in names if name.partition(".")[0] in {"PySide6", "shiboken6"}}
    assert not {name for name in names if name.startswith(("ui.views", "ui.widgets", "ui.window", "ui.desk"))}


@pytest.mark.parametrize("path", python_sources("ui/views", "ui/widgets"), ids=str)
def test_views_and_widgets_hold_no_rule(path: object) -> None:
    """They know neither the node's messages nor clinical values: only blocks."""
    names = imported_names(path)  # type: ignore[arg-type]  # a path of the repository
    assert not {name for name in names if name.startswith(("node", "schema", "sync"))}


@pytest.mark.parametrize("path", python_sources("ui"), ids=str)
def test_threads_are_in_one_file(path: object) -> None:
    names = imported_names(path)  # type: ignore[arg-type]  # a path of the repository
    if str(path) != "ui/calls.py":
        assert not names & {"threading", "concurrent.futures", "queue", "asyncio"}
        assert "QThread" not in (ROOT / str(path)).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", python_sources("ui/presenters"), ids=str)
def test_no_word_is_written_in_the_code(path: object) -> None:
    """A literal with a space and a letter is a sentence: sentences live in the catalogues."""
    tree = ast.parse((ROOT / str(path)).read_text(encoding="utf-8"))
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
        and " " in node.value.strip()
        and any(character.isalpha() for character in node.value)
    ]
    assert [text for text in found if not _beside_a_field(tree, text)] == []


def _beside_a_field(tree: ast.AST, text: str) -> bool:
    """The words under a field or a constant that explain it."""
    return any(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value == text
        for node in ast.walk(tree)
    )


def test_what_became_of_an_act_is_said_wherever_one_is() -> None:
    desk = FakeDesk()
    presenter, view = small(desk)
    presenter.record(SignOut(), "Fait.")
    assert presenter.notices[0].title == "Fait."
    page = view.page
    presenter.detach()
    desk.node.refuse[SignOut] = Refused(code="session.none")
    presenter.record(SignOut(), "Fait.")
    assert desk.told[0].level == "refusal"
    assert view.page is page


def test_what_a_screen_asked_is_nothing_once_it_was_left() -> None:
    presenter, _ = small()
    arrived: list[object] = []
    presenter.detach()
    presenter.ask(ListPeople(), arrived.append)
    assert not arrived


def test_reloading_answers_what_asked_for_it_and_leaves_the_rest() -> None:
    desk = FakeDesk()
    presenter, _ = small(desk)
    told = Notice("done", "fait")
    presenter.notices = (Notice("refusal", "changé", act=Action("reload", "Recharger")), told)
    presenter.act("reload")
    assert [notice.title for notice in presenter.notices] == ["fait"]
    assert [type(command) for command in desk.node.calls] == [ListPeople, ListPeople]
