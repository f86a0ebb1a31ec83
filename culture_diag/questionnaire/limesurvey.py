"""LimeSurvey: its tab-separated survey structure, in one language or several."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import chain, count

from culture_diag.questionnaire.content import CODE, ITEMS, TEAM, Content

COLUMNS = (
    "class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other",
    "default", "same_default", "answer_width", "hide_tip", "maximum_chars",
)  # fmt: skip
"""The standard columns, and three settings of questions."""

SETTINGS = {
    "format": "G",  # a page for each group
    "anonymized": "Y",
    "datestamp": "Y",  # when it was begun and sent in, so that hasty answers can be seen
    "ipaddr": "N",
    "refurl": "N",
    "savetimings": "N",
    "usecookie": "N",
    "allowregister": "N",
    "allowsave": "N",
    "allowprev": "Y",
    "printanswers": "N",
    "listpublic": "N",
    "publicstatistics": "N",
    "publicgraphs": "N",
    "htmlemail": "Y",
    "sendconfirmation": "N",
    "tokenanswerspersistence": "N",
    "alloweditaftercompletion": "N",
    "assessments": "N",
    "usecaptcha": "N",
    "showwelcome": "Y",
    "showprogress": "Y",
    "showxquestions": "N",
    "showgroupinfo": "N",
    "showqnumcode": "X",
    "questionindex": "0",
    "nokeyboard": "Y",
    "autoredirect": "N",
}
"""How the survey behaves: nothing about the respondent is kept but the answers and the time they took.

