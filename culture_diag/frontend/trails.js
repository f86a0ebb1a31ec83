// Regions of the focused units, and trails: where a unit stood in earlier waves, with arrows in order of time.

import { draw, letter, placed, put, widthOf } from "./frame.js";
import { arrow, regionPath } from "./geometry.js";
import { placeLabels } from "./labels.js";
import { dressShape, isFocused, lookOf } from "./marks.js";

/** So many trails can be told apart with their marks and waves; more are thin lines. */
const FULL = 5;
const LIVE = 12;

/** Draw regions and trails for this wave; what moves along is kept for each frame. */
export function aimTrails(pic) {
  const { now, state } = pic;
  pic.dom.trails.replaceChildren();
  now.ghosts = [];
  now.soft = [];
  now.tails = [];
  now.waves = [];
  if (!state.trails || state.replay) return;
  const focusing = now.shown.filter((each) => each.focused);
  const who = focusing.length ? focusing : now.shown;
  const full = who.length <= FULL;
  for (const each of who) trail(pic, each, full, who.length);
  now.live = who.length <= LIVE;
}

function trail(pic, each, full, who) {
  const { at, now, layout, state, scene, dom } = pic;
  const { sizes } = layout;
  const past = each.unit.points.filter((point) => point.wave < state.wave && !point.hidden);
  const steps = past.map((point) => ({ point, xy: [at.x(point.x), at.y(point.y)] }));
  steps.push({ point: each.point, xy: each.to });
  const group = draw("g", { class: `cdq-trail${full ? "" : " cdq-thin"}` }, dom.trails);
  const size = sizes.mark * 0.62;
  steps.forEach((step, index) => {
    if (index === 0) return;
    const before = steps[index - 1];
    const last = index === steps.length - 1;
    const gap = step.point.wave - before.point.wave > 1;
    const part = { line: draw("path", { class: gap ? "cdq-gap" : "cdq-path" }, group), from: before.xy, gap };
    if (!gap) part.head = draw("path", { class: "cdq-head-of-arrow" }, group);
    part.trim = full ? size * 0.75 : 0;
    part.end = last ? each.view.size * (state.selected === each.unit.id ? 1.1 : 0.6) : part.trim;
    part.size = full ? sizes.mark * 0.75 : sizes.mark * 0.5;
    stretch(part, step.xy);
    if (last) now.tails.push({ ...part, view: each.view });
    if (full) along(now.soft, before.xy, step.xy);
  });
  if (!full && who > LIVE) return;
  if (!full) {
    for (const { xy } of steps.slice(0, -1)) draw("circle", { class: "cdq-dot", cx: xy[0], cy: xy[1], r: size * 0.22 }, group);
    return;
  }
  for (const { point, xy } of steps.slice(0, -1)) {
    const ghost = draw("g", { class: "cdq-ghost", transform: placed(...xy) }, group);
    dressShape(draw("path", {}, ghost), lookOf(scene, point), size, scene.colors.paper);
    now.ghosts.push([xy[0] - size / 2, xy[1] - size / 2, xy[0] + size / 2, xy[1] + size / 2]);
    now.waves.push({ x: xy[0], y: xy[1], r: size * 0.7, words: scene.waves[point.wave], group });
  }
}

function along(soft, from, to) {
  for (let step = 0; step <= 20; step += 1) {
    const part = step / 20;
    soft.push([from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]), 0.6]);
  }
}

/** Draw one step of a trail up to a point. */
export function stretch(part, to) {
  const { line, head } = arrow(part.from, to, Math.max(part.trim, part.end), part.gap ? 0 : part.size);
  part.line.setAttribute("d", line);
  if (part.head) part.head.setAttribute("d", head);
}

/** Write the wave beside each earlier place, where there is room. */
export function nameWaves(pic) {
  const { now, layout } = pic;
  const size = layout.sizes.small * 0.92;
  if (!now.waves || !now.waves.length || !now.around) return;
  const items = now.waves.map((each) => ({ ...each, w: widthOf(each.words, size) + 6, h: size * 1.2, rank: 0 }));
  const around = { ...now.around, boxes: now.around.boxes.concat(now.labelBoxes) };
  placeLabels(items, around).forEach((place, index) => {
    if (!place || place.leader) return;
    const [x, y] = [(place.box[0] + place.box[2]) / 2, (place.box[1] + place.box[3]) / 2 + size * 0.34];
    letter(items[index].words, { class: "cdq-when", x, y, "font-size": size }, items[index].group);
  });
}

/** Decide whose region is drawn; it moves along with its mark. */
export function aimRegions(pic) {
  const { now, dom, state } = pic;
  const wanted = new Map();
  for (const each of now.shown) {
    if (state.region && each.point.region && isFocused(pic, each.unit.id)) wanted.set(each.view, each);
  }
  for (const view of pic.views.values()) {
    const each = wanted.get(view);
    if (!each) {
      if (view.region) view.region.remove();
      view.region = null;
      continue;
    }
    if (!view.region) {
      view.region = draw("path", { class: "cdq-region", "data-id": view.unit.id }, dom.regions);
      view.ellipse = null;
    }
    put(view.region, { fill: view.look.color, stroke: view.look.dark });
    view.ellipseTo = each.point.region;
    view.ellipse = view.ellipse ?? each.point.region;
    regionSoft(now.soft, each, pic.at.unit);
  }
}

function regionSoft(soft, { to, point }, unit) {
  const [rx, ry, r] = point.region;
  for (let step = 0; step < 48; step += 1) {
    const turn = (step * Math.PI) / 24;
    const up = ry * (r * Math.cos(turn) + Math.sqrt(Math.max(0, 1 - r * r)) * Math.sin(turn));
    soft.push([to[0] + rx * Math.cos(turn) * unit, to[1] - up * unit, 1]);
  }
}

/** Put regions and the last steps of trails where the marks are now. */
export function putAlong(pic) {
  for (const view of pic.views.values()) {
    if (view.region) view.region.setAttribute("d", regionPath(view.x, view.y, view.ellipse, pic.at.unit));
  }
  if (pic.now.live) for (const tail of pic.now.tails) stretch(tail, [tail.view.x, tail.view.y]);
}
