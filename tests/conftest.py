"""What all tests share: the instruments and one simulated school board."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

import culture_diag as cd
from culture_diag.instrument import Instrument

# A busy machine is no failure; and what lands must not hang on the luck of a draw, so on CI the draws are fixed.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("steady")

# Nothing of a test stays on the machine, and no test reads the secret of whoever runs it.
os.environ["CULTURE_DIAG_SALT_FILE"] = str(Path(tempfile.mkdtemp(prefix="culture-diag-")) / "salt")


# With two workers the longest files must not come last, when one of them has nothing left to do.
LONGEST = (
    "browser/test_explorer", "notebooks/", "browser/test_presenter", "test_benchmarks", "test_package",
    "cli/test_cli_quality", "cli/test_cli", "reading/test_reading_fuzz", "browser/",
)  # fmt: skip


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Take one worker more than there are cores: whoever waits for a browser or a kernel leaves a core to another."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order within a file stays."""
    ends = tuple(f"tests/{part}" for part in LONGEST)
    items.sort(key=lambda item: next((at for at, part in enumerate(ends) if part in item.nodeid), len(ends)))


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return cd.load_instrument("invitation-challenge")


@pytest.fixture(scope="session")
def other_instrument() -> Instrument:
    return cd.load_instrument("learning-process-outcome")


@pytest.fixture(scope="session")
def simulated(instrument: Instrument) -> cd.Simulation:
    return cd.simulate(instrument, teams=8, waves=3, sizes=(6, 24), response=0.8, missing=0.03, seed=7)


@pytest.fixture(scope="session")
def diagnosis(simulated: cd.Simulation) -> cd.Diagnosis:
    return cd.diagnose(simulated.responses, team_sizes=simulated.team_sizes)


@pytest.fixture(scope="session")
def sample_diagnosis() -> cd.Diagnosis:
    responses, sizes = cd.load_sample()
    return cd.diagnose(responses, team_sizes=sizes)


@pytest.fixture(scope="session")
def sample_release(sample_diagnosis: cd.Diagnosis) -> cd.Release:
    return cd.release(sample_diagnosis)