They stand before any other text and fill more than its first 1,000 bytes, by which LimeSurvey guesses the encoding.
"""

NOT_APPLICABLE = "nvt"
"""Code of the answer that is none; a code holds five letters and digits at most."""

MAX_CODE, MAX_ANSWER_CODE, MAX_TYPED = 20, 5, 60
"""Signs that LimeSurvey takes in a code of a question and of an answer, and that we take of what somebody types."""


def questionnaire_file(contents: Sequence[Content]) -> bytes:
    r"""Write a questionnaire as LimeSurvey imports it.

    Codes of subquestions are the ids of the items (letters and digits only), codes of answers their scores.

    The first of `contents` is the base language. The text is without a mark at the start.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.questionnaire.content import questionnaire_content
    >>> content = questionnaire_content(load_instrument("invitation-challenge"), lang="en")
    >>> lines = questionnaire_file([content]).decode().split("\n")
    >>> [line.split("\t")[:5] for line in lines if line.startswith("SQ")][0]
    ['SQ', '0', 'inv1', '1', 'In our team, you are allowed to make mistakes.']
    """
    base = contents[0].lang
    settings = {"language": base, "additional_languages": " ".join(content.lang for content in contents[1:])}
    # A statement may be skipped. Where one answer says that none fits, a column "No answer" beside it (which would be
    # ticked beforehand) is a second way out: then what is skipped is left open. Without such an answer that column is
    # the only way back for who clicked by mistake.
    settings["shownoanswer"] = "N" if all(content.not_applicable for content in contents) else "Y"
    rows = [_row("S", name=name, text=value) for name, value in (settings | SETTINGS).items()]
    for content in contents:
        rows += _language_rows(content)
    for content in contents:
        rows += _about_rows(content)
        rows += _item_rows(content)
    return "\n".join(["\t".join(COLUMNS), *rows, ""]).encode()


def item_codes(ids: Sequence[str]) -> dict[str, str]:
    """Code each item as a subquestion: its id without the signs that no code may hold.

    Where two ids would get one code, or the code would be too long, the item gets a number instead; its answers are
    then found by its wording (export with full question text, or with code and text).

    Examples
    --------
    >>> item_codes(["inv1", "asks-help_1", "a-1", "a1"])
    {'inv1': 'inv1', 'asks-help_1': 'askshelp1', 'a-1': 'SQ003', 'a1': 'SQ004'}
    """
    wished = [re.sub(r"[^a-z0-9]", "", identity) for identity in ids]
    return {
        identity: code if wished.count(code) == 1 and len(code) <= MAX_CODE else f"SQ{number:03}"
        for number, (identity, code) in enumerate(zip(ids, wished, strict=True), start=1)
    }


def team_codes(teams: Sequence[str]) -> dict[str, str]:
    """Code each team as an answer: the first letters of its name, and a number where they are not enough.

    Examples
    --------
    >>> team_codes(["Onderbouw", "Onderwijs", "É 2"])
    {'Onderbouw': 'onder', 'Onderwijs': 'onde2', 'É 2': '2'}
    """
    codes: dict[str, str] = {}
    for number, team in enumerate(teams, start=1):
        letters = re.sub(r"[^a-z0-9]", "", team.casefold())
        numbered = (f"{letters[: MAX_ANSWER_CODE - len(str(n))]}{n}" for n in count(number))
        wished = [letters[:MAX_ANSWER_CODE]] if letters else []
        codes[team] = next(code for code in chain(wished, numbered) if code not in codes.values())
    return codes


def answer_codes(content: Content) -> dict[str, str]:
    """Code each answer of a statement: the score wherever a code may be that number.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.questionnaire.content import questionnaire_content
    >>> content = questionnaire_content(load_instrument("invitation-challenge"), lang="en")
    >>> list(answer_codes(content).values())
    ['1', '2', '3', '4', '5', 'nvt']
    """
    codes = {
        answer.label: f"{answer.code:g}" if f"{answer.code:g}".isalnum() else f"A{number}"
        for number, answer in enumerate(content.answers, start=1)
    }
    return codes | ({content.not_applicable: NOT_APPLICABLE} if content.not_applicable else {})


def _language_rows(content: Content) -> Iterator[str]:
    welcome = "".join(
        [_tagged("p", content.intro), _tagged("h4", content.privacy_title)]
        + [_tagged("p", paragraph) for paragraph in content.privacy]
    )
    texts = {
        "surveyls_title": _safe(content.title),
        "surveyls_welcometext": welcome,
        "surveyls_endtext": _tagged("p", content.thanks),
    }
    for name, value in texts.items():
        yield _row("SL", name=name, text=value, language=content.lang)


def _about_rows(content: Content) -> Iterator[str]:
    lang = content.lang
    # The mark of a group in the second column is the same in every language: by it LimeSurvey knows the translation.
    yield _row("G", "G0", _safe(content.about), "1", language=lang)
    kind = "!" if content.team.choices else "S"
    limit = "" if content.team.choices else str(MAX_TYPED)
    yield _row("Q", kind, TEAM, "1", _safe(content.team.text), language=lang, mandatory="Y", maximum_chars=limit)
    for team, code in team_codes(content.team.choices).items():
        yield _row("A", "0", code, "0", _safe(team), language=lang)
    if content.code:
        asked, explained = _safe(content.code.text), _safe(content.code.help)
        yield _row("Q", "S", CODE, "1", asked, explained, language=lang, mandatory="N", maximum_chars=str(MAX_TYPED))


def _item_rows(content: Content) -> Iterator[str]:
    lang = content.lang
    yield _row("G", "G1", _safe(content.statements), "1", language=lang)
    asked, explained = _safe(content.stem), _safe(content.stem_help)
    yield _row("Q", "F", ITEMS, "1", asked, explained, language=lang, mandatory="N", answer_width="40", hide_tip="1")
    codes = item_codes([identity for identity, _ in content.items])
    for identity, wording in content.items:
        yield _row("SQ", "0", codes[identity], "1", _safe(wording), language=lang)
    for label, code in answer_codes(content).items():
        yield _row("A", "0", code, "0", _safe(label), language=lang)


def _row(
    kind: str, scale: str = "", name: str = "", relevance: str = "", text: str = "", help: str = "", **others: str
) -> str:
    cells = {
        "class": kind, "type/scale": scale, "name": name, "relevance": relevance, "text": text, "help": help,
        "other": "N" if kind == "Q" else "", **others,
    }  # fmt: skip
    return "\t".join(cells.get(column, "") for column in COLUMNS)


def _safe(words: str) -> str:
    """Write a text as HTML: LimeSurvey takes every text so, and takes what stands in braces as something to compute."""
    return html.escape(words).replace("&#x27;", "'").replace("{", "&#123;").replace("}", "&#125;")


def _tagged(tag: str, words: str) -> str:
    return f"<{tag}>{_safe(words)}</{tag}>"
