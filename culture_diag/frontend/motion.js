// Movement: marks, labels, regions and cuts go from where they are to where they belong; at once if the viewer or the
// system wants stillness.

import { putMark } from "./marks.js";
import { drawOver } from "./card.js";
import { moveCuts } from "./plane.js";
import { putAlong } from "./trails.js";

const DURATION = 750;

/** May things move? */
export function mayMove(pic) {
  const still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return pic.state.animate && !still && document.visibilityState !== "hidden";
}

const ease = (part) => (part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2);
const between = (a, b, part) => a + (b - a) * part;

/** Go to the new places. */
export function move(pic, animate) {
  cancelAnimationFrame(pic.frame);
  const cut = pic.cut(pic.state.wave);
  const moves = pic.now.shown.map(({ view, to }) => {
    if (view.fresh) [view.x, view.y] = to;
    return { view, from: [view.x, view.y], to, tag: view.tagged, ellipse: view.ellipse };
  });
  const journey = { moves, cut, from: pic.cutNow ?? cut };
  const still = !animate || !mayMove(pic) || !moves.some(({ from, to }) => from[0] !== to[0] || from[1] !== to[1]);
  if (still) {
    step(pic, journey, 1);
    arrive(pic);
    return;
  }
  pic.dom.svg.classList.add("cdq-moving");
  // What is dear to draw in a crowd rests while it moves.
  pic.dom.svg.classList.toggle("cdq-crowded", moves.length > 60);
  pic.dom.svg.dataset.moving = "true";
  const start = performance.now();
  const tick = (time) => {
    const part = Math.min(1, Math.max(0, (time - start) / DURATION));
    step(pic, journey, ease(part));
    if (part < 1) pic.frame = requestAnimationFrame(tick);
    else arrive(pic);
  };
  pic.frame = requestAnimationFrame(tick);
}

function step(pic, { moves, cut, from }, part) {
  for (const { view, from: start, to, tag, ellipse } of moves) {
    view.x = between(start[0], to[0], part);
    view.y = between(start[1], to[1], part);
    if (view.tag) view.tagged = view.tag.map((value, at) => between(tag ? tag[at] : value, value, part));
    if (view.region) view.ellipse = view.ellipseTo.map((value, at) => between(ellipse ? ellipse[at] : value, value, part));
    putMark(view);
  }
  if (!pic.cutNow || cut[0] !== pic.cutNow[0] || cut[1] !== pic.cutNow[1]) {
    pic.cutNow = cut.map((value, at) => between(from[at], value, part));
    moveCuts(pic, pic.cutNow);
  }
  putAlong(pic);
  drawOver(pic);
}

/** Say that the picture stands: tests and screenshots wait for this. */
function arrive(pic) {
  pic.dom.svg.classList.remove("cdq-moving");
  delete pic.dom.svg.dataset.moving;
  pic.arrived += 1;
  pic.dom.svg.dataset.arrived = String(pic.arrived);
}
