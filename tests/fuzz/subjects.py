"""What is fuzzed: for every kind of input its seeds, folders of real valid files, and what wayhome does with them."""

# ruff: noqa: E501

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.fuzz.mutations import Files
from wayhome.claims.claim import Figure
from wayhome.claims.words import Words

ROOT = Path(__file__).parents[2]
CASES = ROOT / "spec" / "cases"
FLAGSHIP = ROOT / "studies" / "central-asia"
TEMPLATE = ROOT / "src" / "wayhome" / "cli" / "template"


@dataclass(frozen=True, slots=True)
class Subject:
    """seeds: folders to begin with; read: what is done with a folder (InvalidInput is an answer, other exceptions are findings);
    writes: whether `read` may add files or change some; share: of all examples; heavy: seeds that are slow to read, taken rarely."""

    seeds: Callable[[], list[Files]]
    read: Callable[[Path], object]
    share: int
    writes: bool = False
    heavy: Callable[[], list[Files]] = list


def folder(path: Path) -> Files:
    """The small text files of a folder and of its `scenarios/`."""
    files = [*path.glob("*.yaml"), *path.glob("*.csv"), *path.glob("scenarios/*.yaml")]
    return {str(one.relative_to(path)): one.read_bytes() for one in sorted(files)}


# ---- studies, scenarios, ledgers ----------------------------------------------------------------------------


@cache
def studies() -> list[Files]:
    return [folder(path.parent) for path in sorted(CASES.glob("valid/*/study.yaml"))]


@cache
def flagship() -> list[Files]:
    return [folder(FLAGSHIP)]


def read_study(path: Path) -> object:
    from wayhome.study.load import load_study

    return load_study(path)


@cache
def scenarios() -> list[Files]:
    return [folder(path) for path in sorted((CASES / "scenarios" / "valid").iterdir())]


def read_scenarios(path: Path) -> object:
    from wayhome.scenario import apply
    from wayhome.study.load import load_study
    from wayhome.study.scenarios import load_scenarios

    study = load_study(path)
    return [apply(study, one) for one in load_scenarios(path, study).values()]


@cache
def ledgers() -> list[Files]:
    """A ledger with a claim of each kind beside a study that it speaks of, and the one that new studies begin with."""
    from tests.fuzz.ledgers import CLAIMS, SOURCES, STUDY

    return [
        {"study.yaml": STUDY.encode(), "claims.csv": CLAIMS.encode(), "sources.csv": SOURCES.encode()},
        folder(TEMPLATE),
    ]


def read_ledger(path: Path) -> object:
    from wayhome.claims.ledger import load_ledger, read_rows
    from wayhome.study.load import read_words

    read_rows(path / "sources.csv")
    return load_ledger(path, read_words(path))


def read_all(path: Path) -> object:
    """As far as a fit reads: the study compiled, its claims held against it."""
    from wayhome.fit.store import load

    return load(path)


# ---- words --------------------------------------------------------------------------------------------------


@cache
def words() -> list[Files]:
    """A study's own words beside phrases; and the whole table of spec/words.yaml as if a study gave it."""
    from tests.fuzz.ledgers import STUDY

    spec = (ROOT / "spec" / "words.yaml").read_text("utf-8")
    table = "words:\n" + "".join(f"  {line}\n" for line in spec.splitlines() if line.strip())
    phrases = "\n".join(PHRASES).encode()
    return [{"study.yaml": text.encode(), "phrases.txt": phrases} for text in (*[STUDY] * 7, table)]


PHRASES = """between 500 and several thousand|about a third|up to 2,500|more than half|likely|a few dozen of them|some 40 to 50 percent
roughly 1.3 million|no more than 300|at least several hundred|one in five|nearly all|tens of thousands|three quarters|a handful
twice as many|1,300|17%|two thousand three hundred and five|none|hundreds, perhaps thousands|5-10|as many as 20,000 or more""".replace(
    "\n", "|"
).split("|")


def read_or_why(line: str, table: Words, *, share: bool) -> tuple[Figure | None, str]:
    from wayhome.claims.wording import read_figure

    try:
        return read_figure(line, table, share=share), ""
    except ValueError as error:
        return None, str(error)


def read_phrases(path: Path) -> object:
    """The study's words table, and every line of phrases.txt read by it: a number that is one, or ValueError saying why."""
    from wayhome.claims.ledger import load_words
    from wayhome.claims.wording import likelihood
    from wayhome.study.load import read_words

    table = load_words(read_words(path))
    read = 0
    for line in (path / "phrases.txt").read_bytes().decode("utf-8", "replace").split("\n")[:60]:
        for share in (False, True):
            sure = likelihood(line, table)
            assert sure is None or 0 <= sure <= 1, f"'{line[:80]}' is {sure} likely"
            figure, why = read_or_why(line, table, share=share)
            if figure is None:
                assert why, "a refusal without a reason"
                continue
            numbers = (figure.low, figure.best, figure.high)
            assert all(map(math.isfinite, numbers)), f"'{line[:80]}': {numbers}"
            assert 0 <= numbers[0] <= numbers[1] <= numbers[2], f"'{line[:80]}': {numbers}"
            read += 1
    return read


