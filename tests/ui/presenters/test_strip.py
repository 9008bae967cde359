"""The strip says what is known, from when, and never "synchronised"."""

from __future__ import annotations

import msgspec
import pytest

from node.api.site import GetStatus, Status
from schema.ids import short_text
from sync.addresses import Source
from sync.codes import Code
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import DAY, NOW, PEOPLE
from ui.format import Format
from ui.presenters.strip import Strip, strip

WORDS = Format("fr")


def status(**changes: object) -> Status:
    found = FakeNode().call(GetStatus())
    assert isinstance(found, Status)
    return msgspec.structs.replace(found, **changes)


def shown(**changes: object) -> Strip:
    return strip(WORDS, status(**changes), PEOPLE[0], NOW)


def test_who_with_role_and_where() -> None:
    found = shown()
    assert (found.who, found.role) == ("Dr EXEMPLE Claire", "pharmacien")
    assert "PUI-1" in found.where


def test_each_peer_has_its_evidence() -> None:
    near, late, apart = shown().peers
    assert near.mark is not None
    assert near.mark.kind == "linked"
    assert "à l’instant" in near.text
    assert "il lui manque 3" in late.text
    assert "horloge −95\u00a0s" in late.text
    assert apart.mark is not None
    assert apart.mark.kind == "apart"
    assert apart.tone == "warning"
    assert "il nous manque 4" in apart.text
    assert "dernier échange" in apart.detail


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_never_says_synchronised(language: str) -> None:
    found = strip(Format(language), status(), PEOPLE[0], NOW)
    said = " ".join(item.text + item.detail for item in (*found.peers, *found.evidence))
    assert "synchron" not in said.lower()
    assert "synced" not in said.lower()


def test_acts_on_this_workstation_only() -> None:
    assert "3 actes sur ce poste uniquement" in [item.text for item in shown().evidence]
    assert "1 acte sur ce poste uniquement" in [item.text for item in shown(only_here=1).evidence]
    assert "chaque acte est tenu ailleurs aussi" in [item.text for item in shown(only_here=0).evidence]


def test_snapshot_and_data_of() -> None:
    texts = [item.text for item in shown().evidence]
    assert "sauvegarde il y a 19 h" in texts
    assert any("02\u2011nov." in text for text in texts)
    old = {item.key: item for item in shown(last_snapshot=NOW - 9 * DAY, catalogue_of="").evidence}
    assert old["snapshot"].tone == "warning"
    assert "aucune base" in old["catalogue"].text
    never = {item.key: item for item in shown(last_snapshot=None).evidence}
    assert never["snapshot"].text == "sauvegarde jamais"


def test_a_workstation_that_has_written_nothing_shows_no_head_of_zeros() -> None:
    assert "témoin 00ABCDEF" in [item.text for item in shown(head="00ABCDEF").evidence]
    (empty,) = [item for item in shown(head="").evidence if item.key == "head"]
    assert empty.text == "aucun témoin\u202f: rien n’est encore écrit ici"


def test_alarms_come_first_and_nothing_is_said_when_all_is_well() -> None:
    assert [item.key for item in shown(set_aside=2).alerts] == ["alarms", "conflicts", "set_aside"]
    assert shown(alarms=0, conflicts=0).alerts == ()


@pytest.mark.parametrize(
    ("signed_in", "said", "short"),
    [(True, ["3 alarmes, 1 à vous", "9 désaccords, 3 à vous"], ["1/3", "3/9"]),
     (False, ["3 alarmes", "9 désaccords"], ["3", "9"])],
)  # fmt: skip
def test_what_waits_says_how_much_of_it_is_for_who_has_signed_in(
    signed_in: bool, said: list[str], short: list[str]
) -> None:
    found = shown(alarms=3, my_alarms=1, conflicts=12, my_conflicts=4, signed_in=signed_in).alerts
    assert [item.text for item in found] == said
    assert [item.short for item in found] == short


def test_what_is_an_alarm_is_not_counted_twice() -> None:
    found = shown(alarms=5, my_alarms=5, conflicts=5, my_conflicts=5).alerts
    assert [item.key for item in found] == ["alarms"]


@pytest.mark.parametrize(("trouble", "screen"), [("twin", "incidents"), ("elsewhere", "workstations")])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_another_machine_under_the_same_name_is_an_alarm(language: str, trouble: str, screen: str) -> None:
    words, peer = Format(language), status().peers[0]
    alone = strip(words, status(), None, NOW)
    assert "two_machines" not in {item.key for item in alone.alerts}
    seen = status(peers=(msgspec.structs.replace(peer, trouble=trouble),))
    (alert,) = [item for item in strip(words, seen, None, NOW).alerts if item.key == "two_machines"]
    assert (alert.tone, alert.screen) == ("alarm", screen)
    assert peer.name in alert.text
    assert words(f"peer.{trouble}") in alert.detail
    assert words("ui.forks.twice", name=peer.name) in alert.detail, "or its disk was put back"


