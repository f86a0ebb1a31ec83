"""The shape of a conversation guide: frozen models that check themselves when they are made."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from culture_diag.instrument import QuadrantModel, Words
from culture_diag.instrument.model import FrozenModel, Id

QUESTIONS_PER_CHAPTER, STEPS_PER_CHAPTER = 5, 3
"""What fits on one screen, and in one talk."""

RULE = "guide_rule"
"""Type of the errors of the rules below, by which they differ from pydantic's own; their context says which rule."""


class Line(Words):
    """One text in every language, and the id of the source whose idea it stands on.

    Examples
    --------
    >>> line = Line(nl="Wat helpt?", en="What helps?", source="sanford")
    >>> line["en"], line.source
    ('What helps?', 'sanford')
    """

    source: Id


class Source(FrozenModel):
    """Whose idea a text stands on.

    Parameters
    ----------
    id
    name : Words
    year : int, optional
        Of the work in which the idea is told; left out where it is not certain.
    idea : Words
        The idea, in plain words.
    """

    id: Id
    name: Words
    year: int | None = Field(default=None, ge=1800, le=2100)
    idea: Words

    def named(self, lang: str) -> str:
        """Return the name and, where known, the year.

        Examples
        --------
        >>> name, idea = Words(nl="Sanford en co", en="Sanford and co"), Words(nl="steun", en="support")
        >>> Source(id="x", name=name, year=1966, idea=idea).named("en")
        'Sanford and co (1966)'
        """
        return f"{self.name[lang]} ({self.year})" if self.year else self.name[lang]


class Dimension(FrozenModel):
    """One axis explained: the scale it shows, what it means, and how that looks on a working day."""

    scale: Id
    meaning: Line
    examples: tuple[Words, ...] = Field(min_length=2, max_length=3)


class Dimensions(FrozenModel):
    """The two axes: horizontal (left to right) and vertical (bottom to top)."""

    x: Dimension
    y: Dimension


class Chapter(FrozenModel):
    """What belongs to one quadrant.

    Parameters
    ----------
    quadrant : str
        The id of the quadrant in its model.
    like, strong, asks : Line
        What it is like to work there, what is strong in it, and where it chafes and what it asks.
    questions : tuple of Line
        Five open questions for the team.
    steps : tuple of Line
        Three first steps a leader can take next week.
    """

    quadrant: Id
    like: Line
    strong: Line
    asks: Line
    questions: tuple[Line, ...]
    steps: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All texts, in the order in which they are read."""
        return self.like, self.strong, self.asks, *self.questions, *self.steps

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources, each once, in the order in which they are met."""
        return tuple(dict.fromkeys(line.source for line in self.lines))

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.questions) != QUESTIONS_PER_CHAPTER:
            raise _broken("number_of_questions", needed=QUESTIONS_PER_CHAPTER)
        if len(self.steps) != STEPS_PER_CHAPTER:
            raise _broken("number_of_steps", needed=STEPS_PER_CHAPTER)
        _check_questions(self.questions)
        return self


class Chapters(FrozenModel):
    """The four chapters by place, as the cells of a quadrant model: first little or much of x, then of y."""

    low_low: Chapter
    low_high: Chapter
    high_low: Chapter
    high_high: Chapter


class Aside(FrozenModel):
    """What to say and ask where a team has no single quadrant."""

    text: Line
    questions: tuple[Line, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_questions(self.questions)
        return self


class Guide(FrozenModel):
    """A conversation about a quadrant model, from the first words to who does what.

    Parameters
    ----------
    id, version, title
    note : Words
        Where the texts come from, and what they may not be taken for.
    opening : Line
        What the picture is, and what it is not.
    rules : tuple of Line
        Ground rules for the talk.
    axes : Dimensions
    cells : Chapters
    borderline, no_label, not_shown : Aside
        For a team between two quadrants; with a place but too few data for a quadrant; without a place.
    closing : tuple of Line
        Questions that end the talk: what do we take with us, who does what, when do we look again.
    sources : tuple of Source

    Examples
    --------
    >>> from culture_diag.guide import load_guide
    >>> guide = load_guide("invitation-challenge")
    >>> chapter = guide.chapter("growth")
    >>> len(chapter.questions), len(chapter.steps)
    (5, 3)
    >>> guide.source(chapter.like.source).named("en")
    'Nevitt Sanford (1966)'
    """

    id: Id
    version: str
    title: Words
    note: Words
    opening: Line
    rules: tuple[Line, ...] = Field(min_length=1)
    axes: Dimensions
    cells: Chapters
    borderline: Aside
    no_label: Aside
    not_shown: Aside
    closing: tuple[Line, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def chapters(self) -> tuple[Chapter, Chapter, Chapter, Chapter]:
        """The four chapters, in the order in which a model gives its quadrants."""
        cells = self.cells
        return cells.low_low, cells.low_high, cells.high_low, cells.high_high

    @property
    def asides(self) -> tuple[Aside, Aside, Aside]:
        """The texts for a team without a single quadrant: between two, too few data, and not shown."""
        return self.borderline, self.no_label, self.not_shown

    @property
    def lines(self) -> tuple[Line, ...]:
        """All texts that name a source, in the order in which they are read."""
        asides = chain.from_iterable((aside.text, *aside.questions) for aside in self.asides)
        chapters = chain.from_iterable(chapter.lines for chapter in self.chapters)
        axes = self.axes.x.meaning, self.axes.y.meaning
        return self.opening, *self.rules, *axes, *chapters, *asides, *self.closing

    def chapter(self, quadrant: str) -> Chapter:
        """Return the chapter of the quadrant with this id."""
        return next(chapter for chapter in self.chapters if chapter.quadrant == quadrant)

    def source(self, identity: str) -> Source:
        """Return the source with this id."""
        return next(source for source in self.sources if source.id == identity)

    def fits(self, model: QuadrantModel) -> bool:
        """Tell whether this guide is about `model`: the same scales on the axes and the same quadrants in their places.

        Names and cuts may differ: a copy of an instrument in other words keeps its guide.

        Examples
        --------
        >>> from culture_diag.guide import load_guide
        >>> from culture_diag.instrument import load_instrument
        >>> model = load_instrument("invitation-challenge").quadrants[0]
        >>> load_guide("invitation-challenge").fits(model), load_guide("learning-process-outcome").fits(model)
        (True, False)
        """
        same_axes = (self.axes.x.scale, self.axes.y.scale) == (model.x.scale, model.y.scale)
        return same_axes and [c.quadrant for c in self.chapters] == [quadrant.id for quadrant in model.quadrants]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.axes.x.scale == self.axes.y.scale:
            raise _broken("same_scale", named=self.axes.x.scale)
        known = [source.id for source in self.sources]
        _check_unique("double_quadrant", [chapter.quadrant for chapter in self.chapters])
        _check_unique("double_source", known)
        unknown = [line.source for line in self.lines if line.source not in known]
        if unknown:
            raise _broken("unknown_source", named=unknown[0])
        _check_questions(self.closing)
        return self


def _broken(rule: str, **named: object) -> PydanticCustomError:
    return PydanticCustomError(RULE, "{rule}", {"rule": rule, **named})


def _check_questions(questions: Iterable[Words]) -> None:
    for question in questions:
        for text in question.texts:
            if not text.endswith("?"):
                raise _broken("no_question", named=text)


def _check_unique(rule: str, ids: list[str]) -> None:
    doubled = [identity for identity in ids if ids.count(identity) > 1]
    if doubled:
        raise _broken(rule, named=doubled[0])
