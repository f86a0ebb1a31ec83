"""Diagnose a school team's culture: answers in, a placed, plotted and explained team out.

One way leads from files of answers to what a room sees, with one privacy door on it::

    study = open_study("answers.xlsx")       # files, a customer's folder, or nothing for the sample
    study.responses                          # what was read, with an account of it
    study.diagnosis                          # exact, for the advisor alone
    study.release                            # the door: suppressed and rounded
    plot_quadrants(study.release)            # takes a release and nothing else

Names are imported when they are first used: ``import culture_diag`` itself loads neither pandas nor matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from culture_diag.diagnosis import Diagnosis, Settings, compare_without_flagged, diagnose
    from culture_diag.disclosure import Release, ReleaseSettings, release
    from culture_diag.errors import CultureDiagError, DisclosureError, InstrumentError, MappingError, ResponseError
    from culture_diag.explorer import choose_paths, explore, show
    from culture_diag.instrument import Instrument, bundled_instruments, load_instrument
    from culture_diag.planning import Plan, plan
    from culture_diag.plotting import (
        plot_items,
        plot_plan,
        plot_profile,
        plot_quadrants,
        plot_trajectories,
        save,
    )
    from culture_diag.present import write_presenter
    from culture_diag.quality import flag_respondents, without_respondents
    from culture_diag.questionnaire import write_questionnaire
    from culture_diag.reading import (
        Export,
        ReadOptions,
        Responses,
        export_text,
        inspect_export,
        read_responses,
        read_team_sizes,
        responses_from_frame,
    )
    from culture_diag.reading.account import account_table
    from culture_diag.reading.mapping.draft import write_mapping
    from culture_diag.sample import load_sample, notebooks_path, sample_path
    from culture_diag.simulation import Simulation, simulate, with_straight_lining
    from culture_diag.story import alt_text, plan_alt_text, plan_text, quality_text, summary_table, team_text
    from culture_diag.story.change_tables import change_counts_table, changes_table, verdict_table
    from culture_diag.story.team_tables import (
        agreement_table,
        hidden_table,
        labels_table,
        other_cuts_table,
        response_table,
        shares_table,
        two_groups_table,
        without_flagged_table,
    )
    from culture_diag.study.start import init_study
    from culture_diag.study.study import Study, open_study

__version__ = "0.1.0"

_HOME = {
    "culture_diag.diagnosis": ("Diagnosis", "Settings", "compare_without_flagged", "diagnose"),
    "culture_diag.disclosure": ("Release", "ReleaseSettings", "release"),
    "culture_diag.errors": ("CultureDiagError", "DisclosureError", "InstrumentError", "MappingError", "ResponseError"),
    "culture_diag.explorer": ("choose_paths", "explore", "show"),
    "culture_diag.instrument": ("Instrument", "bundled_instruments", "load_instrument"),
    "culture_diag.planning": ("Plan", "plan"),
    "culture_diag.plotting": (
        "plot_items",
        "plot_plan",
        "plot_profile",
        "plot_quadrants",
        "plot_trajectories",
        "save",
    ),
    "culture_diag.present": ("write_presenter",),
    "culture_diag.study.start": ("init_study",),
    "culture_diag.study.study": ("Study", "open_study"),
    "culture_diag.quality": ("flag_respondents", "without_respondents"),
    "culture_diag.questionnaire": ("write_questionnaire",),
    "culture_diag.reading": (
        "ReadOptions",
        "Export",
        "Responses",
        "export_text",
        "inspect_export",
        "read_responses",
        "read_team_sizes",
        "responses_from_frame",
    ),
    "culture_diag.reading.account": ("account_table",),
    "culture_diag.reading.mapping.draft": ("write_mapping",),
    "culture_diag.story": ("alt_text", "plan_alt_text", "plan_text", "quality_text", "summary_table", "team_text"),
    "culture_diag.story.change_tables": ("change_counts_table", "changes_table", "verdict_table"),
    "culture_diag.story.team_tables": (
        "agreement_table",
        "hidden_table",
        "labels_table",
        "other_cuts_table",
        "response_table",
        "shares_table",
        "two_groups_table",
        "without_flagged_table",
    ),
    "culture_diag.sample": ("load_sample", "notebooks_path", "sample_path"),
    "culture_diag.simulation": ("Simulation", "simulate", "with_straight_lining"),
}
_WHERE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "CultureDiagError",
    "Diagnosis",
    "DisclosureError",
    "Export",
    "Instrument",
    "InstrumentError",
    "MappingError",
    "Plan",
    "ReadOptions",
    "Release",
    "ReleaseSettings",
    "ResponseError",
    "Responses",
    "Settings",
    "Simulation",
    "Study",
    "__version__",
    "account_table",
    "agreement_table",
    "alt_text",
    "bundled_instruments",
    "change_counts_table",
    "changes_table",
    "choose_paths",
    "compare_without_flagged",
    "diagnose",
    "explore",
    "export_text",
    "flag_respondents",
    "hidden_table",
    "init_study",
    "inspect_export",
    "labels_table",
    "load_instrument",
    "load_sample",
    "notebooks_path",
    "open_study",
    "other_cuts_table",
    "plan",
    "plan_alt_text",
    "plan_text",
    "plot_items",
    "plot_plan",
    "plot_profile",
    "plot_quadrants",
    "plot_trajectories",
    "quality_text",
    "read_responses",
    "read_team_sizes",
    "release",
    "response_table",
    "responses_from_frame",
    "sample_path",
    "save",
    "shares_table",
    "show",
    "simulate",
    "summary_table",
    "team_text",
    "two_groups_table",
    "verdict_table",
    "with_straight_lining",
    "without_flagged_table",
    "without_respondents",
    "write_mapping",
    "write_presenter",
    "write_questionnaire",
]


def __getattr__(name: str) -> object:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'culture_diag' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])
