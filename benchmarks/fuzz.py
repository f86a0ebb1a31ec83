"""Damage honest files by chance and read them: anything but an answer or a `CultureDiagError` is a failure.

Run ``python benchmarks/fuzz.py --runs 30000 --seed 1``; ``--sav`` says how many of the runs are of SPSS files, which
each start a process. Each input is drawn from the seed and its number alone, so that one can be made again with
``--only NUMBER``. All are read in another process, which may use six gigabytes and take five seconds for one: what
ends or stops that process is a failure too. A failure is made as small as it gets and kept in a folder.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import multiprocessing
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reading.exports import CANARY
from tests.reading.mutations import Bench, Sample, corpus, damaged

MAX_SECONDS = 5
"""Seconds of the processor after which a reading is called endless."""

TIMEOUT_SECONDS = 200
"""Seconds after which a process that does not even notice that is ended, and says where it was."""

MAX_MEMORY_BYTES = 6 << 30
MAX_TRIES = 400
"""So often is a failure made smaller."""

Outcomes = list[tuple[str, str, bool]]
"""Of each way of reading: its name, how it ended, and whether it told what somebody wrote."""


@contextlib.contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise `TimeoutError` in what takes the processor longer; that others keep it busy does not count."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def read_all_ways(bench: Bench, sample: Sample) -> tuple[Outcomes, str]:
    """Read one file in all ways; give how they ended, and what was raised that should not be, with its place."""
    outcomes: Outcomes = []
    try:
        with time_limit(MAX_SECONDS):
            outcomes.extend((way, ending, CANARY in text) for way, ending, text in bench.read_all_ways(sample))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return outcomes, f"{type(error).__name__} {Path(last.filename).name}:{last.lineno} {str(error)[:200]}"
    return outcomes, ""


def smallest(content: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Leave out pieces, ever smaller ones, as long as it still fails."""
    piece, tries = max(1, len(content) // 2), 0
    while piece and tries < MAX_TRIES:
        at = 0
        while at < len(content) and tries < MAX_TRIES:
            shorter = content[:at] + content[at + piece :]
            tries += 1
            if fails(shorter):
                content = shorter
            else:
                at += piece
        piece //= 2
    return content


def make_input(samples: list[Sample], seed: int, number: int) -> Sample:
    """Make input `number` of a run."""
    return damaged(samples[number % len(samples)], random.Random(f"{seed} {number}"))


def keep_failure(sample: Sample, failure: str, where: Path, bench: Bench | None = None) -> None:
    """Write an input that fails to a folder; with a bench, as small as it gets."""
    content, kind = sample.content, failure.split(" ")[:2]
    if bench and not sample.packed:
        content = smallest(
            content, lambda less: read_all_ways(bench, Sample(sample.kind, sample.name, less))[1].split(" ")[:2] == kind
        )
    where.mkdir(parents=True, exist_ok=True)
    (where / sample.name).write_bytes(content)
    print(f"FAILURE {failure}\n  {len(content)} bytes in {where / sample.name}: {content[:300]!r}", flush=True)


def read_series(pipe: Connection, bench: Bench, samples: list[Sample], seed: int, numbers: range, where: Path) -> None:
    """Read a series of inputs, and tell of each how it went; of failures of one kind only the first is kept."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    seen = set()
    for number in numbers:
        sample = make_input(samples, seed, number)
        # Not sys.stderr: whoever runs this within a test has put something there that is no file.
        faulthandler.dump_traceback_later(TIMEOUT_SECONDS, exit=True, file=sys.__stderr__)
        begun = time.process_time()
        outcomes, failure = read_all_ways(bench, sample)
        faulthandler.cancel_dump_traceback_later()
        spent = time.process_time() - begun
        if failure and (kind := tuple(failure.split(" ")[:2])) not in seen:
            seen.add(kind)
            keep_failure(sample, failure, where / f"{sample.kind}-{number}", bench)
        pipe.send((outcomes, failure, spent))


@dataclass
class Counts:
    """How all inputs went."""

    inputs: int = 0
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    files: Counter[tuple[str, bool]] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    telling: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    longest: tuple[float, str] = (0.0, "")

    def add(self, number: int, sample: Sample, outcomes: Outcomes, failure: str, spent: float) -> None:
        """Count one input."""
        self.inputs += 1
        self.longest = max(self.longest, (spent, f"{sample.name}, input {number}"))
        if failure:
            self.failures[" ".join(failure.split(" ")[:2])] += 1
        for way, ending, telling in outcomes:
            self.ends[way, ending] += 1
            self.files[sample.name + (", a part" if sample.packed else ""), ending == "read"] += 1
            if telling:
                self.telling[way, ending].append(number)

    def show(self, seconds: float) -> None:
        """Print all of it."""
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        read = sum(count for (_, ending), count in self.ends.items() if ending == "read")
        print(f"{self.inputs:,} inputs, {sum(self.ends.values()):,} readings in {seconds:.0f} s; "
              f"longest {self.longest[0]:.2f} s ({self.longest[1]}); peak memory {peak:.0f} MB")  # fmt: skip
        refused, other = sum(self.ends.values()) - read, sum(self.failures.values())
        print(f"read {read:,}; refused in words {refused:,}; other {other:,}")
        for failure, count in self.failures.most_common():
            print(f"  OTHER {failure:60}{count:8,}")
        for (way, ending), count in sorted(self.ends.items(), key=lambda end: (end[0][0], -end[1])):
            print(f"  {way:30}{ending:36}{count:8,}")
        for name in sorted({name for name, _ in self.files}):
            print(f"  {name:30}read {self.files[name, True]:8,}   refused {self.files[name, False]:8,}")
        for (way, ending), numbers in sorted(self.telling.items()):
            print(f"  words of a person told by {way}, {ending}: {len(numbers)}, as in input {numbers[:4]}")


def run(bench: Bench, samples: list[Sample], runs: int, seed: int, where: Path, counts: Counts) -> None:
    """Have all inputs read by other processes: a new one where one ends before its time."""
    fork = multiprocessing.get_context("fork")
    number = 0
    while number < runs:
        here, there = fork.Pipe(duplex=False)
        process = fork.Process(target=read_series, args=(there, bench, samples, seed, range(number, runs), where))
        process.start()
        there.close()
        with contextlib.suppress(EOFError):
            while number < runs:
                counts.add(number, samples[number % len(samples)], *here.recv())
                number += 1
        process.join()
        if number < runs:
            sample, failure = make_input(samples, seed, number), f"process ended {process.exitcode}"
            keep_failure(sample, failure, where / f"{sample.kind}-{number}")
            counts.add(number, sample, [], failure, 0.0)
            number += 1


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print how often each ending came, by file and by way of reading; return the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sav", type=int, default=100)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args(arguments)
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as place:
        samples = corpus(sav=Path(place))
        bench, counts = Bench(Path(place), samples), Counts()
        quick = [sample for sample in samples if sample.kind != "sav"]
        spss = [sample for sample in samples if sample.kind == "sav"]
        if options.only is not None:
            sample = make_input(quick, options.seed, options.only)
            keep_failure(
                sample, read_all_ways(bench, sample)[1] or "none: it is read, or refused in words", options.keep
            )
            return {}
        begun = time.perf_counter()
        with contextlib.suppress(KeyboardInterrupt):  # then the counts are those so far
            run(bench, quick, options.runs, options.seed, options.keep, counts)
            run(bench, spss, options.sav, options.seed, options.keep, counts)
        counts.show(time.perf_counter() - begun)
    return {"damaged inputs": f"{options.runs + options.sav:,}", "failures": str(sum(counts.failures.values()))}


if __name__ == "__main__":
    sys.exit(0 if main().get("failures", "0") == "0" else 1)
