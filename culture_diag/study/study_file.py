"""The shape of ``diagnosis.toml``; its ``[options]`` are those of :mod:`culture_diag.study.options`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from culture_diag.defaults import LOWEST_MIN_N
from culture_diag.i18n import LANGUAGES
from culture_diag.study.options import OPTIONS, Option

Name = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]

_ANNOTATIONS: dict[str, Any] = {
    "count": Annotated[int, Field(ge=LOWEST_MIN_N)],
    "share_pair": tuple[Share, Share],
    "points": Annotated[float, Field(ge=0)],
    "range": Annotated[float, Field(gt=0)],
    "switch": bool,
    "text": Name,
    "file": Name,
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class WaveEntry(_Model):
    """One ``[[waves]]``: its label, the file with its answers, and how that is read."""

    label: Name
    file: Name
    mapping: Name | None = None


def _annotation(option: Option) -> Any:
    return Literal[option.choices] if option.kind == "choice" else _ANNOTATIONS[option.kind]


_FIELDS: dict[str, Any] = {
    option.name: (_annotation(option) | None, None) for option in OPTIONS if option.table == "options"
}
FileOptions = create_model("FileOptions", __base__=_Model, **_FIELDS)
"""What ``[options]`` says; what is not there is as it is without a folder."""


class StudyFile(_Model):
    """All of ``diagnosis.toml``."""

    lang: Literal[LANGUAGES] = LANGUAGES[0]  # type: ignore[valid-type]  # known when it runs
    instrument: Name
    team_sizes: Name | None = None
    out: Name = "results"
    options: FileOptions = FileOptions()
    names: dict[str, str] = Field(default_factory=dict)
    waves: tuple[WaveEntry, ...] = ()
