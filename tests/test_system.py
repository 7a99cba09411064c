"""What `make test` does about system packages that are not there: with rights, without, and elsewhere."""

import subprocess
import sys
from pathlib import Path

import pytest
import system

TOOLS = ("chromium", "bwrap")
RECORD = '#!/bin/sh\necho "$0 $*" >>{log}\n'


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all commands of a Debian that lacks everything, where this is an ordinary account."""
    commands = tmp_path / "commands"
    commands.mkdir()
    (commands / "env").symlink_to("/usr/bin/env")
    monkeypatch.setenv("PATH", str(commands))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(system, "FONTS", (str(tmp_path / "fonts"),))
    monkeypatch.setattr(system, "_library", lambda name: False)
    monkeypatch.setattr(system, "ubuntu", lambda: False)
    monkeypatch.setattr(system.platform, "system", lambda: "Linux")
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    return commands


def command(folder: Path, name: str, ending: str = "") -> None:
    """A command that writes down how it was called."""
    path = folder / name
    path.write_text(RECORD.format(log=folder / "log") + ending)
    path.chmod(0o755)


def calls(folder: Path) -> list[str]:
    log = folder / "log"
    return log.read_text().replace(f"{folder}/", "").splitlines() if log.exists() else []


def test_what_is_missing_is_found_out(machine: Path, tmp_path: Path) -> None:
    assert system.missing() == ["chromium", "bubblewrap", "fonts-dejavu-core", "libatomic1"]
    for tool in TOOLS:
        command(machine, tool)
    (tmp_path / "fonts" / "truetype").mkdir(parents=True)
    (tmp_path / "fonts" / "truetype" / "DejaVuSans.ttf").touch()
    assert system.missing() == ["libatomic1"]


def test_a_browser_named_by_hand_counts(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(tmp_path, "my browser")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "my browser"))
    assert system.chromium() == str(tmp_path / "my browser")
    assert "chromium" not in system.missing()


def test_root_installs_what_is_missing_and_says_so(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    command(machine, "apt-get")
    command(machine, "bwrap")
    assert system.main() == 0
    update, install = calls(machine)
    assert update.startswith("apt-get")
    assert update.endswith("update")
    assert install.endswith("install --yes --no-install-recommends chromium fonts-dejavu-core libatomic1")
    said = capsys.readouterr()
    assert said.out == (
        "make test installs the system packages it lacks: chromium fonts-dejavu-core libatomic1\n"
    )
    assert said.err == ""


def test_sudo_without_a_password_is_used(machine: Path) -> None:
    command(machine, "apt-get")
    command(machine, "sudo", '[ "$2" = true ] && exit 0; shift; exec "$@"\n')
    assert system.main() == 0
    assert [line.split()[0] for line in calls(machine)] == ["sudo", "sudo", "apt-get", "sudo", "apt-get"]


@pytest.mark.parametrize(
    "has", [("apt-get",), ("apt-get", "sudo"), ()], ids=["no-sudo", "password", "no-apt"]
)
def test_without_rights_one_line_names_what_is_missing(
    machine: Path, has: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for tool in has:
        command(machine, tool, "exit 1\n")
    assert system.main() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert said.err.count("chromium bubblewrap fonts-dejavu-core libatomic1") == 2
    assert not any("install" in line for line in calls(machine))


def test_a_failed_installation_stops_the_tests(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    command(machine, "apt-get", "exit 100\n")
    assert system.main() == 1
    assert "apt-get update failed" in capsys.readouterr().err


def test_ubuntu_leaves_the_browser_to_playwright(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    monkeypatch.setattr(system, "ubuntu", lambda: True)
    command(machine, "apt-get")
    assert system.main() == 0
    assert calls(machine)[1].endswith("bubblewrap fonts-dejavu-core libatomic1")


@pytest.mark.parametrize("name", ["Darwin", "Windows"])
def test_other_systems_need_no_package(machine: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(system.platform, "system", lambda: name)
    assert system.main() == 0


def test_it_runs_before_anything_is_installed() -> None:
    """With a Python that has no packages, and on this machine, which runs these tests, finds all it needs."""
    script = Path(system.__file__)
    done = subprocess.run([sys.executable, "-I", "-S", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
