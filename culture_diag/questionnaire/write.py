"""Which platform gets which file, and writing it without losing another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from culture_diag.errors import CultureDiagError
from culture_diag.i18n import LANGUAGES, default_language, text
from culture_diag.instrument.model import Instrument
from culture_diag.questionnaire.content import Content, questionnaire_content


@dataclass(frozen=True)
class Platform:
    """What a platform needs: how the name of its file ends, and whether one file may hold several languages.

    ``questionnaire_file`` of its `module` turns contents (one a language; exactly one unless `several`) into bytes.
    """

    module: str
    suffix: str
    several: bool = False


PLATFORMS: Mapping[str, Platform] = {
    "limesurvey": Platform("limesurvey", ".txt", several=True),
    "qualtrics": Platform("qualtrics", ".txt"),
    "googleforms": Platform("google", ".gs"),
    "word": Platform("word", ".docx"),
    "excel": Platform("excel", ".xlsx"),
}
"""What a questionnaire can be written for. ``word`` is for paper and for Microsoft Forms."""

SYNONYMS: Mapping[str, str] = {
    **dict.fromkeys(("docx", "microsoftword", "msword", "paper", "papier", "print"), "word"),
    **dict.fromkeys(("microsoftforms", "msforms", "forms", "office365forms"), "word"),
    **dict.fromkeys(("xlsx", "microsoftexcel", "msexcel", "spreadsheet"), "excel"),
    **dict.fromkeys(("google", "googleform", "gforms", "googleformulieren", "googleformulier"), "googleforms"),
    **dict.fromkeys(("lime",), "limesurvey"),
}
"""What people call a platform besides its name here, without capitals, spaces and dashes."""


def write_questionnaire(
    instrument: Instrument,
    path: str | Path,
    *,
    platform: str,
    lang: str = "nl",
    teams: Sequence[str] = (),
    code: bool = False,
    privacy: str | Mapping[str, str] | None = None,
    force: bool = False,
) -> Path:
    """Write an instrument as a questionnaire that a survey platform imports, that prints, or that is filled in.

    It asks for the team, for a code of one's own if wanted, and for every item in the declared order, with the labels
    of the response scale; it begins with a privacy statement. What comes back is read by
    :func:`culture_diag.read_responses` without a mapping.

    Parameters
    ----------
    instrument : Instrument
    path : path
        Ends in ``.txt`` (LimeSurvey, Qualtrics), ``.gs`` (Google), ``.docx`` or ``.xlsx``. Its folder is made.
    platform : {"limesurvey", "qualtrics", "googleforms", "word", "excel"}
        ``"googleforms"`` is a script that builds the form; ``"word"`` is for paper and for the quick import of
        Microsoft Forms; ``"excel"`` is for the adviser, to type in answers from paper. Other names that are in use
        will do, too, such as ``"Microsoft Forms"`` or ``"docx"`` (see :data:`SYNONYMS`).
    lang : {"nl", "en", "nl+en", "en+nl"}
        Two languages (the first is the base) only for LimeSurvey; the others have one language a file.
    teams : sequence of str, optional
        Names to choose from; without them the team is typed.
    code : bool
        Whether to ask for a code that people make themselves, so that waves can be paired.
    privacy : str or mapping of str, optional
        A privacy statement of one's own (by language); a blank line starts a paragraph. The default promises that
        nobody in the school sees answers and that results of fewer than 5 people are never shown: keep that, or say
        something else. The Excel template holds none, as no respondent sees it.
    force : bool
        Whether a file that exists may be replaced.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    CultureDiagError
        If the platform or language is unknown, the file exists or is called wrongly, a team is named twice, the
        response scale has more than eleven answers, or a library that writes the file is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "survey.txt"
    ...     write_questionnaire(instrument, path, platform="limesurvey", lang="nl+en", teams=["Noord", "Zuid"]).name
    'survey.txt'
    """
    path = Path(path)
    made = make_questionnaire(instrument, platform=platform, lang=lang, teams=teams, code=code, privacy=privacy)
    errors = _languages(lang)[0]
    suffix = PLATFORMS[platform_called(platform, lang=errors)].suffix
    if path.suffix.lower() != suffix:
        example = path.with_suffix(suffix).name if path.name else f"survey{suffix}"
        values = {"file": path.name, "suffix": suffix, "platform": platform, "example": example}
        raise CultureDiagError.of("questionnaire_suffix", lang=errors, **values)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CultureDiagError.of("folder_unwritable", lang=errors, folder=str(path.parent)) from error
    try:
        # "x" makes the file, or refuses, in one step.
        with path.open("wb" if force else "xb") as file:
            file.write(made)
    except FileExistsError as error:
        raise CultureDiagError.of("questionnaire_exists", lang=errors, file=str(path)) from error
    except OSError as error:
        raise CultureDiagError.of("file_unwritable", lang=errors, file=path.name) from error
    return path


def make_questionnaire(
    instrument: Instrument,
    *,
    platform: str,
    lang: str = "nl",
    teams: Sequence[str] = (),
    code: bool = False,
    privacy: str | Mapping[str, str] | None = None,
) -> bytes:
    """Make the same as :func:`write_questionnaire` without writing it: the same bytes every time.

    Parameters
    ----------
    instrument, platform, lang, teams, code, privacy
        As in :func:`write_questionnaire`.

    Raises
    ------
    CultureDiagError
        As in :func:`write_questionnaire`.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> made = make_questionnaire(load_instrument("invitation-challenge"), platform="qualtrics", lang="en")
    >>> made.decode().splitlines()[0]
    '[[AdvancedFormat]]'
    """
    languages = _languages(lang)
    errors = languages[0]
    name = platform_called(platform, lang=errors)
    chosen = PLATFORMS[name]
    if len(languages) > 1 and not chosen.several:
        several = ", ".join(known for known, one in PLATFORMS.items() if one.several)
        values = {"platform": platform, "asked": lang, "several": several}
        raise CultureDiagError.of("questionnaire_one_lang", lang=errors, **values)
    contents = [
        questionnaire_content(instrument, lang=one, teams=teams, code=code, privacy=privacy, errors=errors)
        for one in languages
    ]
    module = import_module(f"culture_diag.questionnaire.{chosen.module}")
    make = cast(Callable[[Sequence[Content]], bytes], module.questionnaire_file)
    return make(contents)


def platform_called(name: str, *, lang: str = "nl") -> str:
    """Find the platform that somebody means: by its own name or another, whatever the capitals.

    Parameters
    ----------
    name : str
        One of :data:`PLATFORMS` or :data:`SYNONYMS`; capitals, spaces, dashes and points make no difference.
    lang : {"nl", "en"}
        Language of the error text.

    Returns
    -------
    str
        One of :data:`PLATFORMS`.

    Raises
    ------
    CultureDiagError
        If no questionnaire can be written for it.

    Examples
    --------
    >>> platform_called("Microsoft Forms"), platform_called(".XLSX"), platform_called("qualtrics")
    ('word', 'excel', 'qualtrics')
    """
    plain = re.sub(r"[\s_.-]+", "", str(name)).casefold()
    meant = SYNONYMS.get(plain, plain)
    if meant not in PLATFORMS:
        known = ", ".join(PLATFORMS)
        raise CultureDiagError.of("questionnaire_platform_unknown", lang=lang, asked=name, known=known)
    return meant


def read_privacy(path: str | Path, *, lang: str = "nl") -> str:
    """Read a privacy statement of one's own from a text file.

    Parameters
    ----------
    path : path
        Plain text in UTF-8; a blank line starts a paragraph.
    lang : {"nl", "en"}
        Language of the error text.

    Raises
    ------
    CultureDiagError
        If the file is not there or holds no text.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "privacy.txt"
    ...     _ = path.write_text("Only the adviser sees answers.", encoding="utf-8")
    ...     read_privacy(path)
    'Only the adviser sees answers.'
    """
    path = Path(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CultureDiagError.of("questionnaire_privacy_file", lang=lang, file=path.name) from error


def next_step(platform: str, lang: str) -> str:
    """Say what to do with the file that was written.

    Parameters
    ----------
    platform : str
        As in :func:`write_questionnaire`.

    Returns
    -------
    str
        What to import or print, and what to switch off so that no names are kept with the answers.

    Raises
    ------
    CultureDiagError
        If no questionnaire can be written for it.

    Examples
    --------
    >>> next_step("googleforms", "en").split(",")[0]
    'Go to script.google.com'
    """
    return text(f"questionnaire.next.{platform_called(platform, lang=lang)}", lang)


def _languages(lang: str) -> list[str]:
    asked = str(lang).split("+")
    if not set(asked) <= set(LANGUAGES) or len(set(asked)) < len(asked):
        known = ", ".join([*LANGUAGES, "+".join(LANGUAGES), "+".join(reversed(LANGUAGES))])
        raise CultureDiagError.of("questionnaire_lang", lang=default_language(), asked=lang, known=known)
    return asked
