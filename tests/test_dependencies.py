"""What this project stands on: each dependency has its reason, its exact pin, and a use."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tree import PACKAGES, ROOT, imported_names, project_file, python_sources

DIRECT: list[str] = project_file()["project"]["dependencies"]
DEV: list[str] = project_file()["dependency-groups"]["dev"]
FUZZ: list[str] = project_file()["dependency-groups"]["fuzz"]  # not installed unless somebody fuzzes
PINS: list[str] = project_file()["tool"]["uv"]["constraint-dependencies"]

# Programs for other engines, run by interpreters of their own (ops/bench/peers/engines.py).
FOREIGN = "ops/bench/peers/drivers"

# Packages that hold data rather than code: found by their folder, imported by nobody.
DATA_ONLY: set[str] = {"font-source-sans-pro"}


@pytest.mark.parametrize("name", [*DIRECT, *DEV, *FUZZ])
def test_each_dependency_says_its_reason_and_leaves_its_version_to_the_pins(name: str) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(rf'^  "{re.escape(name)}", # \S', text, re.MULTILINE)
    assert re.fullmatch(r"[a-z0-9-]+", name)


def test_everything_installed_is_pinned_exactly() -> None:
    pins = dict(pin.split("==") for pin in PINS)
    installed = {name: distribution(name).version for name in _closure([*DIRECT, *DEV])}
    assert {name: pins.get(name) for name in installed} == installed


def test_pins_are_in_order_and_said_once() -> None:
    names = [pin.split("==")[0] for pin in PINS]
    assert names == sorted(set(names))


def _closure(names: list[str]) -> set[str]:
    """These distributions and all that they need on this machine, by canonical name."""
    wanted = [canonicalize_name(name) for name in names]
    seen: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        for line in distribution(name).requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                wanted.append(canonicalize_name(requirement.name))
    return seen


def test_the_product_imports_only_what_it_declares() -> None:
    """A package that is here because a test needs it would be missing on a ward."""
    owners = packages_distributions()
    undeclared = {
        f"{path}: {name}"
        for path in python_sources(*PACKAGES)
        if not path.is_relative_to(FOREIGN)
        for name in imported_names(path)
        if (top := name.partition(".")[0]) not in {*PACKAGES, *sys.stdlib_module_names}
        and not {canonicalize_name(owner) for owner in owners.get(top, ())} & set(DIRECT)
    }
    assert not undeclared, "\n".join(sorted(undeclared))


def test_every_dependency_is_used() -> None:
    imported = {name.partition(".")[0] for path in python_sources(*PACKAGES) for name in imported_names(path)}
    owners = packages_distributions()
    used = {canonicalize_name(owner) for top in imported for owner in owners.get(top, ())}
    assert set(DIRECT) - used - DATA_ONLY == set()


def test_one_file_knows_the_database_engine() -> None:
    importers = [
        path
        for path in python_sources(*PACKAGES)
        if any(name.partition(".")[0] == "sqlcipher3" for name in imported_names(path))
    ]
    assert len(importers) == 1, importers
    assert importers[0].is_relative_to("node/store")


_STATEMENT = re.compile(r"connection\.(rows|row|value|each|do|do_many|execute|exec_driver_sql)\(")


def test_only_the_store_speaks_to_the_database() -> None:
    """Handlers, desk and windows ask `node/store`; measures and the simulator look beneath on purpose."""
    speakers = [
        path
        for path in python_sources("sync", "node", "ui")
        if not path.is_relative_to("node/store")
        and _STATEMENT.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert speakers == []


@pytest.mark.parametrize("name", ["schema", "ops"])
def test_no_public_package_of_our_names_is_installed(name: str) -> None:
    with pytest.raises(PackageNotFoundError):
        distribution(name)
