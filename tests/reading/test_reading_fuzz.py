"""Whatever chance does to a file: it is read, or refused in words, and soon. The long run is benchmarks/fuzz.py."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading.mutations import Bench, corpus, damaged

SAMPLES = corpus()
LONGEST = 5
SPSS = 3
KINDS = {
    "text": (90, [sample for sample in SAMPLES if sample.kind == "table" and sample.name.endswith(".csv")]),
    "workbook": (
        30,
        [sample for sample in SAMPLES if sample.kind == "table" and sample.name.endswith((".xlsx", ".ods"))],
    ),
    "part of a workbook": (40, [sample for sample in SAMPLES if sample.packed]),
    "mapping": (50, [sample for sample in SAMPLES if sample.kind == "mapping"]),
    "project": (50, [sample for sample in SAMPLES if sample.kind == "project"]),
    "sizes": (80, [sample for sample in SAMPLES if sample.kind == "sizes"]),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(tmp_path_factory.mktemp("damaged"), SAMPLES)


def see(bench, sample):
    """Read a file in every way; anything but an answer or words (warnings are errors here) is raised."""
    begun = time.perf_counter()
    assert all(told for _, _, told in bench.tried(sample))
    assert time.perf_counter() - begun < LONGEST


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.name}-{sample.packed}")
def test_the_files_are_honest_before_they_are_damaged(bench, sample):
    ways = {"table": "read_responses", "sizes": "read_team_sizes"}
    endings = {way: ending for way, ending, _ in bench.tried(sample)}
    assert endings[ways.get(sample.kind, next(iter(endings)))] == "read"


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_read_or_refused_in_words(bench, kind):
    examples, samples = KINDS[kind]

    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(st.sampled_from(samples), st.randoms(use_true_random=False))
    def damage(sample, draw):
        see(bench, damaged(sample, draw))

    damage()


def test_a_damaged_spss_file_is_read_or_refused_in_words(bench, tmp_path):
    (sample,) = (sample for sample in corpus(sav=tmp_path) if sample.kind == "sav")
    for number in range(SPSS):
        see(bench, damaged(sample, random.Random(number)))
