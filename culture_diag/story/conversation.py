"""What a team talks about: the sentences of each unit, the statements that stand out, and the conversation guide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from culture_diag.guide import Line, guide_for
from culture_diag.i18n import number, text
from culture_diag.story.item_answers import ItemAnswers, class_name, shown_answers
from culture_diag.story.phrases import join_words
from culture_diag.story.selection import records_of
from culture_diag.story.team_sentences import team_parts
from culture_diag.story.units import UNITS, Level, Lookup, unit_ids

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel
    from culture_diag.instrument.model import ResponseScale

SENTENCES = ("hidden", "place", "response", "cut", "silent", "bimodal", "change", "label_change")
"""What is said of a unit, by subject (see :func:`culture_diag.story.team_sentences.team_parts`)."""

CHAPTER, ASIDES = ("like", "strong", "asks", "questions", "steps"), ("borderline", "no_label", "not_shown")
"""What the guide tells of each culture, and of a team without one."""

STATEMENTS_AN_END = 3
"""So many statements a team is most, and least, positive about."""


def unit_sentences(release: Release, kept: Release, lang: str) -> dict[str, dict[str, list[str]]]:
    """Say what there is to say of each unit in the last wave, by its id in the scene and by subject.

    Parameters
    ----------
    release : Release
        The whole: its sentences speak of all teams that were looked at together.
    kept : Release
        The part the talk is about.
    lang : {"nl", "en"}
    """
    sentences = {}
    lookup = Lookup(release)
    for key, frame in UNITS.items():
        level = cast(Level, key)
        for name, unit in unit_ids(getattr(kept, frame), level).items():
            parts = team_parts(release, name, wave=kept.latest, level=level, lang=lang, lookup=lookup)
            by_subject = {subject: parts[subject] for subject in SENTENCES if subject in parts}
            if level == "team":
                by_subject["agree"] = _agreement(kept, name, lang)
            sentences[unit] = by_subject
    return sentences


def _agreement(kept: Release, name: str, lang: str) -> list[str]:
    """Say of the axes whether people see them alike: the verdicts of the release, without its coefficients."""
    if kept.model is None:
        return []
    axes = [kept.model.x.scale, kept.model.y.scale]
    scales = [scale for scale in kept.instrument.scales if scale.id in axes]
    rows = records_of(kept.agreement, kept.latest, name)
    verdicts = {str(row["scale"]): row["verdict"] for row in rows if not row["suppressed"]}
    sentences = []
    for verdict in ("alike", "mixed", "divided"):
        names = [scale.name[lang] for scale in scales if verdicts.get(scale.id) == verdict]
        if names:
            sentences.append(text(f"present.agree.{verdict}", lang, scales=join_words(names, lang)))
    return sentences


def telling_statements(kept: Release, lang: str) -> dict[str, Any]:
    """Choose the statements each team is most and least positive about in the last wave.

    Returns
    -------
    dict
        ``items`` (by unit id: ``high`` and ``low``, and how many tie for a next place), ``wordings`` (by item id) and
        ``ends`` (words at the ends of the answers).
    """
    scale = kept.instrument.response_scale
    both_ends = scale.minimum + scale.maximum
    reverse = {item.id: item.reverse_keyed for item in kept.instrument.items}
    ids = unit_ids(kept.teams, "team")

    def favour(answers_to: tuple[str, ItemAnswers]) -> float:
        mean = answers_to[1].mean or 0.0
        return both_ends - mean if reverse[answers_to[0]] else mean

    chosen: dict[str, dict[str, Any]] = {}
    for name, answers in shown_answers(kept, kept.latest).items():
        shown = [(item, answers_to) for item, answers_to in answers.items() if answers_to.mean is not None]
        shown.sort(key=favour, reverse=True)
        if len(shown) > 1:
            chosen[ids[name]] = {}
            for end, items in (("high", shown), ("low", shown[::-1])):
                clear, tied = _clear(items, favour)
                chosen[ids[name]][end] = [_statement(item, answers_to, scale, lang) for item, answers_to in clear]
                chosen[ids[name]][f"{end}_tied"] = tied
    ends = {
        end: text("present.end", lang, code=number(code, lang, decimals=0), word=class_name(scale, code, code, lang))
        for end, code in (("low", scale.minimum), ("high", scale.maximum))
    }
    wordings = {
        item.id: {"wording": item.wording[lang], "scale": of.id, "facet": item.facet, "reverse": item.reverse_keyed}
        for of in kept.instrument.scales
        for item in of.items
    }
    return {"items": chosen, "wordings": wordings, "ends": ends}


def _clear(items: list[Any], favour: Callable[[Any], float]) -> tuple[list[Any], int]:
    """Return the first few of `items` that stand apart from the next, and how many tie for the place after them.

    Means are shown in halves, so many tie. Which of those comes first would be chance; by exact means it would tell
    more than may be told.
    """
    most = min(STATEMENTS_AN_END, len(items) // 2)
    edge = favour(items[most])
    clear = [item for item in items[:most] if favour(item) != edge]
    return clear, 0 if len(clear) == most else sum(favour(item) == edge for item in items)


def _statement(item: str, answers: ItemAnswers, scale: ResponseScale, lang: str) -> dict[str, Any]:
    """Keep of a statement what the page shows, as small as it can be: classes as label, low, high, share."""
    classes = [[class_name(scale, low, high, lang), low, high, share] for low, high, share in answers.classes]
    mean = number(float(answers.mean or 0), lang)
    return {"item": item, "mean": mean, "value": answers.mean, "classes": classes}


def guide_texts(kept: Release, lang: str) -> dict[str, Any]:
    """Return the conversation guide in one language, or a plain one where none was written for this instrument.

    Returns
    -------
    dict
        ``opening``, ``rules``, ``axes`` (``x`` and ``y``: ``meaning``, ``examples``), ``chapters`` by quadrant id
        (``like, strong, asks, questions, steps, based``), ``asides`` (``borderline, no_label, not_shown``) and
        ``closing``. Each text that stands on an idea has its ``source`` beside it.
    """
    model = kept.model
    guide = None if model is None else guide_for(model)
    if model is None or guide is None:
        return _plain_guide(kept, lang)

    def said(what: Line | Sequence[Line]) -> Any:
        if isinstance(what, Line):
            return {"text": what[lang], "source": guide.source(what.source).named(lang)}
        return [said(line) for line in what]

    return {
        "opening": guide.opening[lang],
        "rules": [rule[lang] for rule in guide.rules],
        "axes": {
            key: {"meaning": axis.meaning[lang], "examples": [words[lang] for words in axis.examples]}
            for key, axis in (("x", guide.axes.x), ("y", guide.axes.y))
        },
        "chapters": {
            chapter.quadrant: {key: said(getattr(chapter, key)) for key in CHAPTER} for chapter in guide.chapters
        },
        "asides": {
            key: {"text": said(aside.text), "questions": said(aside.questions)}
            for key, aside in zip(ASIDES, guide.asides, strict=True)
        },
        "closing": [line[lang] for line in guide.closing],
    }


def _plain_guide(kept: Release, lang: str) -> dict[str, Any]:
    """Talk about an instrument of one's own: its own sentences, and questions that fit any culture."""
    model, instrument = kept.model, kept.instrument
    axes, chapters = {}, {}
    questions = _plain_lines("question", lang)
    if model is not None:
        for key, axis in (("x", model.x), ("y", model.y)):
            axes[key] = {"meaning": instrument.scale(axis.scale).meaning[lang], "examples": []}
        rest = {"strong": None, "asks": None, "questions": questions, "steps": []}
        chapters = {cell.id: {"like": {"text": cell.meaning[lang], "source": ""}, **rest} for cell in model.quadrants}
    nothing = {"text": None, "questions": questions}
    return {
        "opening": instrument.note[lang],
        "rules": [],
        "axes": axes,
        "chapters": chapters,
        "asides": dict.fromkeys(ASIDES, nothing),
        "closing": [line["text"] for line in _plain_lines("closing", lang)],
    }


def _plain_lines(key: str, lang: str) -> list[dict[str, str]]:
    return [{"text": text(f"present.live.{key}_{number}", lang), "source": ""} for number in (1, 2, 3)]


def quadrant_lines(model: QuadrantModel, lang: str) -> list[dict[str, str]]:
    """Return each quadrant's id, name and meaning, first the upper row, as they lie in the picture.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("learning-process-outcome").quadrants[0]
    >>> [line["id"] for line in quadrant_lines(model, "en")] == [model.quadrants[place].id for place in (1, 3, 0, 2)]
    True
    """
    cells = model.quadrants
    return [
        {"id": cells[at].id, "name": cells[at].name[lang], "meaning": cells[at].meaning[lang]} for at in (1, 3, 0, 2)
    ]
