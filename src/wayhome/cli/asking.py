"""Asking on a terminal or over lines: one key, one line of text; and what is printed in between.

On a terminal keys are single presses; otherwise every key and every answer is a line of the input, and its end quits.
"""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from wayhome.claims.likeness import printable
from wayhome.errors import CannotWrite, InvalidInput, Problem

EMPTY = "-"  # as an answer: leave the cell empty


@dataclass(slots=True)
class Desk:
    """Where questions are put and answers come from."""

    console: Console = field(default_factory=lambda: Console(highlight=False))
    terminal: bool = field(default_factory=lambda: sys.stdin.isatty() and sys.stdout.isatty())

    def open(self) -> None:
        """Take whatever bytes come where the input is not a terminal."""
        if not self.terminal and isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")

    @property
    def width(self) -> int:
        return min(self.console.width, 100)

    def say(self, text: str) -> None:
        """Print markup; lines that run on keep the indent of the first."""
        bare = text.lstrip(" ")
        if not bare:
            self.console.print()
            return
        self.console.print(Padding(bare, (0, 0, 0, len(text) - len(bare)), expand=False), width=self.width)

    def problems(self, wrong: Sequence[Problem]) -> None:
        for problem in wrong:
            self.say(f"  [red]✗[/] {escape(printable(problem.message))} [dim]\\[{problem.code}][/]")

    def key(self, allowed: str, prompt: str) -> str:
        """One of the keys; EOFError where the input ends."""
        while True:
            self.console.print(f"[bold]{prompt}[/]  ", end="", width=self.width)
            if self.terminal:
                pressed = pressed_key()
                self.console.print(escape(pressed) if pressed.isprintable() else "")
            else:
                pressed = self.read().strip()
            if len(pressed) == 1 and pressed.lower() in allowed:
                return pressed.lower()
            if pressed.strip():
                self.say(f"  [red]✗[/] '{escape(pressed[:20])}' is not one of the keys")

    def line(self, prompt: str, current: str = "", *, shown: bool = False) -> str:
        """A line of text; on a terminal the current text is there to be changed."""
        if not self.terminal:
            now = f" \\[{escape(current)}]" if shown and current else ""
            self.console.print(f"  {escape(prompt)}{now}: ", end="", width=self.width)
            return self.read()
        try:
            import readline
        except ImportError:
            readline = None
        if readline is not None and current:
            readline.set_startup_hook(lambda: readline.insert_text(current))
        try:
            answer = input(f"  {prompt}: ")
        finally:
            if readline is not None:
                readline.set_startup_hook()
        return EMPTY if current and not answer and readline is not None else answer

    def read(self) -> str:
        """The next line of the input, told again so that a record of the sitting can be read."""
        text = sys.stdin.readline()
        if not text:
            self.console.print()
            raise EOFError
        text = text.rstrip("\r\n")
        self.console.print(escape(text))
        return text

    def told(self, error: InvalidInput | CannotWrite) -> None:
        lines = [str(problem) for problem in error.problems] if isinstance(error, InvalidInput) else [str(error)]
        for line in lines:
            self.say(f"  [red]✗[/] {escape(printable(line))}")


def pressed_key() -> str:
    """The next key on the terminal, none that was pressed ahead lost; EOFError for Ctrl-D or where the terminal is gone."""
    try:
        import termios
        import tty
    except ImportError:  # not there on Windows
        pressed = click.getchar()
    else:
        keyboard = sys.stdin.fileno()
        before = termios.tcgetattr(keyboard)
        try:
            tty.setcbreak(keyboard, termios.TCSADRAIN)
            data = os.read(keyboard, 1)
            if data and (data[0] == 0x1B or data[0] >= 0x80):  # an arrow key or a letter of another alphabet
                while select.select([keyboard], [], [], 0)[0] and len(data) < 8:
                    data += os.read(keyboard, 1)
        finally:
            termios.tcsetattr(keyboard, termios.TCSADRAIN, before)
        pressed = data.decode("utf-8", "replace")
    if pressed in ("", "\x04"):
        raise EOFError
    return pressed
