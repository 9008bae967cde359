"""A computer that is no workstation yet becomes one, at a station in the same process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from node import doorstep as module
from node import joining
from node.api.base import Answer, Command, Refused
from node.api.inviting import InvitationMade, InviteByFile
from node.api.joining import (
    AgreeToJoin,
    Around,
    DeclineToJoin,
    Entered,
    Founded,
    FoundSite,
    GetDoorstep,
    LookAround,
    MakeRequest,
    Prospect,
    ReadInvitation,
    RequestMade,
    TypeCode,
    Waiting,
)
from node.api.messages import decode_response
from node.api.site import GetStatus
from node.blobcheck import blob_is_right
from node.doorstep import Doorstep
from node.endpoint import ClosedError, queue_pair
from node.founding import found_site
from node.handover import begin_again, is_unseen
from node.invitation_file import invite_by_file
from node.inviting import knock, prove
from node.recovery import combine_shares
from node.secret_errors import VaultNotWrittenError, VaultTamperedError
from node.settings import NodeSettings, SettingsError, load_settings
from node.store.errors import DiskFullError
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from schema.i18n import LANGUAGES, text
from schema.ids import Hash
from schema.refusal import refusal_sentences, value_shown
from sync.addresses import Address
from sync.codes import Code
from sync.doorkeeper import RefusalCode
from sync.knocking import KnockError
from sync.looking import Doorway
from sync.messages import PairWelcome
from sync.pairing import Exchange, Newcomer
from sync.tls import fingerprint
from tests.node.full_disk import filling_disk
from tests.node.newcomers import administrator, code_of
from tests.node.paper.reading import pages_of, squeezed
from tests.node.small_site import CHEAP, StillClock, Streams
from tests.node.stations import PIN, Station
from tests.node.test_founding_form import FOUNDING, SECOND

SETTINGS = NodeSettings(listen="127.0.0.23:0", lobby="127.0.0.23:0", interfaces=("127.0.0.23",))
ADDRESS = "192.0.2.7:7441"


def doorstep(folder: Path) -> Doorstep:
    return Doorstep(folder, SETTINGS, clock=StillClock(), random=Streams(b"doorstep"), cost=CHEAP)


def lobby(site: Station, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Address, ...]]:
    """This station's lobby behind every address; which addresses were tried."""
    tried: list[tuple[Address, ...]] = []

    def knock_at(
        lobbies: list[Address], code: str, mine: Hash, request: bytes, random: Streams, *, source: str | None
    ) -> tuple[Hash, bytes]:
        del source
        tried.append(tuple(lobbies))
        there = Newcomer(code, mine, fingerprint(site.desk.vault.tls_certificate), random)
        exchange = knock(site.desk, "192.0.2.9", there.knock())
        if not isinstance(exchange, Exchange):
            raise KnockError(Code.REFUSED, exchange, "")
        welcome = prove(site.desk, exchange, there.prove(exchange.answer, request))
        if not isinstance(welcome, PairWelcome):
            raise KnockError(Code.REFUSED, welcome, "")
        return exchange.answer.site, there.welcomed(welcome)

    monkeypatch.setattr(module, "knock_at", knock_at)
    return tried


