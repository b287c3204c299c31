"""What this machine and a study's folder lack for wayhome to work, each with what to do."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from wayhome import __version__
from wayhome.claims.journal import NAME, is_held, read_journal
from wayhome.errors import InvalidInput, WayhomeError
from wayhome.files import left_behind
from wayhome.fit.store import FILE, content_key, kept_mark, load
from wayhome.forecast import cores
from wayhome.spec import spec_text

OLDEST = (3, 11)
LIBRARIES = (
    "numpy", "numba", "scipy", "nutpie", "arviz", "threadpoolctl", "pandas", "pyarrow", "xarray", "h5netcdf", "pydantic",
    "ruamel.yaml", "altair", "vl-convert-python", "countryinfo", "jinja2", "starlette", "python-multipart", "uvicorn",
    "trafilatura", "lxml-html-clean", "pypdf", "typer", "rich", "xlsxwriter",
)  # fmt: skip
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "chrome",
    "firefox",
    "msedge",
    "safari",
    "open",
    "xdg-open",
)
MEMORY = 1_500  # MB; the flagship's fit and forecast need about 800
DISK = 300  # MB


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. state: "ok", "note" (works, but one should know) or "wrong"; do: what to do, "" where nothing."""

    what: str
    state: str
    said: str
    do: str = ""


def examine(folder: Path | None = None) -> list[Finding]:
    """The machine's findings, and those of a study's folder where one is given."""
    found = [_python(), _libraries(), _texts(), _cache(), _machine(), _disk(folder or Path()), _browser(), _cluster()]
    return [*found, *(_study(folder) if folder is not None else ())]


def is_well(found: list[Finding]) -> bool:
    return not any(one.state == "wrong" for one in found)


# ---- the machine --------------------------------------------------------------------------------------------


def _python() -> Finding:
    said = f"wayhome {__version__}, Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < OLDEST:
        return Finding("versions", "wrong", said, "install Python 3.11 or later, and wayhome in an environment of it")
    return Finding("versions", "ok", said)


def _libraries() -> Finding:
    versions: dict[str, str] = {}
    for name in LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    missing = [name for name in LIBRARIES if name not in versions]
    if missing:
        return Finding(
            "libraries", "wrong", f"missing: {', '.join(missing)}", f"python -m pip install {' '.join(missing)}"
        )
    return Finding("libraries", "ok", ", ".join(f"{name} {version}" for name, version in versions.items()))


def _texts() -> Finding:
    try:
        pages = spec_text("errors.md").count("\n## ")
        spec_text("words.yaml")
    except OSError as error:
        return Finding("own texts", "wrong", f"{error.filename} cannot be read", "install wayhome again")
    return Finding("own texts", "ok", f"words table and {pages} pages on errors")


