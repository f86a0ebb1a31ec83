// Marks, chances in tenths, shares and answers: figures as shapes, with the same figures in words.

import { element } from "./say.js";
import { cellOf } from "./sections.js";

const SVG = "http://www.w3.org/2000/svg";

/** Path data of the marks, as in the picture. */
const SHAPES = {
  circle: "M-8 0A8 8 0 1 1 8 0A8 8 0 1 1 -8 0Z",
  square: "M-7 -7H7V7H-7Z",
  triangle: "M0 -8L8.5 7H-8.5Z",
  diamond: "M0 -9.5L9.5 0L0 9.5L-9.5 0Z",
  cross: "M-4 -8L0 -4L4 -8L8 -4L4 0L8 4L4 8L0 4L-4 8L-8 4L-4 0L-8 -4Z",
};

/** Draw a quadrant's mark into an empty svg. */
export function drawMark(svg, look) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[look.marker]);
  path.setAttribute("fill", look.color);
  path.setAttribute("stroke", look.dark);
  path.setAttribute("stroke-width", "1.5");
  svg.replaceChildren(path);
}

/** Make a mark of its own. */
export function markOf(look, parent) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "mark");
  svg.setAttribute("viewBox", "-12 -12 24 24");
  svg.setAttribute("aria-hidden", "true");
  drawMark(svg, look);
  parent.append(svg);
  return svg;
}

/** Ten marks for the chances: so many tenths in each quadrant. */
export function showChances(app, root, chances) {
  root.replaceChildren();
  const cells = app.scene.quadrants.map((cell, at) => ({ cell, tenths: Math.round(10 * chances[at]) }));
  for (const { cell, tenths } of cells.sort((a, b) => b.tenths - a.tenths)) {
    if (!tenths) continue;
    const item = element("li", root);
    const row = element("span", item, "", { class: "tenths", "aria-hidden": "true" });
    for (let at = 0; at < tenths; at += 1) markOf(cell, row);
    element("span", item, app.say(tenths === 10 ? "chance_all" : "chance", { tenths, quadrant: cell.name }));
  }
}

/** Where people stand: a bar for each class; a class of several quadrants is grey and hatched. */
export function showShares(app, root, shares) {
  root.replaceChildren();
  // A class of several quadrants comes last: on top it would look like one that leads.
  const merged = (share) => Number(share.quadrants.length > 1);
  for (const share of [...shares].sort((a, b) => merged(a) - merged(b) || b.value - a.value)) {
    const item = element("li", root);
    const name = element("span", item, "", { class: "share-name" });
    for (const id of share.quadrants) markOf(cellOf(app, id), name);
    element("span", name, share.name);
    const line = element("span", item, "", { class: "share-line" });
    const bar = element("span", line, "", { class: "share-bar", "aria-hidden": "true" });
    bar.classList.toggle("merged", share.quadrants.length > 1);
    bar.style.setProperty("--size", String(share.value));
    bar.style.setProperty("--color", share.quadrants.length > 1 ? "#8a9098" : cellOf(app, share.quadrants[0]).color);
    element("span", line, `${Math.round(100 * share.value)}%`, { class: "share-value" });
  }
}

/** The tone of a class of answers: 0 at the low end of the scale, 6 at the high end. */
function toneOf(app, low, high) {
  const [least, most] = app.scene.bounds;
  return Math.round((6 * ((low + high) / 2 - least)) / (most - least));
}

/** Whether a class of several answers holds the middle of the scale: then it is neither for nor against. */
function isMixed(app, low, high) {
  const middle = (app.scene.bounds[0] + app.scene.bounds[1]) / 2;
  return low < high && low <= middle && middle <= high;
}

/** What the colours mean: from one end of the answers to the other. */
export function showEnds(root, { low, high }) {
  root.replaceChildren();
  element("span", root, low);
  for (let tone = 0; tone < 7; tone += 1) element("i", root, "", { class: `tone tone-${tone}`, "aria-hidden": "true" });
  element("span", root, high);
}

/** Statements with their answers; one whose answers lie too close together shows its mean alone. */
export function showItems(app, root, items, tied = 0) {
  root.replaceChildren();
  for (const given of items) {
    const classes_of = ([label, low, high, value]) => ({ label, low, high, value, share: `${Math.round(100 * value)}%` });
    const item = { ...given, classes: given.classes.map(classes_of) };
    const { wording, reverse } = app.data.wordings[item.item];
    const row = element("li", root);
    const words = element("p", row, (reverse ? "↺ " : "") + wording, { class: "wording" });
    if (reverse) element("span", words, ` ${app.say("reverse_good")}`, { class: "reverse-good" });
    const bar = element("div", row, "", { class: "bar", role: "img" });
    const classes = item.classes.map((each) => app.say("class_text", { label: each.label, share: each.share }));
    const key = classes.length ? "item_classes" : "item_text";
    bar.setAttribute("aria-label", app.say(key, { wording, mean: item.mean, classes: classes.join(", ") }));
    for (const each of item.classes) {
      const part = element("span", bar, each.value >= 0.09 ? each.share : "", { class: `tone tone-${toneOf(app, each.low, each.high)}` });
      part.classList.toggle("mixed", isMixed(app, each.low, each.high));
      part.style.setProperty("--size", String(each.value));
      part.title = `${each.label}: ${each.share}`;
    }
    if (item.classes.length && item.classes.length < 4) {
      const names = element("div", row, "", { class: "names", "aria-hidden": "true" });
      for (const each of item.classes) element("span", names, each.label).style.setProperty("--size", String(each.value));
    }
    if (!item.classes.length) {
      const [low, high] = app.scene.bounds;
      const dot = element("span", bar, "", { class: "dot" });
      dot.style.setProperty("--place", String((item.value - low) / (high - low)));
      bar.classList.add("dotted");
    }
    element("p", row, app.say("mean", { mean: item.mean }), { class: "mean", "aria-hidden": "true" });
  }
  if (tied) element("li", root, app.say(items.length ? "tied_more" : "tied_all", { count: tied }), { class: "tied" });
}
