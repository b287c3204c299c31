"""How well the reader finds claims: `make reader`, or `python -m benchmarks.reader [--misses] [--shared DIR]`.

Scores the project's own texts (tests/claims/reader/texts) and, where it is present, the shared gold set, by the rules that the
shared set's README states: a draft finds a claim where their spans overlap by half of the shorter one and either the wordings
agree or the numbers meet; each draft finds at most one claim. Prints the speed of reading, too.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wayhome.claims.reader.draft import Draft
from wayhome.claims.reader.read import read_text

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "tests" / "claims" / "reader" / "texts"
SHARED = ROOT.parent / "shared" / "reader"
TYPICAL = 4000  # characters of an article
_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
_PLAIN = {
    "ministry", "government", "agency", "committee", "department", "police", "authorities", "office", "officials", "figures",
    "data", "list", "estimates", "statement", "experts", "media", "security", "official", "team", "service",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled claim."""

    kind: str
    start: int
    end: int
    wording: str
    low: float | None
    high: float | None
    speakers: tuple[str, ...]  # any of these is right; "" is nobody
    required: bool
    share: bool


@dataclass(slots=True)
class Score:
    """Counts, added up over texts."""

    found: int = 0
    required: int = 0
    right: int = 0
    drafts: int = 0
    number_right: int = 0
    numbers: int = 0
    speaker_right: int = 0
    speakers: int = 0
    quantified_found: int = 0
    quantified: int = 0
    missed: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])
    misread: list[str] = field(default_factory=list[str])


# ---- gold


def own_texts(folder: Path = OWN) -> dict[str, tuple[str, list[Gold]]]:
    """The project's texts, or others written down in the same form, with their claims."""
    found: dict[str, tuple[str, list[Gold]]] = {}
    for path in sorted(folder.glob("*.claims")):
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        lines = [
            [cell.strip() for cell in line.split("|", 6)]
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip()
        ]
        found[path.stem] = text, [_own(text, cells) for cells in lines if cells[0] != "trap"]
    return found


def _own(text: str, cells: Sequence[str]) -> Gold:
    kind, wording, low, high, speaker, required, clause = cells
    start = text.index(clause)
    names = re.match(r"([^(]*)(?:\(also: (.*)\))?$", speaker)
    assert names is not None, speaker
    listed = (
        [names.group(1).strip(), *(names.group(2) or "").split("; ")] if names.group(2) else [names.group(1).strip()]
    )
    speakers = tuple("" if name == "(none)" else name for name in listed)
    ends = tuple(float(cell) if cell else None for cell in (low, high))
    share = any(end is not None and 0 < end < 1 for end in ends)
    return Gold(kind, start, start + len(clause), wording, ends[0], ends[1], speakers, required == "y", share)


def shared_texts(folder: Path) -> dict[str, tuple[str, list[Gold]]]:
    """The shared gold set, read as its README says."""
    found: dict[str, tuple[str, list[Gold]]] = {}
    for path in sorted(folder.glob("*.gold.csv")):
        stem = path.name.removesuffix(".gold.csv")
        text = (folder / f"{stem}.txt").read_bytes().decode("utf-8")
        with path.open(encoding="utf-8", newline="") as file:
            found[stem] = text, [_shared(row) for row in csv.DictReader(file)]
    return found


def _shared(row: Mapping[str, str]) -> Gold:
    also = re.findall(r"speaker also: ([^;]+)", row["note"])
    speakers = tuple("" if name == "(none)" else name for name in (row["speaker"], *also))
    low, high = (float(row[side].replace(",", "")) if row[side] else None for side in ("low", "high"))
    share = row["quantity"] == "share" or re.search(r"%|per ?cent", row["wording"]) is not None
    start, end = int(row["start"]), int(row["end"])
    return Gold(row["kind"], start, end, row["wording"], low, high, speakers, row["required"] == "yes", share)


# ---- score


def score(text: str, gold: Sequence[Gold], drafts: Sequence[Draft]) -> Score:
    """What was found, what was drafted, and how well."""
    pairs = _pairs(gold, drafts)
    result = Score()
    for i, claim in enumerate(gold):
        result.required += claim.required
        result.found += claim.required and i in pairs
        counted = claim.required and claim.kind in ("amount", "outlook") and (claim.low, claim.high) != (None, None)
        result.quantified += counted
        result.quantified_found += counted and i in pairs
        if claim.required and i not in pairs:
            result.missed.append(f"{claim.kind}: {claim.wording!r} in {text[claim.start : claim.end]!r}")
    result.drafts = len(drafts)
    for draft in drafts:
        right = any(_match(draft, claim) for claim in gold)
        result.right += right
        if not right:
            result.wrong.append(f"{draft.kind}: {draft.wording!r} in {draft.exact!r} [{draft.rule}]")
    for i, j in pairs.items():
        _compare(gold[i], drafts[j], result)
    return result


def _compare(claim: Gold, draft: Draft, result: Score) -> None:
    if claim.kind == "amount" and (claim.low, claim.high) != (None, None):
        right = _within(claim, draft)
        result.numbers += 1
        result.number_right += right
        if not right:
            result.misread.append(f"number {claim.wording!r}: {draft.low}–{draft.high}, not {claim.low}–{claim.high}")
    if claim.kind != "silence":
        right = any(_same_speaker(name, draft.speaker) for name in claim.speakers)
        result.speakers += 1
        result.speaker_right += right
        if not right:
            result.misread.append(
                f"speaker of {draft.exact!r}: {draft.speaker!r} [{draft.speaker_rule}], not {claim.speakers}"
            )


