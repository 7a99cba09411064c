"""The command that shuts a child process in: no network, no other process, no file but Python's own."""

import os
import sysconfig
from pathlib import Path

FOLDER = 64 << 20  # bytes that may stand in the temporary folder
PROGRAM = "/grader/child"
DEVICES = (Path("/dev/null"), Path("/dev/zero"), Path("/dev/urandom"))


def shut_in(python: str, packages: list[Path], program: Path) -> list[str]:
    """Return the command that shows a child Python, NumPy and system libraries, and hides the rest.

    Parameters
    ----------
    python : the interpreter
    packages : the folders where NumPy and its kin are installed
    program : the folder of what the child runs; it finds it at `PROGRAM`
    """
    library = Path(sysconfig.get_config_var("LIBDIR") or "/usr/lib")
    shown = [Path(python), Path(sysconfig.get_path("stdlib")), library, *packages]
    shown += [Path("/usr/lib"), Path("/usr/lib64"), Path("/etc/ld.so.cache"), Path("/etc/alternatives")]
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--die-with-parent", "--new-session"]
    if os.geteuid() == 0:  # the child gives up root by itself, and with it these
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--cap-drop", "ALL"]
    command += ["--perms", "1777", "--size", str(FOLDER), "--tmpfs", "/tmp"]  # before what lies below it
    paths = list(dict.fromkeys(path for path in shown if path.exists()))
    # A folder that bubblewrap makes by itself, for what is to be shown in it, is root's alone.
    folders = {parent for path in (*paths, Path(PROGRAM), *DEVICES) for parent in path.parents}
    for folder in sorted(folders - {Path("/")}):
        command += ["--dir", str(folder)]
    for path in paths:
        command += ["--ro-bind", str(path), str(path)]
    for path in (Path("/lib"), Path("/lib64")):
        if path.is_symlink():
            command += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            command += ["--ro-bind", str(path), str(path)]
    own = program.parents[1]  # rnnlib: it holds the right answers
    if any(own.is_relative_to(path) for path in paths):
        command += ["--tmpfs", str(own)]
    command += ["--ro-bind", str(program), PROGRAM, "--proc", "/proc"]
    for device in DEVICES:
        command += ["--dev-bind", str(device), str(device)]
    return [*command, "--remount-ro", "/", "--chdir", "/tmp"]
