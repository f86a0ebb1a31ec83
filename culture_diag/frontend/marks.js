// The marks: who is shown where in this wave, each unit's mark and label, and their places while they move.

import { draw, narrowing, placed, put, widthOf } from "./frame.js";
import { shapePath, spreadTies } from "./geometry.js";
import { placeLabels } from "./labels.js";
import { placeNames } from "./plane.js";
import { labelOf, textOf } from "./words.js";

/** With so many names the numbers of answers stand in the card alone. */
const COUNTED = 14;

/** Look of a point: colours, marker, hollow. */
export function lookOf(scene, point) {
  const cell = scene.quadrants.find((each) => each.id === point.look.quadrant);
  return { ...(cell ?? scene.neutral), hollow: point.look.hollow, id: cell ? cell.id : "" };
}

/** Make the mark and label of each unit; they are drawn when they are first shown. */
export function makeViews(pic) {
  pic.dom.marks.replaceChildren();
  pic.dom.labels.replaceChildren();
  pic.dom.leaders.replaceChildren();
  pic.views = new Map(pic.scene.units.map((unit) => [unit.id, { unit, g: null, x: 0, y: 0, shown: false, size: 0 }]));
}

function build(pic, view) {
  const { dom } = pic;
  view.g = draw("g", { class: "cdq-mark", role: "button", tabindex: "-1", "data-id": view.unit.id }, dom.marks);
  view.shape = draw("path", { class: "cdq-shape" }, view.g);
  view.label = draw("text", { class: "cdq-label", "text-anchor": "middle", "data-id": view.unit.id }, dom.labels);
  view.name = draw("tspan", { class: "cdq-name" }, view.label);
  view.count = draw("tspan", { class: "cdq-count" }, view.label);
  view.leader = draw("line", { class: "cdq-leader" }, dom.leaders);
}

/** Who is meant: the named units, or all teams. */
function meant(pic) {
  const { units } = pic.state;
  if (Array.isArray(units)) return units.map((id) => pic.views.get(id)).filter(Boolean);
  return [...pic.views.values()].filter((view) => view.unit.level === "team");
}

/** Split the units that are meant in those with a place in this wave and those without. */
export function survey(pic) {
  const shown = [];
  const hidden = [];
  for (const view of meant(pic)) {
    const point = view.unit.points.find((each) => each.wave === pic.state.wave);
    if (!point) continue;
    (point.hidden ? hidden : shown).push({ view, unit: view.unit, point });
  }
  return { shown, hidden };
}

/** Focused or selected: who has a region and an emphasis. */
export function isFocused(pic, id) {
  return pic.state.focus.includes(id) || pic.state.selected === id;
}

/** Put shape, colour and words of every shown mark right, and give each the place it goes to. */
export function aimMarks(pic) {
  const { scene, at, layout, now } = pic;
  const places = now.shown.map(({ point }) => ({ x: point.x, y: point.y }));
  now.ties = spreadTies(places, scene.tie_radius);
  const focusing = now.shown.some(({ unit }) => isFocused(pic, unit.id));
  // Marks that fill more than a sixtieth of the plane become smaller.
  const filled = (now.shown.length * layout.sizes.mark ** 2) / layout.side ** 2;
  const shrink = Math.max(0.6, Math.min(1, Math.sqrt(0.016 / filled)));
  now.shown.forEach((each, index) => {
    const { view, unit, point } = each;
    if (!view.g) build(pic, view);
    const focused = isFocused(pic, unit.id);
    each.to = [at.x(places[index].x), at.y(places[index].y)];
    const part = focused ? 1.15 : focusing ? 0.72 * shrink : shrink;
    dress(pic, view, point, layout.sizes.mark * part);
    put(view.g, { "aria-label": textOf(scene, unit, point), "aria-pressed": `${pic.state.selected === unit.id}` });
    view.g.classList.toggle("cdq-focused", focused);
    view.label.classList.toggle("cdq-strong", focused);
    view.label.classList.toggle("cdq-quiet", focusing && !focused);
    each.focused = focused;
  });
  const visible = new Set(now.shown.map(({ view }) => view));
  for (const view of pic.views.values()) {
    const shown = visible.has(view);
    if (!view.g) continue;
    view.fresh = shown && !view.shown;
    view.shown = shown;
    view.g.classList.toggle("cdq-gone", !shown);
    if (!shown) hideLabel(view);
  }
}

/** Give a mark its shape and colours. */
function dress(pic, view, point, size) {
  const look = lookOf(pic.scene, point);
  const key = `${look.marker}|${look.color}|${look.hollow}|${size}`;
  view.look = look;
  view.size = size;
  if (view.dressed === key) return;
  view.dressed = key;
  dressShape(view.shape, look, size, pic.scene.colors.paper);
}

