"""A study: answers, sizes and every choice, said once; each step of the way is made once, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from culture_diag.errors import CultureDiagError
from culture_diag.i18n import check_language, default_language, text
from culture_diag.paths import is_file
from culture_diag.study.folder import FILE, StudyFolder, is_study, load_folder
from culture_diag.study.options import BY_NAME, OPTIONS, ResolvedOptions
from culture_diag.study.sources import AnswerFiles, AnswersOfFolder, GivenResponses, Observers, Source, answer_files

if TYPE_CHECKING:
    import pandas as pd

    from culture_diag.diagnosis import Diagnosis
    from culture_diag.disclosure import Release
    from culture_diag.instrument import Instrument
    from culture_diag.reading import Responses

_PLAIN = (str, int, float, bool, list, tuple, dict, Path)
"""What text can hold, or lead back to."""

DIAGNOSED = ("target", "gate", "borrow", "margin", "cut_range")
"""Options that go to :func:`culture_diag.diagnose` under their own name."""


@dataclass(frozen=True, eq=False)
class Study:
    """Where answers come from and every choice about them; made by :func:`open_study`.

    Parameters
    ----------
    source : AnswerFiles, AnswersOfFolder or GivenResponses
    options : ResolvedOptions
    lang : {"nl", "en"}
        Of errors, and of the tables and pictures that are made of the study.
    folder : StudyFolder, optional
        The customer whose choices hold.
    observers : Observers

    Examples
    --------
    >>> import culture_diag as cd
    >>> study = cd.open_study("sample", min_n=9, lang="en")
    >>> study.release.settings.min_n, study.release.latest
    (9, '2026-04')
    """

    source: Source
    options: ResolvedOptions
    lang: str
    folder: StudyFolder | None = None
    observers: Observers = field(default_factory=Observers)

    @cached_property
    def instrument(self) -> Instrument:
        """With what was asked."""
        from culture_diag.instrument import Instrument, load_instrument

        if isinstance(self.source, GivenResponses):
            return self.source.responses.instrument
        asked = self.options["instrument"]
        return asked if isinstance(asked, Instrument) else load_instrument(asked, lang=self.lang)

    @cached_property
    def responses(self) -> Responses:
        """All answers, as they were read; ``.account`` tells what was dropped or converted."""
        return self.source.read(self.instrument, self.options, self.observers, self.lang)

    @cached_property
    def team_sizes(self) -> pd.DataFrame | None:
        """How many people each team has, where that is known."""
        from culture_diag.reading import read_team_sizes

        sizes = self.options["team_sizes"]
        return None if sizes is None else read_team_sizes(sizes, lang=self.lang)

    @cached_property
    def flagged(self) -> pd.Series[Any] | None:
        """Whose answers are conspicuous, where they are to be left out; the advisor's alone."""
        from culture_diag.quality import flag_respondents

        if not self.options["without_flagged"]:
            return None
        return flag_respondents(self.responses, lang=self.lang)["flagged"]

    @cached_property
    def diagnosed_responses(self) -> Responses:
        """The answers that are diagnosed: all, or without those of people whose answers are conspicuous."""
        from culture_diag.quality import without_respondents

        if self.flagged is None:
            return self.responses
        return without_respondents(self.responses, self.flagged, lang=self.lang)

    @cached_property
    def diagnosis_choices(self) -> dict[str, Any]:
        """What :func:`culture_diag.diagnose` is told beside the answers, for a diagnosis of the same kind."""
        from culture_diag.reading.reference import read_reference

        arguments: dict[str, Any] = {name: self.options[name] for name in DIAGNOSED}
        arguments |= {"team_sizes": self.team_sizes, "lang": self.lang}
        if self.options["norm"] is not None:
            norm = self.options["norm"]
            # Scores that are there already need no reading.
            known = not isinstance(norm, str | Path)
            reference = norm if known else read_reference(norm, self.instrument, lang=self.lang)
            arguments |= {"cuts": "norm", "reference": reference, "norm": self.options["norm_kind"]}
        return arguments

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """Exact, for the advisor alone."""
        from culture_diag.diagnosis import diagnose

        try:
            return diagnose(self.diagnosed_responses, **self.diagnosis_choices)
        except CultureDiagError as error:
            if not isinstance(self.options["norm"], str | Path):
                raise
            # An error about a norm is an error in its file.
            name = Path(self.options["norm"]).name
            placed = [replace(one, file=name) if one.kind == "norm" else one for one in error.problem_list]
            raise type(error)(placed, lang=error.lang) from None

    @cached_property
    def release(self) -> Release:
        """What may be shown: everything that is drawn, written or said comes from here."""
        from culture_diag.disclosure import release

        return release(self.diagnosis, min_n=self.options["min_n"], lang=self.lang)

    @property
    def is_sample(self) -> bool:
        """Whether the answers are those of the bundled sample."""
        return isinstance(self.source, AnswerFiles) and self.source.is_sample

    @property
    def inputs(self) -> list[Path]:
        """Every file that it is made of: nothing may be written over these."""
        own = [self.options[option.name] for option in OPTIONS if option.kind == "file"]
        given = [Path(file) for file in own if isinstance(file, str | Path)]
        return [*self.source.inputs, *given]

    @property
    def settings(self) -> dict[str, Any]:
        """All of it as plain text and numbers: ``open_study(**study.settings)`` opens the same study again.

        Raises
        ------
        CultureDiagError
            If answers or a choice came from memory, so that no text can lead back to them.
        """
        in_memory = [value for value in self.options.given.values() if not isinstance(value, _PLAIN)]
        if isinstance(self.source, GivenResponses) or in_memory:
            raise CultureDiagError.of("study_in_memory", lang=self.lang)
        given = {name: _plain(value) for name, value in self.options.given.items()}
        arguments: dict[str, Any] = {"lang": self.lang, **given}
        if self.folder is not None:
            arguments["folder"] = str(self.folder.folder.resolve())
        if isinstance(self.source, AnswerFiles):
            arguments["answers"] = "sample" if self.is_sample else [str(path.resolve()) for path in self.source.paths]
        return arguments

    @property
    def choices(self) -> pd.DataFrame:
        """Every choice, in the language of the study: what it is, what holds, and who said so."""
        import pandas as pd

        lang, options = self.lang, self.options
        origins = {name: text(f"study.origin.{options.origin(name)}", lang) for name in BY_NAME}
        rows = [(text(f"cli.help.{name}", lang), _shown(options[name]), origins[name]) for name in BY_NAME]
        columns = [text(f"study.choices.{key}", self.lang) for key in ("what", "value", "origin")]
        return pd.DataFrame(rows, columns=columns, index=pd.Index(BY_NAME, name="option"))

    def with_choices(self, **choices: Any) -> Study:
        """Return the same study with other choices; None takes one back."""
        return replace(self, options=replace(self.options, given={**self.options.given, **choices}))

    def with_waves(self, *waves: str) -> Study:
        """Return the same choices about these waves alone: the first and the last are then compared directly.

        Examples
        --------
        >>> open_study("sample").with_waves("2024-10", "2026-04").release.waves
        ('2024-10', '2026-04')
        """
        from culture_diag.reading import responses_from_frame

        frame = self.responses.frame
        known = frame["wave"].cat.categories
        absent = [wave for wave in waves if wave not in known]
        if absent:
            values = {"asked": ", ".join(absent), "known": ", ".join(known)}
            raise CultureDiagError.of("plot_unknown_wave", lang=self.lang, **values)
        kept = [wave for wave in known if wave in waves]
        # Codes of people are pseudonyms already: made anew, they would need a secret of this computer.
        responses = responses_from_frame(
            frame[frame["wave"].isin(kept)], self.instrument, waves=kept, salt=b"", lang=self.lang
        )
        return replace(self, source=GivenResponses(responses))

    def with_own_norm(self) -> Study:
        """Return the same study with the mean of its teams in the last wave as cuts; of few teams, the study itself.

        Examples
        --------
        >>> study = open_study("sample").with_own_norm()
        >>> study.release.cuts["cut"].unique().tolist()
        [3.3]
        """
        from culture_diag.diagnosis.cuts import MIN_ANSWERS, MIN_TEAMS

        teams, cuts = self.diagnosis.teams, self.diagnosis.cuts
        axes = list(dict.fromkeys(cuts["scale"]))
        last = teams[teams["wave"].astype(str) == str(self.responses.frame["wave"].cat.categories[-1])]
        own = last[last["n"] >= MIN_ANSWERS].dropna(subset=axes)
        return self if not axes or len(own) < MIN_TEAMS else self.with_choices(norm=own, norm_kind="mean")

    def with_answers(self, files: Sequence[str | Path] | str | Path) -> Study:
        """Return the same choices about other files; without any, the study as it was opened."""
        source = answer_files(files)
        if not source.paths:
            return self
        # What the sample brought along says nothing of other files.
        options = replace(self.options, preset={}) if self.is_sample else self.options
        return replace(self, source=replace(source, loose_names=self.folder is not None), options=options)

    def __repr__(self) -> str:
        """Say in one line where the answers come from and what was chosen."""
        if isinstance(self.source, GivenResponses):
            source = text("study.repr.given", self.lang)
        elif isinstance(self.source, AnswersOfFolder):
            source = text("study.repr.folder", self.lang, file=str(self.source.folder.folder / FILE))
        else:
            names = ", ".join(path.name for path in self.source.paths)
            source = text(f"study.repr.{'sample' if self.is_sample else 'files'}", self.lang, files=names)
        options = self.options.given if self.is_sample else self.options.chosen()
        chosen = ", ".join(f"{name} = {_shown(value)}" for name, value in options.items())
        return f"{source} {text('study.repr.chosen', self.lang, chosen=chosen)}" if chosen else source


