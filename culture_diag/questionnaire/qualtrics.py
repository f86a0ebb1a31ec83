"""Qualtrics: its advanced format for text files, which holds one language."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from culture_diag.questionnaire.content import CODE, ITEMS, TEAM, Content


def questionnaire_file(contents: Sequence[Content]) -> bytes:
    r"""Write a questionnaire as Qualtrics imports it.

    Each answer carries its score as recode value, so that an export of numbers holds the scores. The advanced format
    cannot give names of teams a value of their own: an export of numbers counts them, an export of texts names them.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.questionnaire.content import questionnaire_content
    >>> content = questionnaire_content(load_instrument("invitation-challenge"), lang="en")
    >>> print("\n".join(questionnaire_file([content]).decode().splitlines()[-4:]))
    [[Answer:5]]
    strongly agree
    [[Answer:-99]]
    don't know / not applicable
    """
    (content,) = contents
    return ("\n".join(_lines(content)) + "\n").encode()


def _lines(content: Content) -> Iterator[str]:
    yield "[[AdvancedFormat]]"
    yield from ("", f"[[Block:{_safe(content.about)}]]", "")
    yield from ("[[Question:DB]]", "[[ID:intro]]")
    yield "<br><br>".join(_safe(paragraph) for paragraph in (content.title, *content.opening))
    kind = "MC:SingleAnswer:Vertical" if content.team.choices else "TE:SingleLine"
    yield from _question(kind, TEAM, content.team.text)
    if content.team.choices:
        yield from ("[[Choices]]", *map(_safe, content.team.choices))
    if content.code:
        yield from _explained(f"{CODE}_explanation", content.code.help)
        yield from _question("TE:SingleLine", CODE, content.code.text)
    yield from ("", f"[[Block:{_safe(content.statements)}]]")  # a block begins a page
    yield from _explained(f"{ITEMS}_explanation", content.stem_help)
    yield from _question("Matrix", ITEMS, content.stem)
    yield from ("[[Choices]]", *(_safe(wording) for _, wording in content.items))
    yield "[[AdvancedAnswers]]"
    for answer in content.answers:
        yield from (f"[[Answer:{answer.code:g}]]", _safe(answer.label))
    if content.not_applicable:
        yield from (f"[[Answer:{content.not_applicable_code:g}]]", _safe(content.not_applicable))


def _explained(tag: str, words: str) -> Iterator[str]:
    """Let an explanation stand apart: within a question the headings of an export would repeat it."""
    yield from ("", "[[Question:DB]]", f"[[ID:{tag}]]", _safe(words))


def _question(kind: str, tag: str, words: str) -> Iterator[str]:
    yield from ("", f"[[Question:{kind}]]", f"[[ID:{tag}]]", _safe(words))


def _safe(words: str) -> str:
    """Write a text as HTML, which Qualtrics takes it for, without what would start a tag or a piped text."""
    escaped = html.escape(words).replace("&#x27;", "'").replace("&quot;", '"')
    return escaped.replace("[[", "&#91;[").replace("]]", "&#93;]").replace("${", "&#36;{")
