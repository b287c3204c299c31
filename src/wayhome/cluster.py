"""A forecast's chunks on a Dask cluster: of processes on this machine, or one that is running already.

Workers may die: what they had is run again by others. Every chunk gives the same wherever and however often it runs.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from wayhome.draws import Tally, Work, tally
from wayhome.engine.arrays import Ints, Singles
from wayhome.errors import InvalidInput, Problem, WayhomeError

PATIENCE = "10s"  # for a scheduler to answer
DEATHS = 10  # of workers that a batch may see before it is taken for their cause
ROUNDS = 5  # of sending out what is missing
NOBODY = 60  # seconds without any worker until a round is given up


@dataclass(frozen=True, slots=True)
class Cluster:
    """Runs batches on the workers of a `distributed.Client`."""

    client: Any
    workers: int

    def __call__(self, work: Work, edges: Singles, batches: Sequence[Sequence[Ints]]) -> Iterator[Tally]:
        """Every batch once. Work and edges travel once to each worker; should all that hold them die, they are sent again with the
        batches that are missing."""
        missing = list(range(len(batches)))
        for _ in range(ROUNDS):
            done = set[int]()
            for number, part in self._round(work, edges, {number: batches[number] for number in missing}):
                done.add(number)
                yield part
            missing = [number for number in missing if number not in done]
            if not missing:
                return
        left = f"{len(missing)} of {len(batches)} batches are missing"
        raise WayhomeError(
            f"The cluster lost its workers {ROUNDS} times, and {left}. Nothing was written; try fewer workers."
        )

    def _round(self, work: Work, edges: Singles, batches: dict[int, Sequence[Ints]]) -> Iterator[tuple[int, Tally]]:
        """The batches that come to an end; those that are lost with their workers are passed over."""
        from distributed import as_completed

        try:
            self.client.wait_for_workers(1, timeout=NOBODY)
            shared = self.client.scatter([work, edges], broadcast=True, hash=False)
        except Exception as error:
            if not _lost(error):
                raise
            return
        number_of = {self.client.submit(tally, *shared, batch, pure=False): number for number, batch in batches.items()}
        for future in as_completed(list(number_of), raise_errors=False):
            try:
                part = future.result()  # its worker may die even now
            except Exception as error:
                if not _lost(error):
                    raise
            else:
                yield number_of[future], part
            future.release()


def _lost(error: BaseException) -> bool:
    """Whether the cluster failed and not the work."""
    of_cluster = type(error).__module__.startswith(("distributed", "concurrent", "asyncio"))
    return of_cluster or isinstance(error, OSError)  # connections; TimeoutError is one too


@contextmanager
def local(workers: int) -> Generator[Cluster]:
    """A cluster of processes on this machine, gone when the forecast is made."""
    _installed("cluster")
    from dask import config
    from distributed import Client, LocalCluster

    with config.set({"distributed.scheduler.allowed-failures": DEATHS}):
        cluster = LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
        )
        with cluster, Client(cluster) as client:
            yield Cluster(client, workers)


@contextmanager
def connected(scheduler: str) -> Generator[Cluster]:
    """The cluster whose scheduler listens at that address."""
    _installed("scheduler")
    from distributed import Client

    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        message = f"nothing answers at '{scheduler}' ({error}). Is `dask scheduler` running there?"
        raise InvalidInput([Problem("forecast", 0, "--scheduler", message, "W604")]) from error
    with client:
        threads: Any = client.nthreads()
        workers = sum(threads.values())
        if not workers:
            message = f"the scheduler at '{scheduler}' has no workers; start some with `dask worker {scheduler}`"
            raise InvalidInput([Problem("forecast", 0, "--scheduler", message, "W604")])
        yield Cluster(client, workers)


def _installed(option: str) -> None:
    if importlib.util.find_spec("distributed") is None:
        message = "a cluster needs Dask, which is not installed: pip install 'wayhome[cluster]'"
        raise InvalidInput([Problem("forecast", 0, f"--{option}", message, "W603")])
