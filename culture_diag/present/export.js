// The group's own words as a text file: made in the page, handed to the browser as a download.

import { announce, element } from "./say.js";
import { pinsOf, quadrantOf } from "./pins.js";
import { pointOf } from "./sections.js";
import { closingOf } from "./talk.js";

/** All there is to keep of this team's talk, as text. */
export function talkText(app) {
  const { guide } = app.data;
  const point = pointOf(app);
  const waves = app.scene.waves;
  const lines = [app.say("file_title", { name: app.unit.name }), app.say("file_wave", { wave: waves[waves.length - 1] })];
  lines.push(app.say("file_place", { place: point.hidden ? app.say("hidden") : point.verdict }), "");
  const pins = pinsOf(app);
  if (pins.length) {
    lines.push(app.say("file_pins"));
    for (const pin of pins) lines.push(`- ${pin.name}: ${quadrantOf(app, pin).name}`);
    lines.push("");
  }
  closingOf(app).forEach((words, at) => {
    lines.push(guide.closing[at], words.trim() || app.say("file_empty"), "");
  });
  return lines.join("\r\n");
}

/** A name for the file: letters and digits of any language, parted by hyphens. */
export function fileName(name) {
  const kept = name.toLowerCase().normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return [...kept].slice(0, 60).join("") || "team";
}

/** Hand the text to the browser as a download. */
export function saveTalk(app) {
  const file = app.say("file", { name: fileName(app.unit.name) });
  // A mark at the front tells old editors that the letters are UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", talkText(app)], { type: "text/plain;charset=utf-8" }));
  const link = element("a", document.body, "", { href: address, download: file, class: "unseen", tabindex: "-1" });
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  app.dirty = false;
  announce(app.say("saved", { file }));
}
