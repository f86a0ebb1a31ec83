"""Whatever chance does to a file: it is read, or refused in words, and soon. The long run is benchmarks/fuzz.py."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from culture_diag.errors import CultureDiagError
from culture_diag.reading import inspect_export
from culture_diag.reading.files.unreadable import UnreadableFileError
from culture_diag.reading.files.zip_safety import check_package
from tests.reading.export_files import workbook_of
from tests.reading.exports import Sheet
from tests.reading.mutations import Bench, corpus, damaged

SAMPLES = corpus()
LONGEST = 5
SPSS = 3
KINDS = {
    "text": (16, [sample for sample in SAMPLES if sample.kind == "table" and sample.name.endswith(".csv")]),
    "workbook": (
        12,
        [sample for sample in SAMPLES if sample.kind == "table" and sample.name.endswith((".xlsx", ".ods"))],
    ),
    "part of a workbook": (20, [sample for sample in SAMPLES if sample.packed]),
    "mapping": (25, [sample for sample in SAMPLES if sample.kind == "mapping"]),
    "project": (25, [sample for sample in SAMPLES if sample.kind == "project"]),
    "sizes": (20, [sample for sample in SAMPLES if sample.kind == "sizes"]),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(tmp_path_factory.mktemp("damaged"), SAMPLES)


def see(bench, sample):
    """Read a file in every way; anything but an answer or words (warnings are errors here) is raised."""
    begun = time.process_time()
    assert all(told for _, _, told in bench.read_all_ways(sample))
    assert time.process_time() - begun < LONGEST


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.name}-{sample.packed}")
def test_the_files_are_honest_before_they_are_damaged(bench, sample):
    ways = {"table": "read_responses", "sizes": "read_team_sizes"}
    endings = {way: ending for way, ending, _ in bench.read_all_ways(sample)}
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


def book_with(reference):
    """Make a workbook of two cells of which the second says that it stands elsewhere."""
    made, honest = io.BytesIO(), io.BytesIO(workbook_of(Sheet([["team", "inv1"]], [])))
    with zipfile.ZipFile(honest) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again:
        for name in package.namelist():
            again.writestr(name, package.read(name).replace(b'r="B1"', b'r="%s"' % reference.encode()))
    return made.getvalue()


# Of such a number the library keeps the last 32 bits: it asks for terabytes and ends the process, or takes another row
@pytest.mark.parametrize("reference", ["B1111111111", "B4294967300", "B" + "1" * 400, "AAAAAAAAA1"])
def test_a_cell_that_stands_nowhere_is_refused_before_the_library_sees_it(reference):
    with pytest.raises(UnreadableFileError):
        check_package(book_with(reference))


def test_a_sheet_that_is_too_wide_is_refused_in_words(tmp_path):
    (tmp_path / "wide.xlsx").write_bytes(book_with("XFE1"))
    with pytest.raises(CultureDiagError):
        inspect_export(tmp_path / "wide.xlsx")
