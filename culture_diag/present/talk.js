// The talk: for the team's culture, or for both where it is between two.

import { element, find } from "./say.js";
import { markOf } from "./bars.js";
import { cellOf, culturesOf, kindOf } from "./sections.js";

/** Parts of which one culture at a time is shown. */
const ONE = ["strong", "questions", "steps"];

/** Fill a part of the talk. */
export function showTalk(app, part) {
  const cultures = culturesOf(app);
  if (!cultures.includes(app.culture)) app.culture = cultures[0] ?? null;
  showChoice(app, ONE.includes(part) && cultures.length > 1 ? cultures : []);
  const chapter = app.data.guide.chapters[app.culture];
  let lines = [];
  if (part === "aside") lines = showAside(app);
  else if (part === "like") lines = showLike(app, cultures);
  else if (part === "strong") {
    lines = [chapter.strong, chapter.asks];
    find("#strong").textContent = chapter.strong.text;
    find("#asks").textContent = chapter.asks.text;
  } else if (part === "questions" || part === "steps") {
    lines = chapter[part];
    showList(find(`#${part}`), lines);
  } else if (part === "close") showFields(app);
  const names = [...new Set(lines.map((line) => line && line.source).filter(Boolean))];
  find("#based").textContent = names.length ? app.say("based", { names: names.join("; ") }) : "";
}

function showChoice(app, cultures) {
  const root = find("#cultures");
  root.replaceChildren();
  root.hidden = !cultures.length;
  for (const id of cultures) {
    const button = element("button", root, "", { type: "button", "aria-pressed": String(id === app.culture) });
    markOf(cellOf(app, id), button);
    element("span", button, cellOf(app, id).name);
    button.addEventListener("click", () => {
      app.culture = id;
      showTalk(app, app.part);
      [...root.children].find((each) => each.getAttribute("aria-pressed") === "true").focus();
    });
  }
}

function showList(root, lines) {
  root.replaceChildren();
  for (const line of lines) element("li", root, line.text);
}

function showAside(app) {
  const kind = kindOf(app);
  const aside = app.data.guide.asides[kind === "clear" ? "borderline" : kind];
  const root = find("#aside");
  root.replaceChildren();
  element("h2", root, app.say(`aside_${kind}`));
  if (aside.text) element("p", root, aside.text.text, { class: "lead" });
  showList(element("ol", root, "", { class: "questions" }), aside.questions);
  return aside.text ? [aside.text, ...aside.questions] : aside.questions;
}

function showLike(app, cultures) {
  const root = find("#like");
  root.replaceChildren();
  root.classList.toggle("single", cultures.length === 1);
  return cultures.map((id) => {
    const box = element("div", root);
    const head = element("h3", box);
    markOf(cellOf(app, id), head);
    element("span", head, cellOf(app, id).name);
    const line = app.data.guide.chapters[id].like;
    element("p", box, line.text);
    return line;
  });
}

/** What the group typed, by team. */
export function closingOf(app) {
  if (!app.closings.has(app.unit.id)) app.closings.set(app.unit.id, app.data.guide.closing.map(() => ""));
  return app.closings.get(app.unit.id);
}

function showFields(app) {
  closingOf(app).forEach((words, at) => {
    find(`[data-closing="${at}"]`).value = words;
  });
}
