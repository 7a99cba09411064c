"""What `make test` needs beside Python packages: found, installed on Debian and Ubuntu, or named in one line.

Runs before anything is installed, so it imports nothing but Python's own modules.
"""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def chromium() -> str | None:
    """Path of $CHROMIUM, else of a Chromium on PATH; None where there is none."""
    names = (os.environ.get("CHROMIUM"), *CHROMIUM)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def _library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _font(name: str) -> bool:
    return any(True for folder in FONTS for _ in Path(folder).expanduser().rglob(name))


def missing() -> list[str]:
    """Debian's names of the packages that this machine lacks."""
    if platform.system() != "Linux":  # there is no bubblewrap; Playwright brings its own browser
        return []
    there = {
        "chromium": chromium() is not None,
        "bubblewrap": shutil.which("bwrap") is not None,  # isolates what the grader runs
        "fonts-dejavu-core": _font("DejaVuSans.ttf"),
        "libatomic1": _library("libatomic.so.1"),  # Playwright's driver needs it
    }
    return [package for package, found in there.items() if not found]


def as_root() -> list[str] | None:
    """What to write before a command that needs root: nothing, sudo, or None where there is no way."""
    if os.geteuid() == 0:
        return []
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False, **quiet).returncode == 0:
        return ["sudo", "-n"]
    return None


def ubuntu() -> bool:
    """Whether Chromium is a snap here, which a test cannot steer: Playwright brings its own instead."""
    return "\nID=ubuntu" in "\n" + Path("/etc/os-release").read_text(encoding="utf-8")


def main() -> int:
    """Install what is missing, or name it; 0 if the tests can go on."""
    packages = missing()
    if not packages:
        return 0
    root = as_root() if shutil.which("apt-get") else None
    if root is None:
        print(
            f"make test needs system packages that are not here: {' '.join(packages)} (Debian's names). "
            f"Install them first, on Debian or Ubuntu with: sudo apt-get install {' '.join(packages)}",
            file=sys.stderr,
        )
        return 1
    if "chromium" in packages and ubuntu():
        packages.remove("chromium")
    print(f"make test installs the system packages it lacks: {' '.join(packages)}", flush=True)
    quietly = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o=Dpkg::Use-Pty=0"]
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run([*quietly, *command], stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            print(f"apt-get {' '.join(command)} failed; its own words stand above.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
