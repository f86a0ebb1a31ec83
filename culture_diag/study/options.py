"""What a project says of its diagnosis: the same for every command, notebook and page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from culture_diag.study.load import Project

if TYPE_CHECKING:
    from culture_diag.reading import Responses

CHOICES = ("target", "gate", "borrow", "margin", "cut_range")


def project_choices(
    project: Project | None, responses: Responses, *, lang: str | None = None
) -> tuple[Responses, dict[str, Any]]:
    """Give the answers and the choices with which a project is diagnosed.

    A page or a notebook with other people or another cut than the folder of results would tell the difference between
    the two. How few answers a score may rest on is ``project.min_n``, for :func:`~culture_diag.release`.

    Parameters
    ----------
    project : Project or None
        Without one there are no choices, and the answers stay as they are.
    responses : Responses
    lang : {"nl", "en"}, optional
        Language of error texts; by default that of the project.

    Returns
    -------
    responses : Responses
        Without who stands out, if the project says so.
    choices : dict
        For :func:`~culture_diag.diagnose`.

    Raises
    ------
    CultureDiagError
        If the file with the norm cannot be used.

    Examples
    --------
    >>> import tempfile
    >>> import culture_diag as cd
    >>> from culture_diag.sample import sample_files
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     project = cd.init_project(Path(parent) / "school", sample_files()[:1])
    ...     file = project.folder / "diagnosis.toml"
    ...     _ = file.write_text(file.read_text(encoding="utf-8").replace("# gate = [0.5, ", "gate = [0.4, "), "utf-8")
    ...     project = cd.load_project(project.folder)
    ...     responses, choices = project_choices(project, cd.read_project(project)[0])
    >>> choices
    {'gate': (0.4, 0.75)}
    """
    if project is None:
        return responses, {}
    options = project.options
    kind, fewer = options.get("norm_kind", "mean"), bool(options.get("without_flagged"))
    used, cuts, _ = with_norm(
        responses, options.get("norm"), kind=kind, without_flagged=fewer, lang=lang or project.lang
    )
    return used, {**{name: options[name] for name in CHOICES if name in options}, **cuts}


def with_norm(
    responses: Responses, norm: Path | None, *, kind: str, without_flagged: bool, lang: str
) -> tuple[Responses, dict[str, Any], int | None]:
    """Read the norm, and leave out whoever stands out: what is to be diagnosed, with which cuts, without how many."""
    from culture_diag.quality import flag_respondents, without_respondents
    from culture_diag.reading.reference import read_reference

    choices: dict[str, Any] = {}
    if norm is not None:
        reference = read_reference(norm, responses.instrument, lang=lang)
        choices = {"cuts": "norm", "reference": reference, "norm": kind}
    if not without_flagged:
        return responses, choices, None
    flagged = flag_respondents(responses, lang=lang)["flagged"]
    return without_respondents(responses, flagged, lang=lang), choices, int(flagged.sum())