def open_study(
    answers: Sequence[str | Path] | str | Path | Responses | None = None,
    *,
    folder: str | Path | None = None,
    lang: str | None = None,
    observers: Observers | None = None,
    **choices: Any,
) -> Study:
    """Open a study: answers, sizes and every choice, from which responses, diagnosis and release are made when needed.

    Parameters
    ----------
    answers : path, sequence of paths or Responses, optional
        Files of answers, a wave each; or the folder of a customer (one with a ``diagnosis.toml``). Without any: the
        folder one is in, or the one above it, where that is a customer's; else the bundled sample. ``repr(study)``
        says which. ``"sample"`` is the sample wherever one is.
    folder : path, optional
        The customer whose choices hold for other files of answers.
    lang : {"nl", "en"}, optional
        By default that of the customer's folder, else the user's.
    observers : Observers, optional
        Who is told while files are read.
    **choices
        See :data:`culture_diag.study.options.OPTIONS`; each goes before what the folder says.

    Returns
    -------
    Study
        ``.responses``, ``.diagnosis`` (exact, for the advisor alone) and ``.release`` are made once, when asked for;
        ``.choices`` is a table of what was chosen and by whom.

    Raises
    ------
    CultureDiagError
        If a choice does not exist, ``diagnosis.toml`` holds mistakes, or files are given in the folder of a customer.
        What is wrong with the answers is raised when they are asked for.

    Examples
    --------
    >>> study = open_study("sample", min_n=9, lang="en")
    >>> study
    The bundled sample (made up). Chosen: min_n = 9
    >>> study.release.settings.min_n, study.release.latest
    (9, '2026-04')
    """
    from culture_diag.reading import Responses

    where = _folder_of(answers, folder, lang or default_language())
    known = None if where is None else load_folder(where, lang=lang)
    lang = check_language(lang or (known.lang if known else default_language()))
    options = ResolvedOptions(choices, {} if known is None else known.choices, lang)
    source: Source
    if isinstance(answers, Responses):
        source = GivenResponses(answers)
    elif known is not None and (folder is None or not answers):
        _check_place(options, lang)
        source = AnswersOfFolder(known)
    elif not answers or answers == "sample":
        source, options = _sample(options)
    else:
        source = replace(answer_files(answers), loose_names=known is not None)
    return Study(source, options, lang, known, observers or Observers())


