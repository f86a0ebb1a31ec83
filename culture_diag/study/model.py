"""The shape of ``diagnosis.toml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(gt=0)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class WaveEntry(_Model):
    """One ``[[waves]]``: its label, the file with its answers, and how that is read."""

    label: Name
    file: Name
    mapping: Name | None = None


class Options(_Model):
    """Everything that ``diagnose`` can be told; what is not there is as it is without a project."""

    target: Literal["culture", "members"] | None = None
    min_n: Annotated[int, Field(ge=1)] | None = None
    gate: tuple[Share, Share] | None = None
    margin: Annotated[float, Field(ge=0)] | None = None
    cut_range: Points | None = None
    borrow: bool | None = None
    norm: Name | None = None
    norm_kind: Literal["mean", "median"] | None = None
    without_flagged: bool | None = None
    style: Literal["print", "room"] | None = None


class ProjectFile(_Model):
    """All of ``diagnosis.toml``."""

    lang: Literal["nl", "en"] = "nl"
    instrument: Name
    team_sizes: Name | None = None
    out: Name = "results"
    options: Options = Options()
    names: dict[str, str] = Field(default_factory=dict)
    waves: tuple[WaveEntry, ...] = ()
