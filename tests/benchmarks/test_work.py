"""Every piece of work in miniature, without peers, so that the benchmarks keep running; nothing here looks at a clock."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import WORK, main
from benchmarks.chart import draw
from benchmarks.contest import OURS, Peer, contest
from benchmarks.document import DOCUMENT, rewritten
from benchmarks.environments import PINS
from benchmarks.exact import agreement, expected_end, solve
from benchmarks.problem import Problem, chain, changing, load, network, summary
from benchmarks.result import MINIATURE, Outcome, Plan, Point, Row, Target
from benchmarks.studies import of_problem
from benchmarks.table import markdown
from benchmarks.work.network import paths_of
from benchmarks.work.scaling import VARIED
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_path
from wayhome.engine.rates import inputs

SMALL = network(cells=12, out=3, steps=10, people=900, seed=1)


def own_paths(problem: Problem, draws: int) -> np.ndarray:
    """The sum of wayhome's final stocks and, at its end, of all moves."""
    run = paths_of(problem)
    return np.sum([summary(run(draw)) for draw in range(draws)], axis=0)


@pytest.mark.parametrize("name", WORK)
def test_each_piece_of_work_runs_and_computes_what_it_should(name: str) -> None:
    outcome: Outcome = WORK[name].run(MINIATURE)
    assert outcome.rows or outcome.lines
    for row in outcome.rows:
        assert row.who == OURS and row.seconds and min(row.seconds) > 0
        assert not row.same.startswith("no"), row
    assert all(target.got is None or target.got > 0 for target in outcome.targets)
    assert markdown(outcome)


@pytest.mark.parametrize("problem", [SMALL, chain(cells=12, steps=10, people=900, seed=1)])
def test_people_are_conserved_and_agree_with_the_exact_solution(problem: Problem) -> None:
    total = own_paths(problem, 200)
    assert total[:-1].sum() == 200 * problem.people
    assert agreement(solve(problem), total, 200).startswith("yes")


def test_the_check_notices_lost_people_and_wrong_rates() -> None:
    solution, total = solve(SMALL), own_paths(SMALL, 200)
    lost = total - 200 * (np.arange(total.size) == 0)
    assert agreement(solution, lost, 200).startswith("no: 899 people")
    faster = dataclasses.replace(SMALL, rate=SMALL.rate * 1.1)
    assert agreement(solution, own_paths(faster, 200), 200).startswith("no: z²")


def test_moves_of_a_chain_are_the_compartments_passed() -> None:
    problem = chain(cells=12, steps=10, people=900, seed=1)
    total = own_paths(problem, 20)
    assert agreement(solve(problem), total, 20) == agreement(solve(problem), total[:-1], 20)


def test_the_study_of_a_problem_whose_rates_change_is_that_problem() -> None:
    problem = changing(SMALL, seed=3)
    model = compile_study(of_problem(problem))
    end = expected_path(model, inputs(model, np.zeros(0), problem.steps)).stock[-1]
    assert end == pytest.approx(expected_end(problem), rel=1e-12)


def test_exact_solutions_in_steps_agree() -> None:
    assert solve(SMALL).mean == pytest.approx(expected_end(SMALL), rel=1e-12)


def test_a_problem_comes_back_from_its_file(tmp_path: Path) -> None:
    SMALL.save(tmp_path / "problem.npz")
    again = load(tmp_path / "problem.npz")
    for field in dataclasses.fields(Problem):
        assert np.array_equal(getattr(again, field.name), getattr(SMALL, field.name))


def test_a_peer_that_cannot_run_is_named_with_the_reason() -> None:
    rows = contest(
        Plan(repeats=1), "work", SMALL, own=lambda: lambda seed: np.ones(1), peers=(Peer("Nobody", "nobody"),),
        same=lambda *_: "yes",
    )  # fmt: skip
    assert rows[1] == Row("work", "Nobody", note="there is no nobody.txt with its versions")
    assert "could not run: there is no nobody.txt" in "\n".join(markdown(Outcome(rows)))


def test_every_peer_is_pinned() -> None:
    peers = {peer.name for work in WORK.values() for peer in getattr(work, "PEERS", ())}
    assert {path.stem for path in PINS.glob("*.txt")} == peers
    for name in peers:
        assert (PINS / f"{name}.py").exists()
        for line in (PINS / f"{name}.txt").read_text().splitlines():
            assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), (name, line)


def test_targets_say_by_how_much_they_were_missed() -> None:
    lines = markdown(
        Outcome(targets=(Target("a", 10, 25, " ms", at_most=True), Target("b", 12, 4, " ×"), Target("c", 2, None)))
    )
    assert lines[0].endswith("**missed** with 25.0 ms, off by a factor of 2.50.")
    assert lines[1].endswith("**missed** with 4.00 ×, off by a factor of 3.00.")
    assert "not known" in lines[2]


def test_the_document_has_a_place_for_every_piece_of_work() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for part in ("machine", *WORK):
        new = rewritten(text, part, ["| new |"])
        assert new.count("| new |") == 1
        assert len(new.splitlines()) <= len(text.splitlines()) + 4
    with pytest.raises(ValueError, match="no markers for 'else'"):
        rewritten(text, "else", [])


def test_unknown_work_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--only", "chian"])
    assert "no work is called chian" in capsys.readouterr().err


def test_the_chart_is_drawn(tmp_path: Path) -> None:
    points = [Point(name, size, size / 1e4) for name in VARIED for size in (1, 10, 100)]
    draw(points, tmp_path / "scaling.svg")
    assert (tmp_path / "scaling.svg").read_text(encoding="utf-8").startswith("<svg")