def study_of_files(files: Sequence[Path], *, lang: str, observers: Observers | None = None, **choices: Any) -> Study:
    """Open a study of files alone, wherever one is: for a new export that is looked at beside a customer's folder."""
    return Study(answer_files(files), ResolvedOptions(choices, {}, lang), lang, None, observers or Observers())


def _folder_of(answers: object, folder: str | Path | None, lang: str) -> str | Path | None:
    """Find the customer's folder: the one named, or the one that one is in (notebooks stand in a folder of it)."""
    if folder is not None or answers == "sample":
        return folder
    if isinstance(answers, str | Path) and Path(answers).is_dir():
        return answers
    here = next((place for place in (Path(), Path("..")) if is_study(place)), None)
    if here is None or not answers:
        return here
    if isinstance(answers, str | Path | Sequence):
        # Other choices than the folder's would show what its results hide.
        raise CultureDiagError.of("study_files_in_folder", lang=lang, file=str(here / FILE))
    return None


def _check_place(options: ResolvedOptions, lang: str) -> None:
    """Refuse a choice that belongs to one file of answers: what a mapping says holds next year too."""
    for option in OPTIONS:
        if option.table is None and options.given.get(option.name):
            where = text(f"study.where.{option.name}", lang, file=FILE)
            raise CultureDiagError.of("study_option", lang=lang, option=option.flag, where=where)


def _sample(options: ResolvedOptions) -> tuple[AnswerFiles, ResolvedOptions]:
    from culture_diag.sample import RENAMED, sample_files, sample_path

    own: Mapping[str, Any] = {"team_sizes": sample_path() / "team_sizes.csv", "rename": RENAMED}
    return AnswerFiles(tuple(sample_files()), is_sample=True), replace(options, preset={**own, **options.preset})


def _plain(value: Any) -> Any:
    """Turn paths into text, so that settings can be kept as JSON or passed to another process."""
    if isinstance(value, Path) or (isinstance(value, str) and is_file(Path(value))):  # an instrument of one's own
        return str(Path(value).resolve())
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _shown(value: Any) -> str:
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_shown(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    if hasattr(value, "columns"):
        return f"{type(value).__name__} ({len(value)})"  # a table would fill the line
    return "–" if value is None else str(getattr(value, "id", value))