def test_acts_set_aside_lead_to_the_list_of_them() -> None:
    (alert,) = [item for item in shown(set_aside=25).alerts if item.key == "set_aside"]
    assert alert.screen == "aside"
    assert "Actes mis de côté" in alert.detail


def test_a_workstation_alone_and_one_that_waits() -> None:
    assert "aucun autre poste" in shown(peers=()).peers[0].text
    assert strip(WORDS, None, None, NOW).evidence[0].key == "waiting"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_and_every_way_of_finding_has_its_words(language: str) -> None:
    words = Format(language)
    peer = status().peers[2]
    reasons = [code.name.lower() for code in Code] + ["twin", "elsewhere", "fork", "evidence", "blob_bad"]
    ways = [*(source.value for source in Source), "incoming"]
    for reason in reasons:
        seen = status(peers=(msgspec.structs.replace(peer, trouble=reason),))
        detail = strip(words, seen, None, NOW).peers[0].detail
        assert reason not in detail.splitlines(), reason
        assert "peer." not in detail
        assert "sync.error" not in detail
    for way in ways:
        seen = status(peers=(msgspec.structs.replace(peer, found_by=way),))
        assert "ui.peer" not in strip(words, seen, None, NOW).peers[0].detail, way


def test_a_reason_of_a_newer_program_is_no_bare_code() -> None:
    peer = msgspec.structs.replace(status().peers[2], trouble="unheard_of")
    detail = strip(WORDS, status(peers=(peer,)), None, NOW).peers[0].detail
    assert "Autre incident\u202f: unheard_of." in detail


def test_a_clock_in_doubt_and_other_states_are_loud() -> None:
    found = shown(clock_doubt="behind", diverging=("PUI-1", "HDJ-1"))
    (alert,) = [item for item in found.alerts if item.key == "diverging"]
    assert alert.tone == "alarm"
    assert "PUI-1, HDJ-1" in alert.detail
    lied = shown(enrolled_twice=("USC-1",), keys_twice=("Dr Camille FICTIF",))
    names = {item.key: (item.tone, item.detail) for item in lied.alerts}
    for key, name in (("enrolled_twice", "USC-1"), ("keys_twice", "Dr Camille FICTIF")):
        assert names[key][0] == "alarm"
        assert name in names[key][1]
    (clock,) = [item for item in found.evidence if item.key == "clock"]
    assert "en retard" in clock.detail
    assert not [item for item in shown().evidence if item.key == "clock"]


def test_who_is_reached_by_sticks_alone_was_heard_of() -> None:
    apart = msgspec.structs.replace(
        status().peers[-1], connected=False, last_exchange=None, last_news=NOW - DAY
    )
    (item,) = shown(peers=(apart,)).peers
    assert "dernières nouvelles" in item.text
    assert "aucun échange" not in item.text
    assert "par clé" in item.detail
    (older,) = shown(peers=(msgspec.structs.replace(apart, last_exchange=NOW),)).peers
    assert "nouvelles" not in older.text


def test_peers_of_one_name_are_told_apart() -> None:
    peer = status().peers[0]
    double = msgspec.structs.replace(peer, workstation=bytes(15) + b"\x07")
    one, other = shown(peers=(peer, double)).peers
    assert one.text.startswith(f"{peer.name} [{short_text(peer.workstation)}]")
    assert other.text.startswith(f"{peer.name} [{short_text(double.workstation)}]")


def peer_text(**changes: object) -> str:
    (peer, *_) = status().peers
    return shown(peers=(msgspec.structs.replace(peer, **changes),)).peers[0].text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (95, "+95\u00a0s"),
        (3 * 3600, "+3\u00a0h"),
        (-5 * 86_400, "\u22125 j"),
        (-3 * 365 * 86_400, "\u22123 ans"),
        (800 * 86_400, "+2 ans"),
    ],
)
def test_a_clock_that_is_far_off_is_told_in_days_and_years(seconds: int, said: str) -> None:
    assert f"horloge {said}" in peer_text(clock_difference_ms=seconds * 1000, connected=True)


def test_what_a_clock_was_at_the_last_exchange_is_told_as_such_and_alarms_nobody() -> None:
    (peer, *_) = status().peers
    apart = msgspec.structs.replace(peer, connected=False, clock_difference_ms=-26_280 * 3_600_000)
    (item,) = shown(peers=(apart,)).peers
    assert "horloge" not in item.text
    assert "horloge \u22123 ans au dernier échange" in item.detail


def test_news_are_as_old_as_they_came_and_say_what_their_clock_said() -> None:
    wrong = NOW - 810 * DAY
    came = {"connected": False, "last_exchange": None, "last_news": wrong}
    said = peer_text(**came, news_came=NOW - 5 * 60_000)
    assert "nouvelles reçues il y a 5 min (datées du" in said
    assert "810" not in said
    near = peer_text(connected=False, last_exchange=None, last_news=NOW - 360_000, news_came=NOW - 300_000)
    assert "nouvelles reçues il y a 5 min" in near
    assert "datées" not in near
    with_it = peer_text(connected=False, last_exchange=NOW - 600_000, last_news=NOW, news_came=NOW - 599_000)
    assert "nouvelles" not in with_it