# ---- documents ----------------------------------------------------------------------------------------------


@cache
def documents() -> list[Files]:
    texts = sorted((ROOT / "tests" / "claims" / "reader" / "texts").glob("*.txt"))
    return [{"document.txt": path.read_bytes()} for path in texts]


def read_document(path: Path) -> object:
    from wayhome.claims.reader.document import open_document
    from wayhome.claims.reader.keep import drafts_of

    document = open_document(path / "document.txt")
    drafts = drafts_of(document)
    for draft in drafts:
        assert document.text[draft.start : draft.end] == draft.exact, "a draft that does not stand where it says"
    return drafts


@cache
def pages() -> list[Files]:
    html = "<!doctype html><html><head><title>{0}</title><meta charset=utf-8></head><body><h1>{0}</h1><article>{1}</article></body></html>"
    return [
        {"document.txt": html.format(name, "".join(f"<p>{line}</p>" for line in text.splitlines() if line)).encode()}
        for name, text in (
            (seed["document.txt"][:40].decode(), seed["document.txt"].decode()) for seed in documents()[:6]
        )
    ]


# ---- published figures --------------------------------------------------------------------------------------


@cache
def published(of: str) -> list[Files]:
    from tests.figures.crossing import STUDY
    from tests.fuzz.ledgers import DTM, FIGURES_STOCKS, UNHCR

    tables = {"unhcr": UNHCR, "dtm": DTM}[of]
    study = {"study.yaml": STUDY.encode(), "stocks.csv": FIGURES_STOCKS.encode()}
    return [{**study, "table.csv": table.encode()} for table in tables]


def import_figures(path: Path, of: str, to: str) -> object:
    from wayhome.claims.ledger import load_ledger
    from wayhome.figures import dtm, unhcr
    from wayhome.figures.keep import edition, keep
    from wayhome.figures.told import naming, tell
    from wayhome.study.load import load_study

    study = load_study(path)
    figures = (
        unhcr.read(path / "table.csv", ("refugees", "returned_refugees"))
        if of == "unhcr"
        else dtm.read(path / "table.csv")
    )
    publisher = unhcr.PUBLISHER if of == "unhcr" else dtm.PUBLISHER
    told, left = tell(figures, study, naming(study, ["*=lebanon"] if of == "dtm" else [], "", ""))
    kept = keep(told, left, study, path / to, edition(publisher, "2018-06", "B2"))
    assert len(load_ledger(path).claims) >= (kept.added if to == "claims.csv" else 0), (
        "claims that were kept are not there"
    )
    load_study(path)
    return kept


def import_unhcr(path: Path) -> object:
    return import_figures(path, "unhcr", "claims.csv")


def import_stocks(path: Path) -> object:
    return import_figures(path, "unhcr", "stocks.csv")


def import_dtm(path: Path) -> object:
    return import_figures(path, "dtm", "claims.csv")


@cache
def flee_folders() -> list[Files]:
    from tests.flee.folders import SOUND, UNTIDY

    return [{name: text.encode() for name, text in files.items()} for files in (SOUND, UNTIDY)]


def import_flee(path: Path) -> object:
    import shutil

    from wayhome.flee.carry import import_folder
    from wayhome.study.load import load_study

    made = path.with_name(f"{path.name}-made")
    try:
        import_folder(path, made)
        return load_study(made)
    finally:
        shutil.rmtree(made, ignore_errors=True)


# ---- what reviews keep --------------------------------------------------------------------------------------


@cache
def sittings() -> list[Files]:
    from tests.fuzz.ledgers import JOURNAL, drafts

    return [{"drafts/decisions.ndjson": JOURNAL.encode(), "drafts/herald.jsonl": drafts().encode()}]


def read_sitting(path: Path) -> object:
    from wayhome.claims.journal import read_journal
    from wayhome.claims.pile import read_pile

    journal = read_journal(path)
    _ = journal.pending, journal.standing, journal.cells, journal.ids
    return read_pile(path)


SUBJECTS: Mapping[str, Subject] = {
    "study": Subject(studies, read_study, 30, heavy=flagship),
    "scenario": Subject(scenarios, read_scenarios, 10),
    "ledger": Subject(ledgers, read_ledger, 15, heavy=flagship),
    "fit's reading": Subject(ledgers, read_all, 6, heavy=flagship),
    "words": Subject(words, read_phrases, 9),
    "document": Subject(documents, read_document, 10, heavy=pages),
    "unhcr": Subject(lambda: published("unhcr"), import_unhcr, 5, writes=True),
    "unhcr to stocks": Subject(lambda: published("unhcr"), import_stocks, 3, writes=True),
    "dtm": Subject(lambda: published("dtm"), import_dtm, 4, writes=True),
    "flee": Subject(flee_folders, import_flee, 5),
    "review": Subject(sittings, read_sitting, 3),
}
HEAVY = 0.004
"""How often a heavy seed is taken where there is one."""


def seed_of(subject: Subject, dice: Random) -> Files:
    heavy = subject.heavy()
    return dice.choice(heavy if heavy and dice.random() < HEAVY else subject.seeds())
