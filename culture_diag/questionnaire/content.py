"""What a questionnaire asks and says, in one language, whatever file it becomes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from culture_diag.errors import CultureDiagError, Problem
from culture_diag.i18n import text
from culture_diag.i18n.safe_text import one_line
from culture_diag.instrument.model import Instrument, ResponseScale

MAX_ANSWERS = 11
"""More columns than 0 to 10 fit on no screen."""
TEAM, CODE, ITEMS = "team", "respondentcode", "items"
"""Names of the questions for a platform: the headings of its export, by which reading knows them."""
SECONDS_PER_ITEM = 12
"""A calm reader's time for one statement, to tell beforehand how long it takes."""


@dataclass(frozen=True)
class Answer:
    """One answer that can be chosen: its score, and what the respondent reads."""

    code: float
    label: str


@dataclass(frozen=True)
class Question:
    """One question beside the statements: what is asked, what explains it, and the names to choose from (if any)."""

    text: str
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """A questionnaire in one language.

    Parameters
    ----------
    privacy : tuple of str
        Paragraphs.
    about, statements : str
        Headings of the two parts.
    stem, stem_help : str
        What stands above the statements.
    items : tuple of (str, str)
        Id and wording, as declared.
    answers : tuple of Answer
        From the lowest score to the highest.
    not_applicable : str
        Label of the answer that is none; empty where the instrument knows no such answer.
    not_applicable_code : float
        Its number, where a platform wants numbers: outside the bounds.
    """

    lang: str
    title: str
    intro: str
    thanks: str
    privacy_title: str
    privacy: tuple[str, ...]
    about: str
    statements: str
    team: Question
    code: Question | None
    stem: str
    stem_help: str
    items: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    not_applicable: str
    not_applicable_code: float

    @property
    def labels(self) -> tuple[str, ...]:
        """What a respondent can choose for a statement."""
        return (*(answer.label for answer in self.answers), *filter(None, (self.not_applicable,)))

    @property
    def opening(self) -> tuple[str, ...]:
        """The introduction and the privacy statement, paragraph by paragraph."""
        return (self.intro, self.privacy_title, *self.privacy)


def questionnaire_content(
    instrument: Instrument,
    *,
    lang: str = "nl",
    teams: Sequence[str] = (),
    code: bool = False,
    privacy: str | Mapping[str, str] | None = None,
    errors: str | None = None,
) -> Content:
    """Put together what a questionnaire asks and says.

    Parameters
    ----------
    teams : sequence of str, optional
        Names to choose from; without them the team is typed.
    code : bool
        Whether to ask for a code that people make themselves, so that waves can be paired.
    privacy : str or mapping of str, optional
        A privacy statement of one's own (by language); a blank line starts a paragraph. By default the one of this
        package, which promises that nobody in the school sees answers and that fewer than 5 people are never shown.
    errors : {"nl", "en"}, optional
        Language of the error text; by default `lang`.

    Raises
    ------
    CultureDiagError
        If the response scale has too many answers for a questionnaire, a team is named twice, or the privacy
        statement lacks this language.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> content = questionnaire_content(load_instrument("learning-process-outcome"), lang="en")
    >>> content.labels
    ('hardly ever', 'sometimes', 'often', 'nearly always', "don't know / not applicable")
    >>> content.team.text, len(content.items)
    ('In which team do you work?', 8)
    """
    errors = errors or lang
    scale = instrument.response_scale
    items = tuple((item.id, one_line(item.wording[lang])) for item in instrument.items)
    # One minute for the privacy statement and the question about the team.
    minutes = math.ceil(len(items) * SECONDS_PER_ITEM / 60) + 1
    return Content(
        lang=lang,
        title=one_line(instrument.title[lang]),
        intro=text("questionnaire.intro", lang, count=len(items), minutes=minutes),
        thanks=text("questionnaire.thanks", lang),
        privacy_title=text("questionnaire.privacy.title", lang),
        privacy=_privacy(privacy, lang, errors, with_code=code),
        about=text("questionnaire.about", lang),
        statements=text("questionnaire.statements", lang),
        team=Question(text("questionnaire.team", lang), choices=_teams(teams, errors)),
        code=Question(text("questionnaire.code", lang), help=text("questionnaire.code_help", lang)) if code else None,
        stem=text("questionnaire.stem", lang),
        stem_help=text("questionnaire.stem_help", lang),
        items=items,
        answers=_answers(scale, lang, errors),
        not_applicable=_not_applicable(scale, lang),
        not_applicable_code=next(iter(scale.missing_codes), -99.0),
    )


def _privacy(given: str | Mapping[str, str] | None, lang: str, errors: str, *, with_code: bool) -> tuple[str, ...]:
    if given is None:
        keys = ["seen", "shown", "free", *(["code"] if with_code else [])]
        return tuple(text(f"questionnaire.privacy.{key}", lang) for key in keys)
    own = given if isinstance(given, str) else given.get(lang, "")
    paragraphs = tuple(filter(None, map(one_line, own.replace("\r\n", "\n").split("\n\n"))))
    if not paragraphs:
        raise CultureDiagError.of("questionnaire_privacy", lang=errors, asked=lang)
    return paragraphs


def _teams(teams: Sequence[str], errors: str) -> tuple[str, ...]:
    names = tuple(map(one_line, [teams] if isinstance(teams, str) else teams))
    seen: set[str] = set()
    problems = []
    for name in names:
        if not name:
            problems.append(Problem("questionnaire_team_empty"))
        elif name.casefold() in seen:
            problems.append(Problem("questionnaire_team_twice", {"team": name}))
        seen.add(name.casefold())
    if problems:
        raise CultureDiagError(problems, lang=errors)
    return names


def _answers(scale: ResponseScale, lang: str, errors: str) -> tuple[Answer, ...]:
    """List what can be chosen: every whole number within the bounds, and every labelled point."""
    labels = {point.code: one_line(point.label[lang]) for point in scale.points}
    whole = {float(code) for code in range(math.ceil(scale.minimum), math.floor(scale.maximum) + 1)}
    codes = sorted(labels) if whole <= set(labels) else sorted(whole | set(labels))
    if len(codes) > MAX_ANSWERS:
        raise CultureDiagError.of("questionnaire_points", lang=errors, count=len(codes), most=MAX_ANSWERS)
    if len(labels) == len(codes):
        return tuple(Answer(code, labels[code]) for code in codes)
    # Where only some points have words, the numbers stay beside them: "0 - never", "1", "2 - always".
    return tuple(Answer(code, f"{code:g} - {labels[code]}" if code in labels else f"{code:g}") for code in codes)


def _not_applicable(scale: ResponseScale, lang: str) -> str:
    """Choose the words in this language for an answer that is none: what is chosen must be known when it comes back."""
    known = {word.casefold(): word for word in map(one_line, scale.not_applicable)}
    wished = text("questionnaire.not_applicable", lang).split(" | ")
    return next((word for word in wished if word.casefold() in known), next(iter(known.values()), ""))
