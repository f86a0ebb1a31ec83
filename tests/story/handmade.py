"""A release made by hand, with every column a sentence may speak of."""

from __future__ import annotations

import dataclasses

import pandas as pd

from culture_diag.instrument import load_instrument
from tests.plotting.handmade import frame, make_release, team_row

BEFORE, NOW = "2025", "2026"
INSTRUMENT = load_instrument("invitation-challenge")


def team(name="Noord", wave=NOW, n=18, size=20, challenge=3.6, invitation=3.7, *, gate="fine", kept=0.8, needed=(None, None), **more):  # fmt: skip  # noqa: E501
    """One row of `teams` with what is said of the silent; `needed` for (challenge, invitation)."""
    row = team_row(INSTRUMENT, name, wave, n, challenge, invitation, **more)
    if row["suppressed"]:
        return row | {"n_team": size, "response_gate": None}
    if gate == "no_label":
        row |= {key: None for key in row if key.startswith("p_") or key in ("label", "quadrant", "runner_up")}
    row |= {
        "n_team": size,
        "response_rate": None if size is None else round(n / size, 2),
        "response_gate": gate,
        "silent": None if size is None else size - n,
        "can_tip": None if size is None else any(value is not None for value in needed),
        "label_kept": kept if row["label"] not in (None, "borderline") else None,
    }
    for scale, value in zip(("challenge", "invitation"), needed, strict=True):
        row |= {f"{scale}_needed": value, f"{scale}_full_low": 2.1, f"{scale}_full_high": 4.2}
    return row


def move(name="Noord", *, challenge=("cannot_tell", 0.2, -0.3, 0.7), invitation=("cannot_tell", 0.1, -0.4, 0.6),
         holds=(False, False), flip="none", paired=False, n_matched=None, rose=(0.7, 0.6)):  # fmt: skip
    """One row of `changes`: for each scale (verdict, change, low, high)."""
    row = {"name": name, "wave_from": BEFORE, "wave_to": NOW, "paired": paired, "n_matched": n_matched}
    told = zip(("challenge", "invitation"), (challenge, invitation), holds, rose, strict=True)
    for scale, (verdict, change, low, high), firm, chance in told:
        up = "up" if change > 0 else "down"
        row |= {
            f"{scale}_change": change, f"{scale}_low": low, f"{scale}_high": high, f"{scale}_p_rose": chance,
            f"{scale}_verdict": verdict, f"{scale}_direction": up if verdict.startswith("changed") else "unclear",
            f"{scale}_holds": firm, f"{scale}_half_width": 0.5,
        }  # fmt: skip
    return row | {"region_correlation": 0.1, "label_change": flip}


def agree(name="Noord", scale="invitation", *, rwg=0.8, apart=0.7, verdict="alike", camps=False, hidden=False):
    """One row of `agreement`."""
    row = {
        "team": name, "name": name, "wave": NOW, "scale": scale, "n": 18, "rwg": 0.9, "rwg_skewed": rwg,
        "rwg_lindell": 0.5, "awg": 0.6, "ad_mean": apart, "band": "strong", "verdict": verdict, "bimodal": camps,
    }  # fmt: skip
    if hidden:
        row |= dict.fromkeys(("n", "rwg", "rwg_skewed", "rwg_lindell", "awg", "ad_mean", "band", "verdict", "bimodal"))
    return row | {"suppressed": hidden}


def reliability(scale="invitation", *, alpha=0.87, omega=0.88, band="good", reason="", split=0.72):
    """One row of `reliability`, of the whole scale."""
    return {
        "wave": NOW, "scale": scale, "facet": "", "n": 120, "k": 8, "alpha": alpha, "alpha_low": 0.84,
        "alpha_high": 0.9, "standardized_alpha": alpha, "omega": omega, "inter_item": 0.5, "team_split_half": split,
        "band": band, "reason": reason,
    }  # fmt: skip


def item(name="inv1", *, r=0.6, weak=False):
    """One row of `item_analysis`, within the whole scale."""
    scale = "invitation" if name.startswith("inv") else "challenge"
    return {"wave": NOW, "scale": scale, "facet": "", "item": name, "item_rest": r, "alpha_if_dropped": 0.8,
            "n": 120, "weak": weak, "reason": ""}  # fmt: skip


def clustering(scale="invitation", *, icc1=0.18, icc2=0.74, p=0.0, needed=11, reason=""):
    """One row of `clustering`."""
    return {"wave": NOW, "scale": scale, "icc1": icc1, "icc1_low": 0.1, "icc1_high": 0.4, "icc2": icc2,
            "icc2_low": 0.5, "icc2_high": 0.9, "f": 3.8, "p": p, "n": 120, "n_teams": 9,
            "respondents_needed": needed, "reason": reason}  # fmt: skip


def flags(n=120, flagged=0, straight=0, fast=0, missing=0, double=0):
    """One row of `quality`; None for what is not told."""
    return {"wave": NOW, "n": n, "flagged": flagged, "straight_lining": straight, "fast": fast,
            "many_missing": missing, "duplicate": double}  # fmt: skip


def make(rows, *, settings=None, cuts=None, **frames):
    """Make a release of these rows and frames; `settings` replaces some settings."""
    release = make_release(rows, waves=(BEFORE, NOW), instrument=INSTRUMENT)
    teams = release.teams.astype({column: "Int64" for column in ("n_team", "silent") if column in release.teams})
    told = {
        name: frame(list(entries), (BEFORE, NOW)) if "wave" in entries[0] else pd.DataFrame(list(entries))
        for name, entries in frames.items()
    }
    if "quality" in told:
        counts = told["quality"].columns.drop("wave")
        told["quality"] = told["quality"].astype(dict.fromkeys(counts, "Int64"))
    table = release.cuts.assign(source="midpoint", n_teams=pd.NA, norm_wave="") if cuts is None else pd.DataFrame(cuts)
    return dataclasses.replace(
        release, teams=teams, cuts=table, settings=dataclasses.replace(release.settings, **(settings or {})), **told
    )
