"""The self-study archive: lessons, program and a start file to double-click, in one ZIP file for Windows, macOS and Linux.

Practicum/
  Read me first.txt
  Start on Windows.bat · Start on macOS.command · Start on Linux.sh
  start.py           what the three call: sets the program up once, then opens the learner's home page
  requirements.txt   every package with its hashes; nothing that has to be compiled, no nbgrader
  practicum-….whl    the program
  wheels/            the packages themselves, if they were asked for
  lessons/           the self-study edition
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from practicum.course import CourseError, selfstudy

NAME = "Practicum"
FILES = Path(__file__).parent / "files"
LOCK = "requirements-learner.lock"
MARK = "lessons/version.txt"
LINES = {".bat": "\r\n", ".txt": "\r\n"}  # what Windows' own editor and shell want
# The systems for which packages can be put into the archive: pip's names of platforms.
PLATFORMS = {
    "windows": ["win_amd64"],
    "macos": ["macosx_11_0_arm64", "macosx_11_0_x86_64", "macosx_11_0_universal2", "macosx_10_13_x86_64"],
    "linux": ["manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64"],
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def start_files() -> Iterator[tuple[str, bytes, int]]:
    """(name, content, mode) of what a learner sees first."""
    for path in sorted(FILES.iterdir()):
        text = path.read_text("utf-8")
        end = LINES.get(path.suffix, "\n")
        mode = 0o755 if path.suffix in (".sh", ".command") else 0o644
        yield path.name, text.replace("\n", end).encode(), mode


def wheel(root: Path, place: Path) -> Path:
    """The program as a wheel, built from the course's folder. Raises CourseError."""
    if not (root / "pyproject.toml").is_file():
        raise CourseError(f"{root} has no pyproject.toml; build the archive in the folder that holds the program too.")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", *_isolation(), "--wheel-dir", str(place), str(root)],
        capture_output=True, text=True,
    )  # fmt: skip
    found = sorted(place.glob("practicum-*.whl"))
    if done.returncode or not found:
        why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CourseError(f"The program could not be packed: {why}")
    return found[0]


def _isolation() -> list[str]:
    import importlib.util

    return ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []


def packages(lock: Path, place: Path, systems: list[str]) -> int:
    """Fetch every package for these systems, as wheels alone; gives how many. Raises CourseError."""
    for system in systems:
        for version in PYTHONS:
            platforms = [word for name in PLATFORMS[system] for word in ("--platform", name)]
            done = subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary=:all:", "--no-deps",
                 *platforms, "--python-version", version, "--implementation", "cp", "--dest", str(place), "-r",
                 str(marked(lock, place, system, version))],
                capture_output=True, text=True,
            )  # fmt: skip
            if done.returncode:
                why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
                raise CourseError(f"The packages for {system} and Python {version} could not be fetched: {why}")
    return len(list(place.glob("*.whl")))


def marked(lock: Path, place: Path, system: str, version: str) -> Path:
    """The lock as it reads on another system: pip evaluates markers for the one that it runs on."""
    from packaging.markers import Marker, default_environment

    of = {
        "windows": {
            "sys_platform": "win32",
            "platform_system": "Windows",
            "os_name": "nt",
            "platform_machine": "AMD64",
        },
        "macos": {
            "sys_platform": "darwin",
            "platform_system": "Darwin",
            "os_name": "posix",
            "platform_machine": "arm64",
        },
        "linux": {
            "sys_platform": "linux",
            "platform_system": "Linux",
            "os_name": "posix",
            "platform_machine": "x86_64",
        },
    }[system]
    told: dict[str, str] = {
        **cast(dict[str, str], default_environment()),
        **of,
        "python_version": version,
        "python_full_version": f"{version}.0",
    }
    told |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    kept = []
    for entry in entries(lock.read_text("utf-8")):
        head, _, rest = entry.partition(" \\\n")
        requirement, _, marker = head.partition(";")
        if not marker or Marker(marker.strip()).evaluate(told):
            kept.append(f"{requirement.strip()} \\\n{rest}" if rest else requirement.strip())
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{system}-{version}.txt"
    path.write_text("\n".join(kept) + "\n", "utf-8")
    return path


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its lines of hashes, without comments."""
    lines = [line for line in lock.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found: list[str] = []
    for line in lines:
        if line[:1].isspace():
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def version(root: Path) -> str:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def build(root: Path, to: Path, systems: list[str]) -> int:
    """Write the archive; gives the number of files. With `systems`, their packages lie in it and no network is needed.

    Raises CourseError; then no archive is left.
    """
    lock = root / LOCK
    if not lock.is_file():
        raise CourseError(f"{LOCK} is missing; `make lock` writes it.")
    lessons = selfstudy.files(root)
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(f".{to.name}.part")
    with tempfile.TemporaryDirectory() as place:
        program = wheel(root, Path(place) / "program")
        wheels = Path(place) / "wheels"
        if systems:
            packages(lock, wheels, systems)
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data, mode in start_files():
                    _add(archive, name, data, mode)
                _add(archive, "requirements.txt", lock.read_bytes())
                _add(archive, program.name, program.read_bytes())
                for path in sorted(wheels.glob("*.whl")):
                    _add(archive, f"wheels/{path.name}", path.read_bytes())
                for name, text in lessons.items():
                    _add(archive, f"lessons/{name}", text.encode())
                _add(archive, MARK, f"{selfstudy.fingerprint(root)}\n".encode())
                count = len(archive.namelist())
            unfinished.replace(to)
        finally:
            unfinished.unlink(missing_ok=True)
    return count


def _add(archive: zipfile.ZipFile, name: str, data: bytes, mode: int = 0o644) -> None:
    """One file with its mode and a fixed date, so that the same course gives the same archive."""
    entry = zipfile.ZipInfo(f"{NAME}/{name}", (2020, 1, 1, 0, 0, 0))
    entry.external_attr, entry.compress_type, entry.create_system = (0o100000 | mode) << 16, zipfile.ZIP_DEFLATED, 3
    archive.writestr(entry, data)
