// Replay: the dot steps through twenty places where the true mean may lie, with a count by quadrant. Its still twin
// shows all twenty at once, for paper and for who wants no movement.

import { draw, make, placed } from "./frame.js";
import { drawsOf, regionPath } from "./geometry.js";
import { dressShape } from "./marks.js";
import { mayMove } from "./motion.js";
import { fill, say } from "./words.js";

/** Milliseconds between two places: slow enough to count along. */
export const PACE = 600;

const TOTAL = 20;

/** The unit that is replayed, in this wave. */
function replayed(pic) {
  const { replay } = pic.state;
  return replay ? pic.now.shown.find((each) => each.unit.id === replay.unit) ?? null : null;
}

/** Draw the places so far and the counts; start or stop the clock. */
export function showReplay(pic) {
  const { dom, state } = pic;
  clearTimeout(pic.clock);
  dom.draws.replaceChildren();
  dom.figure.classList.toggle("cdq-replaying", Boolean(state.replay));
  dom.replay.hidden = !state.replay;
  if (!state.replay) {
    dom.replay.replaceChildren();
    pic.panel = null;
    return;
  }
  const each = replayed(pic);
  const places = each ? drawsOf(pic.scene, each.point) : [];
  if (!places.length) {
    nothing(pic);
    return;
  }
  const replay = normal(pic);
  drawPlaces(pic, each, places, replay);
  fillPanel(pic, each, places, replay);
  if (replay.playing && replay.step < TOTAL) {
    pic.clock = setTimeout(() => go(pic, { step: replay.step + 1, playing: replay.step + 1 < TOTAL }), PACE);
  }
}

/** Fill in what the state leaves open: from the first place and playing, or all at once where nothing may move. */
function normal(pic) {
  const { replay } = pic.state;
  const moves = mayMove(pic);
  const still = Boolean(replay.still);
  const step = still ? TOTAL : Math.max(0, Math.min(TOTAL, replay.step ?? (moves ? 0 : TOTAL)));
  const playing = !still && moves && (replay.playing ?? replay.step === undefined);
  return { ...replay, still, step, playing };
}

function go(pic, change) {
  const replay = { ...normal(pic), ...change };
  pic.state.replay = replay;
  showReplay(pic);
  pic.emit("replay", { ...replay });
}

function drawPlaces(pic, each, places, replay) {
  const { dom, at, layout, scene } = pic;
  const { x, y, region } = each.point;
  draw("path", { class: "cdq-draw-region", d: regionPath(at.x(x), at.y(y), region, at.unit) }, dom.draws);
  places.slice(0, replay.step).forEach((place, index) => {
    const current = !replay.still && index === replay.step - 1 && replay.step < TOTAL;
    const look = { ...scene.quadrants[place.quadrant], hollow: false };
    const size = layout.sizes.mark * (current ? 1.25 : replay.still || replay.step === TOTAL ? 0.8 : 0.62);
    const name = `cdq-draw${current ? " cdq-draw-now" : ""}`;
    const group = draw("g", { class: name, transform: placed(at.x(place.x), at.y(place.y)) }, dom.draws);
    dressShape(draw("path", {}, group), look, size, scene.colors.paper);
  });
}

function nothing(pic) {
  const { dom, state } = pic;
  dom.replay.replaceChildren();
  pic.panel = null;
  const view = pic.views.get(state.replay.unit);
  sentence(make("p", "cdq-replay-why", dom.replay), say(pic.scene, "replay.none"), view ? view.unit.name : "");
}

/** A sentence with a name in it, kept apart from the words around it. */
export function sentence(parent, template, ...names) {
  const [before, after] = template.split(/\{names?\}/);
  parent.append(fill(before, {}));
  names.forEach((name, at) => {
    if (at) parent.append("; ");
    make("bdi", "", parent, name);
  });
  if (after !== undefined) parent.append(after);
}

function fillPanel(pic, each, places, replay) {
  const { scene } = pic;
  const key = `${each.unit.id}|${pic.version}|${replay.still}`;
  if (!pic.panel || pic.panel.key !== key) pic.panel = buildPanel(pic, each, places, key, replay.still);
  const seen = places.slice(0, replay.step);
  for (const { cell, index, row } of pic.panel.rows) {
    const count = seen.filter((place) => place.quadrant === index).length;
    const words = say(scene, "replay.count", { count, total: replay.step, quadrant: cell.short });
    row.words.textContent = words;
    row.pips.forEach((pip, at) => pip.classList.toggle("cdq-pip-on", at < count));
  }
  pic.panel.step.textContent = say(scene, "replay.step", { step: replay.step, total: TOTAL });
  const done = replay.step >= TOTAL;
  if (pic.panel.play) {
    const word = replay.playing ? "pause" : done ? "again" : "play";
    pic.panel.play.textContent = say(scene, `replay.${word}`);
    pic.panel.previous.disabled = replay.step <= 0;
    pic.panel.next.disabled = done;
  }
  if (done || !replay.playing) {
    pic.panel.status.textContent = pic.panel.rows.map(({ row }) => row.words.textContent).join(", ");
  }
}

function buildPanel(pic, each, places, key, still) {
  const { dom, scene } = pic;
  dom.replay.replaceChildren();
  sentence(make("p", "cdq-replay-title", dom.replay), say(scene, "replay.title"), each.unit.name);
  make("p", "cdq-replay-why", dom.replay, say(scene, "replay.why"));
  const list = make("ul", "cdq-counts", dom.replay);
  const order = scene.quadrants
    .map((cell, index) => ({ cell, index, count: places.filter((place) => place.quadrant === index).length }))
    .filter(({ count }) => count)
    .sort((a, b) => b.count - a.count || a.index - b.index);
  const rows = order.map(({ cell, index }) => ({ cell, index, row: countRow(scene, list, cell) }));
  const panel = { key, rows };
  const bar = make("div", "cdq-replay-bar", dom.replay);
  panel.step = make("span", "cdq-replay-step", still ? null : bar);
  if (!still) buildButtons(pic, panel, bar);
  panel.status = make("p", "cdq-unseen", dom.replay);
  panel.status.setAttribute("role", "status");
  return panel;
}

function countRow(scene, list, cell) {
  const item = make("li", "cdq-counted", list);
  const words = make("span", "cdq-counted-words", item);
  const strip = draw("svg", { class: "cdq-pips", viewBox: `0 0 ${TOTAL * 14} 16`, "aria-hidden": "true" }, item);
  const pips = Array.from({ length: TOTAL }, (_, at) => {
    const pip = draw("path", { class: "cdq-pip", transform: placed(at * 14 + 7, 8) }, strip);
    dressShape(pip, { ...cell, hollow: false }, 9, scene.colors.paper);
    return pip;
  });
  return { words, pips };
}

function buildButtons(pic, panel, bar) {
  const button = (name, action) => {
    const made = make("button", `cdq-button cdq-button-${name}`, bar, say(pic.scene, `replay.${name}`));
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  };
  const by = (step) => () => go(pic, { step: Math.max(0, Math.min(TOTAL, normal(pic).step + step)), playing: false });
  panel.previous = button("previous", by(-1));
  panel.play = button("play", () => {
    const { playing, step } = normal(pic);
    // Where nothing may move, the button steps back to the start and the next button does the rest.
    go(pic, { playing: !playing, step: step >= TOTAL ? 0 : step });
  });
  panel.next = button("next", by(1));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    by(step)();
  });
}
