// The keyboard, and the clickers that pretend to be one.

import { find } from "./say.js";
import { openDialog } from "./dialogs.js";

const KEYS = {
  ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous", Home: "first", End: "last",
  b: "black", ".": "black", f: "full", n: "notes", g: "overview", p: "window", t: "team", "?": "help",
};

/** Whether a key is for what has the focus: a field, a list of teams, or a part of the picture that used it. */
function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return true;
  const at = event.target instanceof Element ? event.target : document.body;
  // A clicker sends Page Down: in front of a room that means the next step, not another team.
  if (at.matches("select") && ["PageDown", "PageUp"].includes(event.key)) return false;
  if (at.matches('textarea, select, [contenteditable], input:not([type="checkbox"])')) return true;
  return Boolean(openDialog()) && !["overview", "help"].includes(KEYS[event.key] ?? KEYS[event.key.toLowerCase()]);
}

/** Listen to the keys of who presents. */
export function listenToKeys(app) {
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key === "Escape" && at instanceof HTMLElement && at.matches("select, input, textarea")) {
      app.settle();
      return;
    }
    if (isTaken(event)) return;
    const name = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    app.act(name);
  });
}

/** Listen to the buttons of the page. */
export function listenToButtons(app) {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-do], [data-go], [data-wave]") : null;
    if (!button) return;
    const { do: act, go, wave } = button.dataset;
    if (act) app.act(act);
    else if (go) app.goTo(go);
    else app.wave(Number(wave));
  });
  for (const box of document.querySelectorAll("[data-others]")) {
    box.addEventListener("change", () => app.showOthers(box.checked));
  }
  for (const select of document.querySelectorAll("select.team")) {
    select.addEventListener("change", () => app.choose(select.value));
  }
  for (const field of document.querySelectorAll("[data-closing]")) {
    field.addEventListener("input", () => app.write_down(Number(field.dataset.closing), field.value));
  }
  window.addEventListener("beforeunload", (event) => {
    if (app.dirty) event.preventDefault();
  });
  find("#screen").addEventListener("focusin", (event) => event.target.scrollIntoView?.({ block: "nearest" }));
}