/** Set path, fill and edge of a shape, as wide as matplotlib draws them. */
export function dressShape(shape, look, size, paper) {
  put(shape, {
    d: shapePath(look.marker, size * Math.sqrt(look.area)),
    fill: look.hollow ? paper : look.color,
    stroke: look.dark,
    "stroke-width": size / (look.hollow ? 5 : 9),
    "data-hollow": `${look.hollow}`,
    "data-marker": look.marker,
  });
}

function hideLabel(view) {
  view.label.classList.add("cdq-away");
  view.leader.classList.add("cdq-away");
  view.tag = null;
}

/** Place names of quadrants and labels of marks; say how many names found no place. */
export function aimLabels(pic) {
  const { now, layout, state } = pic;
  const { sizes, left, top, side } = layout;
  const marks = now.shown.map(({ to, view, unit }) => {
    const ringed = unit.id === state.selected;
    return { x: to[0], y: to[1], r: view.size * (ringed ? 0.95 : 0.62) + (ringed ? 2 * sizes.line : 0) };
  });
  const boxes = marks.map(({ x, y, r }) => [x - r, y - r, x + r, y + r]);
  const cut = pic.cut(state.wave);
  const names = placeNames(pic, cut, boxes.concat(now.ghosts ?? []));
  const items = state.labels ? now.shown.map((each, index) => sizeLabel(pic, each, marks[index])) : [];
  const bounds = [left + 2, top + 2, left + side - 2, top + side - 2];
  const soft = softPoints(pic, cut).concat(now.soft ?? []);
  const around = { bounds, boxes: names.concat(now.ghosts ?? []), marks, soft };
  const places = placeLabels(items, around);
  now.unnamed = 0;
  now.shown.forEach((each, index) => {
    const place = places[index];
    if (!place) {
      hideLabel(each.view);
      now.unnamed += state.labels ? 1 : 0;
      return;
    }
    aimLabel(each, place, sizes);
  });
  now.labelBoxes = places.filter(Boolean).map((place) => place.box);
  now.around = around;
}

/** Write a label's words and measure them. */
function sizeLabel(pic, each, mark) {
  const { view, unit, point } = each;
  const { sizes } = pic.layout;
  const full = labelOf(pic.scene, { name: unit.short }, point);
  const counted = (pic.now.shown.length <= COUNTED || each.focused) && full.startsWith(unit.short);
  const rest = counted ? full.slice(unit.short.length) : "";
  const weight = each.focused ? 700 : 400;
  if (view.name.textContent !== unit.short) view.name.textContent = unit.short;
  if (view.count.textContent !== rest) view.count.textContent = rest;
  const crowd = pic.now.shown.length > 24 && !each.focused ? sizes.small * 0.94 * narrowing() : sizes.label;
  const size = pic.state.theme === "room" ? sizes.label : crowd;
  view.label.setAttribute("font-size", size);
  const w = widthOf(unit.short, size, weight) + widthOf(rest, size, 400) + 6;
  return { x: mark.x, y: mark.y, w, h: size * 1.25, r: mark.r + 1, rank: each.focused ? 0 : 1, size };
}

function aimLabel({ view, to }, { box, leader }, sizes) {
  const size = Number(view.label.getAttribute("font-size")) || sizes.label;
  view.tag = [(box[0] + box[2]) / 2 - to[0], (box[1] + box[3]) / 2 + size * 0.34 - to[1]];
  const fresh = view.label.classList.contains("cdq-away");
  view.label.classList.remove("cdq-away");
  if (fresh || !view.tagged) view.tagged = [...view.tag];
  view.leader.classList.toggle("cdq-away", !leader);
  if (leader) put(view.leader, { x1: leader[0], y1: leader[1], x2: leader[2], y2: leader[3] });
}

function softPoints({ at, scene }, cut) {
  const points = [];
  for (let step = 0; step <= 60; step += 1) {
    const along = scene.bounds[0] + ((scene.bounds[1] - scene.bounds[0]) * step) / 60;
    points.push([at.x(cut[0]), at.y(along), 0.8], [at.x(along), at.y(cut[1]), 0.8]);
  }
  return points;
}

/** Put one mark and its label where they are now. */
export function putMark(view) {
  put(view.g, { transform: placed(view.x, view.y) });
  if (view.tag) put(view.label, { transform: placed(view.x + view.tagged[0], view.y + view.tagged[1]) });
}
