"""Real files made wrong: by bytes, by lines, by cells, and by the branches of a YAML tree. All chance comes from the dice given."""

# ruff: noqa: E501

from __future__ import annotations

import codecs
import copy
import json
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Any

Files = dict[str, bytes]
"""A folder: name -> content."""

BYTES = (
    *b": - { } [ ] , # ' \" | > % x = ; @ ` ! & * ? ~ < / \\".split(),
    *(
        b"\n",
        b"\r",
        b"\r\n",
        b"  ",
        b"\t",
        b"&a ",
        b"*a",
        b"!!int ",
        b"!!python/object ",
        b"? ",
        b"---\n",
        b"<<: ",
        b"...",
    ),
    *(b"\x00", b"\xff", b"\xfe", b"\xc3", b"\xed\xa0\x80", b"\x1a", b"\x7f", codecs.BOM_UTF8, codecs.BOM_UTF16_LE),
    *"\u0661 \u202e \u200b é e\u0301 𝟙 ½ ٫ \ufeff".encode().split(b" "),
    *(letter.encode() for letter in ("\u2028", "\u00a0", "\x85")),
)
CELLS = (
    *("", " ", "0", "-0", "-1", "1e9", "1E+05", "1e999", "-1e-999", "nan", "NaN", "inf", "-inf", ".inf", "9" * 400, "0x10", "1_0", "1,000"),
    *("1.000,5", "17%", "170%", "2x", "0x", "1/3", "½", "٣", "１２", "true", "null", "~", "all", "any", "other", "-", "=1+1", "@SUM(A1)"),
    *("#REF!", "+1", "'", '"', '""', "a,b", "a\nb", "a\rb", "\t", "\x00", "\ufeff", "é", "\u202e", "🙂", "x" * 5000, "|", ";", "a=b", "a=b=c"),
    *("2016-07", "2016-13", "2016-02-30", "0000-00", "9999-12", "10000-01", "2999-12-31", "Jul-16", "42551", "01/07/2016", "1.7.16"),
    *("2016-07-01T00:00:00", "2014-06/2015-09", "2016/2014", "region", "place", "home", "returned", "is|is", "1 to 2 per month", "2 to 1"),
    *("10 per week", "1e-300 to 1e300 per day", "0 to 0", "-5 to 5", "about 100", "between 5 and 3", "a third", "A1", "F6", "B2", "B7"),
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, 10**400, -0.0, 1e-320, 1e308, 0.1, 12345678901234567890),
    *CELLS, [], {}, [[]], [None], {"": ""}, {"a": {"b": "c"}}, {"range": "1 to 2"}, {"low": 2, "best": 1, "high": 0}, ["a", "a"],
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1", "cp1252", "cp1251", "cp037", "shift_jis")
TIMES = (1, 1, 1, 2, 4)  # mostly little is wrong, so that what stands behind the first checks is reached too
LONG = (1_000, 10_000, 200_000)
WIDE = (1_000, 100_000)
LARGE = 50_000  # bytes; of larger files no tree is made


# ---- bytes --------------------------------------------------------------------------------------------------


def change_bytes(data: bytes, dice: Random) -> bytes:
    """A few places cut, doubled, swapped or spiced."""
    for _ in range(dice.choice(TIMES)):
        at = dice.randrange(len(data) + 1)
        to = min(len(data), at + dice.choice([0, 1, 3, 10, 40]))
        match dice.randrange(5):
            case 0:
                new = b""
            case 1:
                new = dice.choice(BYTES)
            case 2:
                new = data[at:to] * 2
            case 3:
                new = bytes(dice.randrange(256) for _ in range(dice.randint(1, 4)))
            case _:
                other = dice.randrange(len(data) + 1)
                new = data[other : other + dice.choice([1, 5, 30])]
        data = data[:at] + new + data[to:]
    return data


def change_form(data: bytes, dice: Random) -> bytes:
    """The same text as another program would save it: another encoding, a byte order mark, other line ends, cut short."""
    text = data.decode("utf-8", "replace")
    match dice.randrange(9):
        case 0:
            return text.encode(dice.choice(ENCODINGS), "replace")
        case 1:
            return codecs.BOM_UTF8 * dice.randint(1, 2) + data
        case 2:
            return data.replace(
                b"\n", dice.choice([b"\r\n", b"\r", b"\n\r", b"\r\r\n", "\u2028".encode(), b"\x0b", b"\x0c"])
            )
        case 3:
            return data[: dice.randrange(len(data) + 1)]
        case 4:
            return data + dice.choice([b"\n" * 50, b",,,\n" * 20, b"\x00" * 512, b"\x1a", b" ", b"\t\n"])
        case 5:  # half a file in another encoding, as two pasted together
            cut = dice.randrange(len(text) + 1)
            return text[:cut].encode() + text[cut:].replace("a", "é").encode(dice.choice(ENCODINGS), "replace")
        case 6:
            return data.replace(b" ", dice.choice([b"\t", b"\xc2\xa0", b"  ", b""]))
        case 7:
            return data.replace(b'"', "”".encode()).replace(b"'", "’".encode()).replace(b"-", "–".encode())
        case _:
            return data + data


