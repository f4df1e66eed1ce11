"""What comes from outside is pinned, comes from anywhere, and is not committed."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.house.sources import HOME, project_files, shown

# Put together here so that this file does not hold what it looks for.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("unpkg", "com"),
        ("cdn", "jsdelivr", "net"),
        ("cdnjs", "cloudflare", "com"),
    )
]
THIRD_PARTY = re.compile(
    r"(^|/)(node_modules|vendor|site-packages)/|\.min\.\w+$|\.(woff2?|ttf|otf)$"
)


def test_no_file_names_the_host_of_a_package_registry() -> None:
    named = [
        f"{shown(path)} names {host}"
        for path in project_files()
        for host in REGISTRY_HOSTS
        if host.encode() in path.read_bytes()
    ]

    assert not named


def test_the_lock_of_the_front_end_says_what_but_not_where_from() -> None:
    packages = json.loads((HOME / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}

    assert installed
    assert not [name for name, package in installed.items() if "resolved" in package]
    assert not [name for name, package in installed.items() if "integrity" not in package]


@pytest.mark.parametrize(
    "lock", sorted((HOME / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_a_lock_says_what_but_not_where_from(lock: Path) -> None:
    text = lock.read_text()

    assert "://" not in text
    assert "file:" not in text


@pytest.mark.parametrize(
    "lock", sorted((HOME / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_every_package_of_a_lock_has_a_hash(lock: Path) -> None:
    packages = re.split(r"\n(?=\S)", lock.read_text().strip())

    assert packages
    assert not [package for package in packages if "--hash=sha256:" not in package]


def test_every_package_that_is_asked_for_is_in_its_lock() -> None:
    missing = [
        f"{lock.name} lacks {name}"
        for lock in (HOME / "requirements").glob("*.txt")
        for name in asked_for(lock.with_suffix(".in").read_text())
        if not re.search(rf"^{re.escape(name)}(\[.*\])?==", lock.read_text(), re.MULTILINE)
    ]

    assert not missing


def test_nothing_of_a_third_party_is_committed() -> None:
    committed = [shown(path) for path in project_files() if THIRD_PARTY.search(shown(path))]

    assert not committed


@pytest.mark.parametrize("folder", ["static/vendor", "node_modules", ".venv", ".venv-peer"])
def test_git_ignores_what_is_installed(folder: str) -> None:
    subprocess.run(  # noqa: S603 - git, about a folder named above
        ["git", "check-ignore", "--quiet", f"{folder}/anything"],  # noqa: S607 - git
        check=True,
        cwd=HOME,
        timeout=120,
    )


def asked_for(text: str) -> list[str]:
    names = (re.match(r"[A-Za-z0-9_.-]+", line) for line in text.splitlines())
    return [name[0].lower() for name in names if name and not name[0].startswith("-")]