def _cache() -> Finding:
    """Where compiled kernels are kept, in the order in which the compiler looks."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    places = (
        [Path(given)] if given else [Path(__file__).parent / "engine" / "__pycache__", Path.home() / ".cache" / "numba"]
    )
    for place in places:
        if _can_write(place):
            return Finding("compiled kernels", "ok", f"kept in {place}")
    said = (
        f"nothing can be written to {' or '.join(map(str, places))}: every run compiles them anew, for a minute or two"
    )
    return Finding("compiled kernels", "wrong", said, "set NUMBA_CACHE_DIR to a folder that you may write")


def _can_write(place: Path) -> bool:
    """Whether files can be made there (or where it would be made)."""
    there = next((one for one in (place, *place.parents) if one.exists()), place)
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def _machine() -> Finding:
    memory = _memory()
    said = f"{cores()} cores, {memory:,} MB of memory free" if memory is not None else f"{cores()} cores"
    if memory is not None and memory < MEMORY:
        return Finding(
            "machine", "note", said, f"large studies need {MEMORY:,} MB: close other programs, or fit with --quick"
        )
    return Finding("machine", "ok", said)


def _memory() -> int | None:
    """Free memory in MB; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        return next(int(line.split()[1]) // 1000 for line in lines if line.startswith("MemAvailable"))
    except (OSError, ValueError, StopIteration):
        return None


def _disk(folder: Path) -> Finding:
    there = next((one for one in (folder.absolute(), *folder.absolute().parents) if one.exists()), Path())
    free = shutil.disk_usage(there).free // 1_000_000
    if free < DISK:
        return Finding(
            "disk", "wrong", f"{free:,} MB free at {there}", "make room: results of one study take up to 300 MB"
        )
    return Finding("disk", "ok", f"{free:,} MB free")


def _browser() -> Finding:
    found = next((name for name in BROWSERS if shutil.which(name)), "")
    if found or platform.system() in ("Windows", "Darwin"):
        return Finding("browser", "ok", found or "the system's own")
    return Finding(
        "browser",
        "note",
        "none was found; only `wayhome open` needs one",
        "copy the address that it prints into a browser",
    )


def _cluster() -> Finding:
    if importlib.util.find_spec("distributed") is None:
        return Finding(
            "cluster",
            "note",
            "not installed; only --cluster and --scheduler need it",
            "python -m pip install 'wayhome[cluster]'",
        )
    return Finding("cluster", "ok", f"distributed {metadata.version('distributed')}")


# ---- a study ------------------------------------------------------------------------------------------------


def _study(folder: Path) -> Iterator[Finding]:
    looks: tuple[Callable[[Path], Finding], ...] = (_readable, _writable, _fit, _forecast, _review, _leftovers)
    for look in looks:
        found = look(folder)
        yield found
        if found.what == "study" and found.state == "wrong" and not folder.is_dir():
            return


def _readable(folder: Path) -> Finding:
    try:
        study, ledger, *_ = load(folder)
    except InvalidInput as error:
        said = f"{len(error.problems)} problems; the first: {error.problems[0]}"
        return Finding(
            "study", "wrong", said, f"wayhome check {folder}" if folder.is_dir() else "name a study's folder"
        )
    return Finding("study", "ok", f"{study.name}: {len(ledger.claims)} claims from {len(ledger.sources)} sources")


def _writable(folder: Path) -> Finding:
    if _can_write(folder):
        return Finding("folder", "ok", "can be written")
    return Finding(
        "folder", "wrong", "cannot be written: no fit or claim can be kept", "copy the folder to where you may write"
    )


def _fit(folder: Path) -> Finding:
    key = kept_mark(folder / FILE, "key")
    if key is None:
        broken = (folder / FILE).exists()
        said = f"{FILE} is damaged" if broken else "none yet"
        return Finding("fit", "note", said, f"wayhome fit {folder}")
    if key != content_key(folder):
        said = "stale: the study, its ledger or wayhome changed after it was made"
        return Finding("fit", "note", said, f"wayhome fit {folder}, or any command that needs it")
    return Finding("fit", "ok", "fresh: of the study and ledger as they are")


def _forecast(folder: Path) -> Finding:
    fit = kept_mark(folder / "results/draws.nc", "fit")
    if fit is None:
        return Finding("forecast", "note", "none yet", f"wayhome forecast {folder}")
    if fit != content_key(folder):
        return Finding("forecast", "note", "of an earlier state of the study", f"wayhome forecast {folder}")
    return Finding("forecast", "ok", "of the study and ledger as they are")


def _review(folder: Path) -> Finding:
    if is_held(folder / "drafts" / NAME):
        return Finding(
            "review",
            "note",
            "another wayhome is writing to the ledger now",
            "wait for it; or end it, nothing gets lost",
        )
    try:
        journal = read_journal(folder)
    except WayhomeError as error:
        return Finding(
            "review", "wrong", str(error).splitlines()[0], "put the line right, or restore the file from a copy"
        )
    if journal.pending is not None:
        return Finding("review", "note", "a step was interrupted", f"wayhome review {folder} completes it")
    return Finding("review", "ok", f"{len(journal.decided)} drafts decided, nothing pending")


def _leftovers(folder: Path) -> Finding:
    left = sorted(str(path.relative_to(folder)) for path in left_behind(folder))
    if left:
        return Finding(
            "leftovers",
            "note",
            f"of runs that were killed: {', '.join(left[:5])}",
            "nothing: the next run removes them",
        )
    return Finding("leftovers", "ok", "none")