def _pairs(gold: Sequence[Gold], drafts: Sequence[Draft]) -> dict[int, int]:
    """Claim -> draft, one to one, as many required claims as possible (augmenting paths)."""
    edges = [
        sorted((j for j, d in enumerate(drafts) if _match(d, g)), key=lambda j: -_match(drafts[j], g)) for g in gold
    ]
    taken: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j in edges[i]:
            if j not in seen:
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = i
                    return True
        return False

    for i in sorted(range(len(gold)), key=lambda i: (not gold[i].required, len(edges[i]))):
        place(i, set())
    return {i: j for j, i in taken.items()}


def _match(draft: Draft, claim: Gold) -> int:
    common = min(draft.end, claim.end) - max(draft.start, claim.start)
    if common <= 0 or common < 0.5 * min(draft.end - draft.start, claim.end - claim.start):
        return 0
    word, number = _same_words(draft.wording, claim.wording), _numbers_meet(draft, claim)
    return (4 * word + 2 * number + (draft.kind == claim.kind) + claim.required) if word or number else 0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _same_words(first: str, second: str) -> bool:
    short, long = sorted((_words(first), _words(second)), key=len)
    return bool(short) and any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _numbers_meet(draft: Draft, claim: Gold) -> bool:
    ours, theirs = _ends(draft.low, draft.high), _ends(claim.low, claim.high)
    return ours is not None and theirs is not None and ours[0] <= theirs[1] * 1.01 and theirs[0] <= ours[1] * 1.01


def _ends(low: float | None, high: float | None) -> tuple[float, float] | None:
    low, high = high if low is None else low, low if high is None else high
    return None if low is None or high is None else (min(low, high), max(low, high))


def _within(claim: Gold, draft: Draft) -> bool:
    return all(
        want is None or (got is not None and abs(got - want) <= 0.25 * abs(want))
        for want, got in ((claim.low, draft.low), (claim.high, draft.high))
    )


def _same_speaker(name: str, said: str) -> bool:
    want, got = _words(name), _words(said)
    if not want or not got:
        return not want and not got
    if want[-1] in got:
        others = {word for word in want[:-1] if word not in ("the", "a", "an", "of", "at")}
        return want[-1] not in _PLAIN or not others or bool(others & set(got))
    return (len(want) > 2 and "and" in want and got[-1] in want) or (
        name.endswith(")") and set(_words(name.split("(")[0])) <= set(got)
    )


# ---- report


def drafts_of(text: str) -> list[Draft]:
    return read_text(text, source="d", document="d.txt", document_hash="sha256:0")


def speed(title: str, texts: Iterable[str], *, rounds: int = 12) -> str:
    """Articles of 4,000 characters read in a second of one core, in the best of some rounds, and how many drafts each has."""
    joined = "\n\n".join(texts)
    articles = [joined[i : i + TYPICAL] for i in range(0, max(1, len(joined) - TYPICAL), TYPICAL)]
    drafts = sum(len(drafts_of(article)) for article in articles) / len(articles)
    best = min(_seconds(articles) for _ in range(rounds)) / len(articles)
    size = f"articles of {TYPICAL:,} characters with {drafts:.0f} drafts in each"
    return f"speed, {title}: {1 / best:,.0f} {size}, a second on one core (best of {rounds} rounds)"


def _seconds(articles: Sequence[str]) -> float:
    begun = time.process_time()
    for article in articles:
        drafts_of(article)
    return time.process_time() - begun


def add(scores: Iterable[Score]) -> Score:
    result = Score()
    for one in scores:
        for name in Score.__dataclass_fields__:
            setattr(result, name, getattr(result, name) + getattr(one, name))
    return result


def line(name: str, one: Score) -> str:
    def share(part: int, whole: int) -> str:
        return f"{part / whole:4.0%} {part:>3}/{whole:<3}" if whole else "   –        "

    parts = (
        share(one.found, one.required), share(one.quantified_found, one.quantified), share(one.right, one.drafts),
        share(one.number_right, one.numbers), share(one.speaker_right, one.speakers),
    )  # fmt: skip
    return f"{name:<26} " + "  ".join(parts)


def report(title: str, texts: Mapping[str, tuple[str, list[Gold]]], *, misses: bool) -> Score:
    print(f"{title:<26} {'recall':<12}  {'quantified':<12}  {'precision':<12}  {'numbers':<12}  speakers")
    scores: dict[str, Score] = {}
    for name, (text, gold) in texts.items():
        scores[name] = score(text, gold, drafts_of(text))
        print(line(name, scores[name]))
        if misses:
            for word in ("missed", "wrong", "misread"):
                for entry in getattr(scores[name], word):
                    print(f"    {word:<8} {entry}")
    total = add(scores.values())
    print(line("= all", total) + "\n")
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description="How well the reader finds claims.")
    parser.add_argument("--misses", action="store_true", help="list what was missed, wrong or misread")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the shared gold set")
    parser.add_argument("--own", type=Path, default=OWN, help="folder of texts in the project's own form")
    parser.add_argument("--only", default="", help="only these texts of the shared set, parted by commas")
    arguments = parser.parse_args()
    own = own_texts(arguments.own)
    report("texts of the project", own, misses=arguments.misses)
    if arguments.shared.is_dir():
        shared = shared_texts(arguments.shared)
        only = arguments.only.split(",") if arguments.only else list(shared)
        report("shared gold set", {name: shared[name] for name in only if name in shared}, misses=arguments.misses)
    else:
        print(f"{arguments.shared} is not here; only the project's own texts were scored\n")
    print(speed("texts of the project", (text for text, _ in own.values())))
    if arguments.shared.is_dir():
        print(speed("shared gold set", (text for text, _ in shared_texts(arguments.shared).values())))


if __name__ == "__main__":
    main()
