"""Google Forms: a script that builds the form, for nothing else can be imported there."""

from __future__ import annotations

import json
from collections.abc import Sequence

from culture_diag.i18n import text
from culture_diag.questionnaire.content import Content

_SCRIPT = """
function makeQuestionnaire() {
  const form = FormApp.create(QUESTIONNAIRE.title);
  form.setTitle(QUESTIONNAIRE.title);
  form.setDescription(QUESTIONNAIRE.description);
  form.setConfirmationMessage(QUESTIONNAIRE.thanks);
  form.setCollectEmail(false);
  form.setAllowResponseEdits(false);
  form.setPublishingSummary(false);
  form.setShowLinkToRespondAgain(false);
  form.setProgressBar(false);
  try {
    form.setRequireLogin(false);
  } catch (error) {
    // Only accounts of an organisation know this setting.
  }

  const team = QUESTIONNAIRE.team;
  if (team.choices.length) {
    form.addListItem().setTitle(team.title).setChoiceValues(team.choices).setRequired(true);
  } else {
    form.addTextItem().setTitle(team.title).setRequired(true);
  }

  const code = QUESTIONNAIRE.code;
  if (code) {
    form.addTextItem().setTitle(code.title).setHelpText(code.help).setRequired(false);
  }

  const statements = QUESTIONNAIRE.statements;
  form.addGridItem()
    .setTitle(statements.title)
    .setHelpText(statements.help)
    .setRows(statements.rows)
    .setColumns(statements.columns)
    .setRequired(false);

  Logger.log(QUESTIONNAIRE.log.edit + " " + form.getEditUrl());
  Logger.log(QUESTIONNAIRE.log.fill + " " + form.getPublishedUrl());
  return form;
}
"""

_UNSAFE = {"\u2028": "\\u2028", "\u2029": "\\u2029", "</": "<\\/", "<!--": "<\\u0021--"}
"""What JSON allows in a string, but not every place where a script is pasted."""


def questionnaire_file(contents: Sequence[Content]) -> bytes:
    """Write a questionnaire as a script for Google Apps Script.

    All words stand in one constant; the rest of the script is the same for every questionnaire. The form asks for no
    e-mail address and shows nobody a summary.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.questionnaire.content import questionnaire_content
    >>> content = questionnaire_content(load_instrument("invitation-challenge"), lang="en")
    >>> "form.addGridItem()" in questionnaire_file([content]).decode()
    True
    """
    (content,) = contents
    words = {
        "title": content.title,
        "description": "\n\n".join(content.opening),
        "thanks": content.thanks,
        "team": {"title": content.team.text, "choices": content.team.choices},
        "code": {"title": content.code.text, "help": content.code.help} if content.code else None,
        "statements": {
            "title": content.stem,
            "help": content.stem_help,
            "rows": [wording for _, wording in content.items],
            "columns": content.labels,
        },
        "log": {key: text(f"questionnaire.google.{key}", content.lang) for key in ("edit", "fill")},
    }
    how = text("questionnaire.google.how", content.lang).strip().splitlines()
    remark = "\n".join(f"// {line}" for line in how)
    return f"{remark}\n\nconst QUESTIONNAIRE = {literal(words)};\n{_SCRIPT}".encode()


def literal(value: object) -> str:
    r"""Write a value as a literal of the script, safe wherever a script may stand.

    Examples
    --------
    >>> print(literal({"a": 'zeg "ja" </script>\u2028'}))
    {
      "a": "zeg \"ja\" <\/script>\u2028"
    }
    """
    written = json.dumps(value, ensure_ascii=False, indent=2)
    for unsafe, safe in _UNSAFE.items():
        written = written.replace(unsafe, safe)
    return written