# ---- lines --------------------------------------------------------------------------------------------------


def change_lines(data: bytes, dice: Random) -> bytes:
    """Lines gone, twice, elsewhere, indented, joined, or very long."""
    lines = data.split(b"\n")
    for _ in range(dice.choice(TIMES)):
        at = dice.randrange(len(lines))
        match dice.randrange(8):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(dice.randrange(len(lines) + 1), lines[at])
            case 2:
                other = dice.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = dice.choice([b" ", b"  ", b"    ", b"\t", b"- "]) + lines[at]
            case 4:
                lines[at] = lines[at].lstrip()
            case 5:
                lines[at : at + 2] = [b"".join(lines[at : at + 2])]
            case 6:
                cut = dice.randrange(len(lines[at]) + 1)
                lines[at : at + 1] = [lines[at][:cut], lines[at][cut:]]
            case _ if dice.random() < 0.05:
                lines[at] += dice.choice([b"x", b"9", b" ", b"[", b"a: ", b'"', b"(", b"- "]) * dice.choice(LONG)
            case _:
                lines[at] += dice.choice(BYTES)
    return b"\n".join(lines)


# ---- cells --------------------------------------------------------------------------------------------------


def change_cells(data: bytes, dice: Random) -> bytes:
    """A table as spreadsheets and hands leave it. Quoted commas are split too: that is one more way of being wrong."""
    rows = [line.split(b",") for line in data.split(b"\n")]
    for _ in range(dice.choice(TIMES)):
        cells = rows[dice.randrange(len(rows))]
        at = dice.randrange(max(1, len(cells)))
        match dice.randrange(10) if cells else 6:
            case 0 | 1 | 2 | 3:
                cells[at] = quoted(dice.choice(CELLS), dice)
            case 4:
                cells[at] = dice.choice(dice.choice(rows) or [b""])
            case 5:
                del cells[at]
            case 6:
                cells.extend([b""] * dice.choice([1, 3, 30]))
            case 7:
                cells.insert(at, cells[at])
            case 8:
                rows = _change_columns(rows, dice)
            case _ if dice.random() < 0.02:
                rows = [row + [b""] * dice.choice(WIDE) for row in rows[:20]]
            case _:
                rows.append(list(dice.choice(rows)))
    return b"\n".join(map(b",".join, rows))


SEPARATORS = (b";", b"\t", b"|", b", ")


def _change_columns(rows: list[list[bytes]], dice: Random) -> list[list[bytes]]:
    """A whole column gone, twice, shifted, renamed, or with every cell the same; or all rows with another separator."""
    width = max(map(len, rows)) or 1
    at, other = dice.randrange(width), dice.randrange(width)
    match dice.randrange(6):
        case 0:
            return [row[:at] + row[at + 1 :] for row in rows]
        case 1:
            return [[*row, *row[at : at + 1]] for row in rows]
        case 2:
            return [
                [row[other] if k == at and other < len(row) else cell for k, cell in enumerate(row)] for row in rows
            ]
        case 3:
            name = dice.choice([b"name", b"passport", b"phone", b"e-mail", b"note", b"id", b"", b"#date", b"x" * 300])
            return [[name if k == at and i == 0 else cell for k, cell in enumerate(row)] for i, row in enumerate(rows)]
        case 4:
            cell = quoted(dice.choice(CELLS), dice)
            return [[cell if k == at and i else old for k, old in enumerate(row)] for i, row in enumerate(rows)]
        case _:
            return [[dice.choice(SEPARATORS).join(row)] for row in rows]


def quoted(cell: str, dice: Random) -> bytes:
    """A cell, mostly quoted as it should be."""
    if dice.random() < 0.8 and any(mark in cell for mark in ',"\n\r'):
        cell = '"' + cell.replace('"', '""') + '"'
    return cell.encode("utf-8", "surrogatepass")


# ---- trees --------------------------------------------------------------------------------------------------


def change_tree(data: bytes, dice: Random) -> bytes:
    """A YAML tree with branches cut, swapped, renamed, moved, or put where they do not belong. Text that is no tree stays."""
    tree = parsed(data) if len(data) < LARGE and b"&" not in data else None
    if not isinstance(tree, dict | list):
        return data
    tree = copy.deepcopy(tree)
    for _ in range(dice.choice(TIMES)):
        spots = list(_spots(tree))
        if not spots:
            break
        place, key = dice.choice(spots)
        match dice.randrange(8):
            case 0 | 1 | 2:
                place[key] = copy.deepcopy(dice.choice(VALUES))
            case 3:
                del place[key]
            case 4:
                other, there = dice.choice(spots)
                place[key] = copy.deepcopy(other[there])
            case 5 if isinstance(place, dict):
                names = [name for _, name in spots if isinstance(name, str)]
                place[dice.choice([*names, *map(str, CELLS[:60])])] = place.pop(key)
            case 6:
                place[key] = dice.choice([[place[key]], {"best": place[key]}, [place[key]] * 3, str(place[key])])
            case _:
                place[key] = _deep(place[key], dice)
    return _written(tree, dice)


