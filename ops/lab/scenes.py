"""What is tried in the laboratory, one function a scene; each leaves all workstations equal again."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ops.lab.site import FRONT_PORT, LabSite, Worker, spread, until
from ops.lab.wiring import Flaw, Wiring

Figures = dict[str, Any]
ROUNDS = 5
ACTS = 20
_BAD = Flaw(loss_percent=3, delay_ms=25)


def discovery(site: LabSite, _wiring: Wiring, size: int, _acts: int) -> Figures:
    """The site grows to its size: how long until a started workstation talks with one, with all."""
    one: list[float] = []
    every: list[float] = []
    for _ in range(size - len(site.hosts)):
        host = site.join()
        worker = site.start(host)
        until(partial(_talks, worker), f"{host.name} finds nobody")
        one.append(time.perf_counter() - host.serving_since)
        until(partial(site.connected, worker), f"{host.name} does not find everybody")
        every.append(time.perf_counter() - host.serving_since)
    found = [peer.found_by for worker in site.workers.values() for peer in worker.peers().values()]
    by = {source: found.count(source) for source in sorted(set(found))}
    return {"workstations": len(site.hosts), "first_s": spread(one), "all_s": spread(every), "found_by": by}


def new_act(site: LabSite, _wiring: Wiring, _size: int, _acts: int) -> Figures:
    """An act made on one workstation while all are connected: when every other shows it."""
    settle(site)
    first, *others = site.workers.values()
    delays: list[float] = []
    for _ in range(ACTS):
        for other in others:
            other.expect()
        first.note()
        start = time.perf_counter()
        delays += [max(other.wait() - start, 0.0) * 1000 for other in others]
        settle(site)
    return {"acts": ACTS, "others": len(others), "ms": spread(delays)}


def cable(site: LabSite, wiring: Wiring, _size: int, acts: int) -> Figures:
    """A cable is pulled, acts are made on both sides of it, the cable is put back."""
    settle(site)
    name = site.hosts[-1].name
    apart, first = site.workers[name], site.workers[site.hosts[0].name]
    seconds: list[float] = []
    for _ in range(ROUNDS):
        wiring.pull(apart.host.port)
        until(lambda: not first.peers()[name].connected, f"nobody notices that {name} is gone")
        for number in range(acts):
            (apart, first)[number % 2].note()
        wiring.restore(apart.host.port)
        seconds.append(until(lambda: _level(site, apart), f"{name} does not come back"))
        settle(site)
    return {"acts": acts, "rounds": ROUNDS, "link_up_to_converged_s": spread(seconds)}


def bad_cable(site: LabSite, wiring: Wiring, _size: int, acts: int) -> Figures:
    """Frames are lost and late in both directions."""
    settle(site)
    host = site.hosts[-1]
    worker = site.workers[host.name]
    wiring.spoil(host.port, _BAD)
    seconds = _acts_reach_all(site, worker, acts // 5)
    wiring.mend(host.port)
    settle(site)
    return {"loss_percent": _BAD.loss_percent, "delay_ms": _BAD.delay_ms, "acts": acts // 5, "s": seconds}


def twice_one_address(site: LabSite, wiring: Wiring, _size: int, _acts: int) -> Figures:
    """Two computers have the same address for a while, as happens after a wrong reservation."""
    settle(site)
    one, other = site.hosts[-2:]
    wiring.readdress(other.port, one.port.address)
    for worker in (site.workers[one.name], site.workers[other.name]):
        worker.note()
    time.sleep(3)
    wiring.readdress(other.port, f"{other.address}/24")
    return {"healed_s": round(settle(site), 3)}


def no_multicast(site: LabSite, wiring: Wiring, _size: int, _acts: int) -> Figures:
    """The switch blocks multicast: a newcomer who was told one address finds everybody from there."""
    wiring.multicast(allowed=False)
    host = site.join(typed=[f"{site.hosts[0].address}:{FRONT_PORT}"])
    wiring.multicast(allowed=False)
    worker = site.start(host)
    until(lambda: site.connected(worker), f"{host.name} does not find everybody without multicast")
    seconds = time.perf_counter() - host.serving_since
    found = sorted({peer.found_by for peer in worker.peers().values()})
    settle(site)
    wiring.multicast(allowed=True)
    return {"all_s": round(seconds, 3), "found_by": found}


def late_card(site: LabSite, wiring: Wiring, _size: int, _acts: int) -> Figures:
    """A workstation starts without any network; its card appears later."""
    host = site.hosts[-1]
    site.stop(host)
    wiring.unplug(host.port)
    worker = site.start(host)
    worker.note()
    alone = not any(peer.connected for peer in worker.peers().values())
    site.wiring_of(host)
    seconds = until(lambda: site.connected(worker), f"{host.name} does not use its new card")
    settle(site)
    return {"worked_alone": alone, "all_s": round(seconds, 3)}


PLAYED: Mapping[str, Callable[[LabSite, Wiring, int, int], Figures]] = {
    one.__name__: one
    for one in (discovery, new_act, cable, bad_cable, twice_one_address, no_multicast, late_card)
}
"""By the names of `ops.lab.plan.SCENES`."""


def settle(site: LabSite) -> float:
    """Wait until all workstations hold the same; seconds."""
    return until(site.equal, "the workstations do not come to hold the same")


def _talks(worker: Worker) -> bool:
    return any(peer.connected for peer in worker.peers().values())


def _level(site: LabSite, back: Worker) -> bool:
    """Whether every other talks with the one that is back, neither lacks anything, and all are equal."""
    name = back.host.name
    peers = (worker.peers()[name] for worker in site.workers.values() if worker is not back)
    return all(peer.connected and not peer.we_lack and not peer.they_lack for peer in peers) and site.equal()


def _acts_reach_all(site: LabSite, worker: Worker, acts: int) -> float:
    start = time.perf_counter()
    for _ in range(acts):
        worker.note()
    settle(site)
    return round(time.perf_counter() - start, 3)