def code(answer: Answer) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def test_a_code_makes_a_workstation_once_a_person_has_confirmed(
    site: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = lobby(site, monkeypatch)
    made, folder = doorstep(tmp_path / "new"), tmp_path / "new"
    seen = made.handle(TypeCode(code=code_of(site), addresses=(ADDRESS,)))
    assert isinstance(seen, Prospect)
    assert (seen.site, seen.name) == ("Hôpital fictif de Valclair", "USC-9")
    assert seen.administrators == ("Deuxième Jeanne", "Zéro Ignace")
    assert not seen.words
    assert not (folder / FILE_NAME).exists()
    entered = made.handle(AgreeToJoin())
    assert isinstance(entered, Entered)
    assert entered.passphrase == made.passphrase
    assert len(tried) == 2, "to look, and to come in"
    vault = open_vault(folder / FILE_NAME, passphrase=made.passphrase)
    assert vault.workstation in site.desk.members.workstations
    assert load_settings(folder).typed == ("192.0.2.7:7440",)


def test_of_lobbies_only_what_was_typed_is_kept(
    site: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who announces itself does so again; whoever was typed last is who let it in."""

    async def look_around(**_options: object) -> list[Doorway]:
        return [Doorway("3f9a0c5512bd", Address("192.0.2.7", 7441))]

    lobby(site, monkeypatch)
    monkeypatch.setattr(module, "look_around", look_around)
    made = doorstep(tmp_path / "new")
    made.handle(LookAround())
    for addresses in ((ADDRESS,), ("192.0.2.8:7441",), (ADDRESS, "192.0.2.9:7441")):
        assert isinstance(made.handle(TypeCode(code=code_of(site), addresses=addresses)), Prospect)
    assert isinstance(made.handle(AgreeToJoin()), Entered)
    assert load_settings(tmp_path / "new").typed == ("192.0.2.9:7440",)


def test_who_declines_keeps_nothing_and_may_begin_again(
    site: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lobby(site, monkeypatch)
    made, typed = doorstep(tmp_path / "new"), TypeCode(code=code_of(site), addresses=(ADDRESS,))
    members = set(site.desk.members.workstations)
    assert isinstance(made.handle(typed), Prospect)
    assert isinstance(made.handle(DeclineToJoin()), Waiting)
    assert set(site.desk.members.workstations) == members, "the site knows nothing of it"
    assert code(made.handle(AgreeToJoin())) == "join.not_yet"
    assert not made.passphrase
    assert isinstance(made.handle(typed), Prospect)  # the same keys: told again
    assert isinstance(made.handle(AgreeToJoin()), Entered)


def test_a_site_is_founded_with_two_administrators(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    made = doorstep(folder)
    founded = made.handle(FoundSite(**FOUNDING, **SECOND))
    assert isinstance(founded, Founded)
    assert (founded.site, founded.name, founded.passphrase) == ("Site fictif", "PUI-1", made.passphrase)
    assert squeezed(founded.shares[2].split()[7]) in squeezed(pages_of(founded.pages)[2])
    assert combine_shares(founded.shares[1:])
    vault = open_vault(folder / FILE_NAME, passphrase=founded.passphrase)
    replica = Replica(folder, vault.database_key, vault.site, blob_is_right)
    try:
        assert len(replica.roll.now.people) == 2
    finally:
        replica.close()
    assert is_unseen(folder), "until its window has shown them"
    assert code(made.handle(FoundSite(**FOUNDING))) == "join.already_in"
    assert FOUNDING["pin"] not in repr(FoundSite(**FOUNDING))
    assert founded.passphrase not in repr(founded)


@pytest.mark.parametrize("failing", ["found_site", "founding_pages"])
def test_a_second_press_says_what_a_founding_that_failed_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    folder = tmp_path / "new"
    made, wanted = doorstep(folder), FoundSite(**FOUNDING)

    def fails(point: str) -> None:
        if point == "vault":
            raise DiskFullError

    def broken(*_: object) -> bytes:
        raise ZeroDivisionError

    replaced = partial(found_site, at_point=fails) if failing == "found_site" else broken
    with monkeypatch.context() as patched:
        patched.setattr(module, failing, replaced)
        first = made.handle(wanted)
    assert code(first) == ("store.disk_full" if failing == "found_site" else "request.defect")
    assert not made.passphrase, "nobody was shown any words"
    second = made.handle(wanted)
    assert second == Refused(code="join.words_not_shown", values={"folder": str(folder)})
    for language in LANGUAGES:
        assert "--again" in text("refusal.join.words_not_shown.next", language)
    begin_again(folder)  # what that command does
    assert isinstance(made.handle(wanted), Founded)


def test_a_second_agreement_says_it_too(
    site: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lobby(site, monkeypatch)
    made = doorstep(tmp_path / "new")
    assert isinstance(made.handle(TypeCode(code=code_of(site), addresses=(ADDRESS,))), Prospect)

    def fails(_: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(joining, "give_up_request", fails)
        assert code(made.handle(AgreeToJoin())) == "join.disk"
    assert code(made.handle(AgreeToJoin())) == "join.words_not_shown"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"place": " "}, "join.incomplete"),
        ({"pin": "12345"}, "pin.too_short"),
        ({"first_name": "Alix 2"}, "person.bad_name"),
        ({"second_family_name": "Deuxième"}, "join.incomplete"),
        ({**SECOND, "second_pin": "111111"}, "pin.all_equal"),
    ],
)
def test_a_site_that_cannot_be_founded_leaves_nothing(
    tmp_path: Path, changed: dict[str, str], expected: str
) -> None:
    assert code(doorstep(tmp_path / "new").handle(FoundSite(**{**FOUNDING, **changed}))) == expected
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_left_empty_is_named_as_the_screen_names_it(tmp_path: Path, language: str) -> None:
    must = {name for name, value in {**FOUNDING, **SECOND}.items() if value} - {"title"}
    for name in sorted(must):
        answer = doorstep(tmp_path / "new").handle(FoundSite(**{**FOUNDING, **SECOND, name: ""}))
        if name == "second_family_name":  # then there is no second one
            continue
        assert answer == Refused(code="join.incomplete", values={"field": name})
        said = value_shown("field", name, language)
        assert said != name
        assert said in refusal_sentences("join.incomplete", {"field": name}, language)[0]


def test_what_goes_wrong_is_an_answer(site: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lobby(site, monkeypatch)
    made = doorstep(tmp_path / "new")
    wanted: dict[str, Command] = {
        "join.no_code": TypeCode(code="7K4M", addresses=(ADDRESS,)),
        "join.no_address": TypeCode(code="7K4M9XWD", addresses=()),
        "join.address": TypeCode(code="7K4M9XWD", addresses=("nowhere",)),
        f"join.refused.{RefusalCode.NO_CODE.name.lower()}": TypeCode(code="7K4M9XWD", addresses=(ADDRESS,)),
        "join.no_request": ReadInvitation(content=b"", passphrase=""),
        "join.not_yet": GetStatus(),
    }
    assert {expected: code(made.handle(command)) for expected, command in wanted.items()} == {
        expected: expected for expected in wanted
    }
    (tmp_path / "file").touch()
    blocked = doorstep(tmp_path / "file")
    assert code(blocked.handle(MakeRequest(name="USC-9", place="x"))) == "join.disk"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (DiskFullError(), "store.disk_full"),
        (SettingsError("listen: nowhere"), "settings.unreadable"),
        (VaultNotWrittenError(path="vault", reason="No space left on device"), "join.disk"),
        (VaultTamperedError(path="vault"), "join.damaged_request"),
        (ZeroDivisionError("patient Essai"), "request.defect"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_fault_ends_the_thread_behind_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(module, "request_to_join", fails)
    made = doorstep(tmp_path / "new")
    client = made.client()
    answer = client.call(MakeRequest(name="USC-9", place="x"))
    assert code(answer) == expected
    assert "patient" not in repr(answer)
    for language in LANGUAGES:
        assert text(f"refusal.{expected}", language) != f"refusal.{expected}"
    client.ask(GetDoorstep(), Waiting)  # it goes on answering
    client.close()
    made.join()


def test_what_is_no_request_is_answered_too(tmp_path: Path) -> None:
    made = doorstep(tmp_path / "new")
    window, mine = queue_pair()
    thread = threading.Thread(target=made._serve, args=(mine,))
    thread.start()
    window.send(b"\xc1")
    _, answer = decode_response(window.receive())
    assert isinstance(answer, Refused)
    assert answer.code == "request.unreadable"
    window.close()
    thread.join()


def test_a_real_full_disk_in_the_window(
    site: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is kept, and with room it becomes what it was to become."""
    lobby(site, monkeypatch)
    made, folder = doorstep(tmp_path / "new"), tmp_path / "new"
    client = made.client()
    client.ask(TypeCode(code=code_of(site), addresses=(ADDRESS,)), Prospect)
    knock_at: Callable[..., tuple[Hash, bytes]] = vars(module)["knock_at"]
    with filling_disk() as limit:

        def elsewhere(*asked: Any, **more: Any) -> tuple[Hash, bytes]:
            """The site's disk, in this same process, has room."""
            limit(2**40)
            try:
                return knock_at(*asked, **more)
            finally:
                limit(20_000)

        monkeypatch.setattr(module, "knock_at", elsewhere)
        limit(20_000)
        refused = client.call(AgreeToJoin())
    assert code(refused).partition(".")[0] == "store"
    assert not (folder / FILE_NAME).exists()
    client.ask(AgreeToJoin(), Entered)
    assert is_unseen(folder), "until the words have opened it"
    client.close()
    made.join()


def test_by_files_the_words_are_shown_before_it_is_kept(site: Station, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    made = doorstep(folder)
    waiting = made.handle(GetDoorstep())
    assert waiting == Waiting(folder=str(folder), request=None)
    asked = made.handle(MakeRequest(name="USC-9", place="Réanimation"))
    assert isinstance(asked, RequestMade)
    command = InviteByFile(content=asked.request.content, pin=PIN)
    invited = invite_by_file(site.desk, administrator(site), command)
    assert isinstance(invited, InvitationMade)

    again = doorstep(folder)  # days later, the program started anew
    assert again.handle(GetDoorstep()) == Waiting(folder=str(folder), request=asked.request), "its words too"
    wrong = ReadInvitation(content=invited.content, passphrase="abaisser " * 6)
    assert code(again.handle(wrong)) == "join.passphrase"
    seen = again.handle(ReadInvitation(content=invited.content, passphrase=asked.passphrase))
    assert isinstance(seen, Prospect)
    assert seen.words == invited.words
    entered = again.handle(AgreeToJoin())
    assert isinstance(entered, Entered)
    assert entered.passphrase == ""
    assert again.passphrase == asked.passphrase
    assert open_vault(folder / FILE_NAME, passphrase=asked.passphrase).workstation_name == "USC-9"


def test_a_window_speaks_to_it_as_to_a_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_around(**options: object) -> list[Doorway]:
        assert options == {"interfaces": ("127.0.0.23",)}
        return [Doorway("3f9a0c5512bd", Address("192.0.2.7", 7441))]

    monkeypatch.setattr(module, "look_around", look_around)
    made = doorstep(tmp_path / "new")
    client = made.client()
    found = client.ask(LookAround(), Around)
    assert [(one.site_tag, one.address) for one in found.doorways] == [("3f9a0c5512bd", ADDRESS)]
    client.close()
    made.join()
    with pytest.raises(ClosedError):
        client.call(GetDoorstep())