def _deep(value: object, dice: Random) -> object:
    for _ in range(dice.choice([2, 19, 21, 60])):
        value = dice.choice([[value], {"a": value}])
    return value


def _written(tree: object, dice: Random) -> bytes:
    """As JSON, which is YAML, on one line or many; now and then with a key given twice or something only YAML has."""
    text = json.dumps(
        tree, indent=dice.choice([1, 1, 2, None]), ensure_ascii=dice.random() < 0.3, default=str, skipkeys=True
    )
    text = text.replace("NaN", dice.choice([".nan", "NaN"])).replace("Infinity", dice.choice([".inf", "Infinity"]))
    if dice.random() < 0.05:
        text = text.replace("{", '{"study": 1, ', dice.choice([1, 3]))
    return text.encode("utf-8", "surrogatepass")


def _spots(tree: Any) -> list[tuple[Any, Any]]:
    """Every (container, key or index) of a tree."""
    found: list[tuple[Any, Any]] = []
    open_ = [tree]
    while open_:
        place = open_.pop()
        for key in list(place) if isinstance(place, dict) else range(len(place)):
            found.append((place, key))
            if isinstance(place[key], dict | list):
                open_.append(place[key])
    return found


@lru_cache(300)
def parsed(data: bytes) -> Any:
    """The tree of a seed (kept, as seeds come again and again); None where there is none."""
    from ruamel.yaml import YAML

    try:
        return YAML(typ="safe").load(data.decode("utf-8-sig"))
    except Exception:  # whatever the parser says: such text has no tree to change
        return None


# ---- traps --------------------------------------------------------------------------------------------------

LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + k, 98 + k, b",".join([b"*%c" % (97 + k)] * 9)) for k in range(9)
)


def trap(data: bytes, dice: Random) -> bytes:
    """What is made to break parsers: bombs of aliases, circles, depth, width, length, keys given twice."""
    deep = dice.choice([b"[", b"{", b"- ", b"{a: ", b"? ", b"[{", b"- - ", b"((", b'"', b"'", b"!", b"&a ", b"> "])
    return dice.choice(
        [
            data + b"\n" + LAUGHS,
            LAUGHS + data,
            data + b"\nloop: &l [*l]\n",
            data + b"\nloop: &l {<<: *l}\n",
            data + b"\nx: " + deep * dice.choice([30, 1_000, 30_000]),
            deep * dice.choice([30, 1_000, 30_000]) + data,
            data + b"\n" + b"".join(b"k%d: 1\n" % k for k in range(dice.choice([100, 5_000]))),
            data + b"\nx: [" + b"1," * dice.choice([100, 20_000]) + b"]\n",
            data + b"\nx: " + b"9" * dice.choice(LONG) + b"\n",
            data + b"\n" + b"x" * dice.choice(LONG) + b": 1\n",
            data + data.splitlines(keepends=True)[-1] * dice.choice([2, 500]) if data else b"",
            b"," * dice.choice(WIDE) + b"\n" + data,
            data.split(b"\n")[0] + b"," * dice.choice(WIDE) + b"\n" + data,
            data + b'\n"' + b"a\n" * dice.choice([10, 50_000]),
        ]
    )


# ---- a folder -----------------------------------------------------------------------------------------------

Change = Callable[[bytes, Random], bytes]
ANY: tuple[Change, ...] = (change_bytes, change_bytes, change_lines, change_form)
BY_ENDING: dict[str, tuple[Change, ...]] = {
    "yaml": (*ANY, change_tree, change_tree, change_tree, change_tree),
    "csv": (*ANY, change_cells, change_cells, change_cells, change_cells),
}
TRAPS = 0.01  # of all changes; they are large, so that they are rarer than their worth


def change_folder(files: Files, dice: Random) -> Files:
    """The folder with one to three of its files made wrong; now and then one is missing or holds another's content."""
    files = dict(files)
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        name = dice.choice(sorted(files))
        if dice.random() < 0.01:
            files[name] = dice.choice([b"", files[dice.choice(sorted(files))], dice.randbytes(200)])
        elif dice.random() < TRAPS:
            files[name] = trap(files[name], dice)
        else:
            files[name] = dice.choice(BY_ENDING.get(name.rpartition(".")[2], ANY))(files[name], dice)
    return files
