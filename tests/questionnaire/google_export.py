"""Google Forms: the script run in a real engine with a stand-in for Google's services, and the CSV of answers."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess

import pytest

from tests.questionnaire.limesurvey_export import label_of

STAND_IN = """
const made = { form: {}, items: [], log: [] };
const kept = (store) => new Proxy({}, { get: (_, name) => (...given) => {
  if (name === "getEditUrl" || name === "getPublishedUrl") return "https://forms.example/" + name;
  if (name === "setRequireLogin") throw new Error("not for this account");
  if (name.startsWith("add")) {
    const item = { kind: name };
    made.items.push(item);
    return kept(item);
  }
  if (!name.startsWith("set") || given.length !== 1) throw new Error("no such call: " + name);
  store[name] = given[0];
  return kept(store);
} });
const FormApp = { create: (title) => { made.form.created = title; return kept(made.form); } };
const Logger = { log: (line) => made.log.push(line) };
"""


def build(content: bytes, browser=None):
    """Run the script and give what it built."""
    program = f"{STAND_IN}\n{content.decode('utf-8')}\nmakeQuestionnaire();\n"
    node = shutil.which("node")
    if node:
        asked = f"{program}\nconsole.log(JSON.stringify(made));"
        done = subprocess.run([node, "-"], input=asked, capture_output=True, text=True, encoding="utf-8", check=True)
        return json.loads(done.stdout)
    return json.loads(in_browser(f"(() => {{ {program}\nreturn JSON.stringify(made); }})()"))


def in_browser(program):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("neither node nor chromium is installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"])
        try:
            return opened.new_page().evaluate(program)
        finally:
            opened.close()


def export(content, people, instrument, *, lang):
    """Give the CSV: a time, the team, the code, and for each statement a column `Question [row]`."""
    team, *code, grid = build(content)["items"]
    stamp = {"nl": ("Tijdstempel", "{0}-3-2026 10:59:37"), "en": ("Timestamp", "3/{0}/2026 18:00:16")}[lang]
    titles = [f"{grid['setTitle']} [{row}]" for row in grid["setRows"]]
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([stamp[0], team["setTitle"], *(one["setTitle"] for one in code), *titles])
    for number, person in enumerate(people, start=13):
        given = [label_of(row, person, instrument, lang) for row in grid["setRows"]]
        assert set(given) - {None} <= set(grid["setColumns"])
        assert person.team in team.get("setChoiceValues", [person.team])
        kept = [stamp[1].format(number), person.team, *(person.code for _ in code)]
        writer.writerow([*kept, *("" if label is None else label for label in given)])
    return file.getvalue().encode()
