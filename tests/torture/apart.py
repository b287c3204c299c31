"""Deeds done in a process of their own (a fork of this one), which may be killed, starved or stripped of its rights."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process told, what it failed with ("" where it did not), and whether it was killed."""

    told: tuple[str, ...]
    failed: str
    killed: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """A process that has begun."""

    process: int
    pipe: int

    def kill_after(self, seconds: float) -> Ended:
        time.sleep(seconds)
        os.kill(self.process, signal.SIGKILL)
        return self.wait()

    def wait(self) -> Ended:
        with os.fdopen(self.pipe, "rb") as pipe:
            lines = pipe.read().decode("utf-8", "replace").split("\n")[:-1]  # a line cut off was never told
        _, status = os.waitpid(self.process, 0)
        told = tuple(line for line in lines if line[:1] in ("+", "?"))
        failed = "\n".join(line[1:] for line in lines if line[:1] == "!")
        return Ended(told, failed, os.WIFSIGNALED(status))


def apart(do: Callable[[Tell], object], before: Callable[[], object] = lambda: None) -> Apart:
    """Fork; the child calls `before`, then `do`, and ends. What `do` raises is told as a failure."""
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return Apart(process, reading)
    os.close(reading)

    def tell(line: str) -> None:
        os.write(writing, f"{line}\n".encode())

    code = 0
    try:
        before()
        do(tell)
    except BaseException as error:  # everything is told; the parent judges it
        kind = f"{type(error).__module__}.{type(error).__name__}: {error}"
        rest = "" if type(error).__module__ == "wayhome.errors" else f"\n{traceback.format_exc()}"
        os.write(writing, "".join(f"!{line}\n" for line in f"{kind}{rest}".split("\n")).encode("utf-8", "replace"))
        code = 1
    finally:
        os._exit(code)


def strays(folder: Path) -> list[str]:
    """Temporary files that lie about."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob(".*"))
