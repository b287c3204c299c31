"""Read a text file, or say why it cannot be read."""

from __future__ import annotations

from pathlib import Path

from wayhome.errors import InvalidInput, Problem

MAX_BYTES = 20_000_000


def refuse(file: str, line: int, message: str, code: str) -> InvalidInput:
    return InvalidInput([Problem(file, line, "", message, code)])


def read_text(path: Path) -> str:
    """The text of a file without its byte-order mark; InvalidInput says why it cannot be read."""
    name = path.name
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES and path.is_file() else b""
    except FileNotFoundError:
        parent = path.parent
        if not parent.is_dir():
            raise refuse(name, 0, f"there is no folder '{parent}'", "W101") from None
        raise refuse(
            name, 0, f"there is no {name} in '{parent}'; `wayhome new` makes a study to start from", "W101"
        ) from None
    except (OSError, ValueError) as error:
        raise refuse(name, 0, f"the file cannot be read: {getattr(error, 'strerror', None) or error}", "W102") from None
    if not path.is_file():
        raise refuse(name, 0, "this is not a file; a study is a folder of plain files", "W102")
    if size > MAX_BYTES:
        raise refuse(
            name,
            0,
            f"the file is larger than {MAX_BYTES // 1_000_000} MB; summarise its rows by month or group",
            "W102",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse(
            name, line, "the file is not UTF-8; save it again as UTF-8 (in Excel: 'CSV UTF-8')", "W103"
        ) from None
