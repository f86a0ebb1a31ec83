// What lies over the page for a moment: the overview, the keys, the black screen; and full screen and notes.

import { element, find, warn } from "./say.js";

const dialog = (name) => find(`#${name}`);

/** Whether something lies over the page. */
export const openDialog = () => find("dialog[open]");

/** Open a dialog, or close it when it is open. */
export function toggleDialog(name) {
  const open = openDialog();
  if (open) open.close();
  if (!open || open.id !== name) dialog(name).showModal();
}

/** Close whatever lies over the page. */
export function closeDialog() {
  const open = openDialog();
  if (open) open.close();
}

/** Write the keys and what they do. */
export function listKeys(app) {
  const list = find("#keys");
  const does = ["next", "previous", "ends", "black", "full", "notes", "overview", "window", "team", "help"];
  app.say("key_names").split("|").forEach((keys, at) => {
    const name = element("dt", list);
    for (const key of keys.split(" ")) element("kbd", name, key);
    element("dd", list, app.say(`key_${does[at]}`));
  });
}

/** Black: a tap or any key ends it. */
export function makeBlack(app) {
  const black = dialog("black");
  black.addEventListener("click", () => black.close());
  black.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Shift") return;
    event.preventDefault();
    event.stopPropagation();
    black.close();
  });
  black.addEventListener("close", () => app.tell());
}

/** Fill the screen, or stop doing so; say so where the browser will not. */
export async function toggleFull(app) {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    warn(app.say("full_blocked"));
  }
}

/** Show or hide the notes under the page. */
export function toggleNotes() {
  const notes = find("#notes");
  notes.hidden = !notes.hidden;
  find('[data-do="notes"]').setAttribute("aria-pressed", String(!notes.hidden));
}
