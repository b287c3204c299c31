"""The one fit that may run behind the workbench: begun, watched, stopped."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

PATIENCE = 10.0  # seconds that a process told to stop has for it


@dataclass(slots=True)
class Running:
    """state: "idle", "running", "finished", "stopped" or "failed"; what and done: the part it is at, and its per cent."""

    folder: Path
    state: str = "idle"
    what: str = ""
    done: int = 0
    message: str = ""
    process: subprocess.Popen[str] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> bool:
        """Begin a fit; False where one runs already."""
        with self.lock:
            if self.state == "running":
                return False
            command = [sys.executable, "-m", "wayhome.workbench.fitting", str(self.folder.resolve())]
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
            self.state, self.what, self.done, self.message = "running", "Fitting", 0, ""
        threading.Thread(target=self._watch, args=(self.process,), daemon=True).start()
        return True

    def stop(self) -> None:
        """Stop it; what was kept before stays as it is."""
        with self.lock:
            process = self.process
            if self.state != "running" or process is None:
                return
            self.state, self.message = "stopped", "Stopped; the fit that was there is still there."
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def as_dict(self) -> dict[str, Any]:
        return {"state": self.state, "what": self.what, "done": self.done, "message": self.message}

    def _watch(self, process: subprocess.Popen[str]) -> None:
        told = ""
        output: IO[str] | None = process.stdout
        for line in output or ():
            try:
                said: dict[str, Any] = json.loads(line)
            except ValueError:
                continue
            if "failed" in said:
                told = str(said["failed"])
            elif "finished" in said:
                told = "" if said["finished"] == "settled" else str(said["finished"])
            else:
                self.what, self.done = str(said["what"]), int(said["done"])
        code = process.wait()
        with self.lock:
            if self.state == "running" and process is self.process:
                self.state = "finished" if code == 0 else "failed"
                self.message = told or (
                    "" if code == 0 else "The fit ended before it was done; `wayhome fit` says more."
                )
