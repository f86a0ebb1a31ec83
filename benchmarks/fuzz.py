"""Damage honest files by chance and read them: is anything but a `CultureDiagError` raised, and how soon?

Run ``python benchmarks/fuzz.py --runs 30000 --seed 1``; `--sav` says how many of the runs are of SPSS files, which each
start a process. Each input is drawn from the seed and its number alone, so that one can be made again: with
``--only NUMBER`` it is read once more and written to a file. A failure is made as small as it gets and kept.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reading.exports import CANARY  # noqa: E402
from tests.reading.mutations import Bench, Sample, corpus, damaged  # noqa: E402

LONGEST = 5
"""Seconds after which a reading is called endless."""

TRIES = 400
"""So often is a failure made smaller."""


@contextlib.contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise `TimeoutError` in what takes longer."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def cause(bench: Bench, sample: Sample) -> str:
    """Give what was raised that should not be, and where; nothing if all is well."""
    try:
        with limited(LONGEST):
            list(bench.tried(sample))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno} {str(error)[:200]}"
    return ""


def smallest(content: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Leave out pieces, ever smaller ones, as long as it still fails."""
    piece, tries = max(1, len(content) // 2), 0
    while piece and tries < TRIES:
        at = 0
        while at < len(content) and tries < TRIES:
            shorter = content[:at] + content[at + piece :]
            tries += 1
            if fails(shorter):
                content = shorter
            else:
                at += piece
        piece //= 2
    return content


def drawn(samples: list[Sample], seed: int, number: int) -> Sample:
    """Make input `number` of a run."""
    draw = random.Random(f"{seed} {number}")
    return damaged(samples[number % len(samples)], draw)


def keep(failure: str, sample: Sample, bench: Bench, where: Path) -> None:
    """Write a failure down, as small as it gets, with what it raises."""
    kind = failure.split(" ")[:2]

    def fails(content: bytes) -> bool:
        return cause(bench, Sample(sample.kind, sample.name, content)).split(" ")[:2] == kind

    content = sample.content if sample.packed else smallest(sample.content, fails)
    where.mkdir(parents=True, exist_ok=True)
    (where / sample.name).write_bytes(content)
    print(
        f"FAILURE {sample.kind} {sample.name}: {failure}\n  {len(content)} bytes, in {where}: {content[:300]!r}",
        flush=True,
    )


def main() -> None:
    """Print how often each ending came, by file and by way of reading."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sav", type=int, default=100)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    asked = parser.parse_args()
    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    with tempfile.TemporaryDirectory() as place:
        samples = corpus(sav=Path(place))
        bench = Bench(Path(place), samples)
        spss = [sample for sample in samples if sample.kind == "sav"]
        quick = [sample for sample in samples if sample.kind != "sav"]
        if asked.only is not None:
            sample = drawn(quick, asked.seed, asked.only)
            Path(sample.name).write_bytes(sample.content)
            print(sample.kind, sample.name, cause(bench, sample) or "is read, or refused in words")
            return
        failed = run(bench, [(quick, asked.runs), (spss, asked.sav)], asked.seed, asked.keep)
    sys.exit(1 if failed else 0)


def run(bench: Bench, work: list[tuple[list[Sample], int]], seed: int, where: Path) -> int:
    """Read all inputs, print the counts, and give how many failed."""
    ends: Counter[tuple[str, str]] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    leaks: dict[tuple[str, str], list[int]] = {}
    found: Counter[str] = Counter()
    begun, longest, slowest, runs = time.perf_counter(), 0.0, "", 0
    for samples, times in work:
        for number in range(times):
            sample = drawn(samples, seed, number)
            start = time.perf_counter()
            told: list[tuple[str, str, str]] = []
            try:
                with limited(LONGEST):
                    told.extend(bench.tried(sample))
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                failure = cause(bench, sample) or f"{type(error).__name__} only once"
                found[failure.split(" (")[0][:80]] += 1
                if found[failure.split(" (")[0][:80]] == 1:
                    keep(failure, sample, bench, where / str(number))
            runs += 1
            spent = time.perf_counter() - start
            if spent > longest:
                longest, slowest = spent, f"{sample.name} {number}"
            for way, ending, said in told:
                ends[way, ending] += 1
                kinds[
                    sample.name + (" (part)" if sample.packed else ""), "read" if ending == "read" else "refused"
                ] += 1
                if CANARY in said:
                    leaks.setdefault((way, ending), []).append(number)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{runs:,} inputs, {sum(ends.values()):,} readings in {seconds:.0f} s; longest {longest:.2f} s ({slowest}); "
          f"peak memory {peak:.0f} MB")  # fmt: skip
    print(f"read {sum(count for (_, end), count in ends.items() if end == 'read'):,}; "
          f"refused {sum(count for (_, end), count in ends.items() if end != 'read'):,}; other {sum(found.values())}")  # fmt: skip
    for failure, count in found.most_common():
        print(f"  OTHER {count:6}  {failure}")
    for (way, ending), count in sorted(ends.items(), key=lambda end: (end[0][0], -end[1])):
        print(f"  {way:30}{ending:36}{count:8,}")
    for name in sorted({name for name, _ in kinds}):
        print(f"  {name:30}read {kinds[name, 'read']:8,}   refused {kinds[name, 'refused']:8,}")
    for (way, ending), numbers in sorted(leaks.items()):
        print(f"  CANARY told by {way}, {ending}: {len(numbers)} times, first in {numbers[:5]}")
    return sum(found.values())


if __name__ == "__main__":
    main()
