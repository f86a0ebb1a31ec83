// One living picture: teams on a plane of four named quadrants. `createPicture` draws a scene made by Python's
// `make_scene` into an element of any page; the default export does so for anywidget. See docs/scene.md.

import { showCard } from "./card.js";
import { applyLayout, buildFrame, draw, layOut, make, whenLettersCome } from "./frame.js";
import { drawsOf, scales, shapePath } from "./geometry.js";
import { listen, rove } from "./input.js";
import { aimLabels, aimMarks, dressShape, makeViews, survey } from "./marks.js";
import { move } from "./motion.js";
import { drawPlane } from "./plane.js";
import { sentence, showReplay } from "./replay.js";
import { savePng, saveSvg } from "./saving.js";
import { aimRegions, aimTrails, nameWaves } from "./trails.js";
import { cardOf, describe, fill, notesOf, say, subtitleOf, textOf, write } from "./words.js";

const FIRST = {
  wave: null, units: null, focus: [], region: true, trails: false, theme: "screen", selected: null, replay: null,
  animate: true, labels: true, fit: "width",
};

/**
 * Draw a scene and keep it alive.
 * @param {HTMLElement} root an empty element; with `fit: "box"` it must have a height of its own
 * @param {object} scene as made by `make_scene`
 * @param {object} [state] see docs/scene.md
 */
export function createPicture(root, scene, state = {}) {
  const pic = { root, scene, state: {}, listeners: {}, version: 0, arrived: 0, hover: null, roving: null };
  pic.dom = buildFrame(root);
  pic.emit = (name, value) => (pic.listeners[name] ?? []).forEach((act) => act(value));
  pic.cut = (wave) => pic.scene.cuts[pic.scene.waves[wave]];
  pic.update = (partial) => update(pic, partial);
  const deafen = listen(pic);
  begin(pic, scene, state);
  const watch = new ResizeObserver(() => resize(pic));
  watch.observe(root);
  whenLettersCome(() => root.contains(pic.dom.figure) && redraw(pic));
  return {
    update: pic.update,
    setScene: (next) => begin(pic, next, pic.state),
    get state() {
      return { ...pic.state };
    },
    get scene() {
      return pic.scene;
    },
    text: () => pic.dom.desc.textContent,
    svg: () => saveSvg(pic),
    png: (scale) => savePng(pic, scale),
    on(name, act) {
      (pic.listeners[name] = pic.listeners[name] ?? []).push(act);
      return () => (pic.listeners[name] = pic.listeners[name].filter((each) => each !== act));
    },
    destroy() {
      cancelAnimationFrame(pic.frame);
      clearTimeout(pic.clock);
      watch.disconnect();
      deafen();
      pic.dom.figure.remove();
    },
  };
}

/** Start with a scene: what a state names that the scene lacks falls away. */
function begin(pic, scene, state) {
  pic.scene = scene;
  pic.version += 1;
  pic.hover = null;
  pic.cutNow = null;
  const last = scene.waves.length - 1;
  const known = new Set(scene.units.map((unit) => unit.id));
  const whole = { ...FIRST, ...state };
  const wave = Number.isInteger(whole.wave) ? Math.max(0, Math.min(last, whole.wave)) : last;
  const focus = (whole.focus ?? []).filter((id) => known.has(id));
  const selected = known.has(whole.selected) ? whole.selected : null;
  const replay = whole.replay && known.has(whole.replay.unit) ? whole.replay : null;
  pic.state = { ...whole, wave, focus, selected, replay };
  makeViews(pic);
  pic.dom.title.textContent = scene.title;
  pic.dom.keys.textContent = say(scene, "keys");
  redraw(pic);
}

/** Lay out and draw the plane again. */
function relay(pic) {
  pic.layout = layOut(pic);
  applyLayout(pic);
  pic.at = scales(pic.scene.bounds, pic.layout);
  drawPlane(pic);
  pic.cutNow = null;
}

function resize(pic) {
  const { width, wide } = pic.layout;
  const next = layOut(pic);
  if (next.width !== width || next.wide !== wide) redraw(pic);
}

function redraw(pic) {
  relay(pic);
  render(pic, false);
}

function update(pic, partial) {
  const before = pic.state;
  const state = { ...before, ...partial };
  if (!Array.isArray(state.focus)) state.focus = [];
  const last = pic.scene.waves.length - 1;
  state.wave = Number.isInteger(state.wave) ? Math.max(0, Math.min(last, state.wave)) : before.wave;
  const same = Object.keys(state).every((key) => JSON.stringify(state[key]) === JSON.stringify(before[key]));
  if (same) return;
  pic.state = state;
  if (state.theme !== before.theme || state.fit !== before.fit) relay(pic);
  render(pic, state.theme === before.theme);
}

/** Draw the state: who is where, and all the words. */
function render(pic, animate) {
  const { dom, scene, state } = pic;
  pic.now = survey(pic);
  pic.now.soft = [];
  aimMarks(pic);
  aimTrails(pic);
  aimRegions(pic);
  aimLabels(pic);
  nameWaves(pic);
  rove(pic);
  dom.svg.dataset.wave = String(state.wave);
  dom.svg.dataset.shown = String(pic.now.shown.length);
  dom.subtitle.textContent = subtitleOf(scene, state.wave, pic.now.shown.length);
  dom.desc.textContent = describe(scene, state.wave, pic.now.shown, pic.now.hidden);
  writeBody(pic);
  move(pic, animate);
  showCard(pic);
  showReplay(pic);
}

/** Legend of what is in the picture, how many names found no place, and the notes. */
function writeBody(pic) {
  const { dom, scene, now, state } = pic;
  dom.legend.replaceChildren();
  const add = (key, mark) => {
    const item = make("li", "cdq-legend-item", dom.legend);
    mark(draw("svg", { class: "cdq-key", viewBox: "-12 -10 24 20", "aria-hidden": "true" }, item));
    make("span", "", item, say(scene, key));
  };
  const shape = (look) => (svg) => dressShape(draw("path", {}, svg), look, 13, scene.colors.paper);
  const looks = now.shown.map(({ point }) => point.look);
  const open = { ...scene.neutral, marker: "circle", dark: scene.colors.ink, hollow: true, area: 1 };
  if (looks.some((look) => look.hollow)) add("legend.hollow.long", shape(open));
  if (looks.some((look) => !look.quadrant)) add("legend.neutral", shape({ ...scene.neutral, hollow: false }));
  if (dom.regions.childNodes.length || state.replay) {
    add("legend.region", (svg) => draw("ellipse", { class: "cdq-key-region", rx: 10, ry: 6 }, svg));
  }
  if (dom.trails.querySelector(".cdq-gap")) {
    add("legend.gap", (svg) => draw("path", { class: "cdq-gap", d: "M-11 0H11" }, svg));
  }
  dom.legend.hidden = !dom.legend.childNodes.length;
  dom.left.replaceChildren();
  if (!now.shown.length) make("p", "cdq-note", dom.left, say(scene, "empty"));
  if (now.unnamed) make("p", "cdq-note", dom.left, say(scene, "unlabelled", { count: now.unnamed }));
  writeNotes(pic);
}

function writeNotes({ dom, scene, now, state }) {
  dom.notes.replaceChildren();
  for (const note of notesOf(scene, state.wave, now.shown, now.hidden)) {
    sentence(make("p", "cdq-note", dom.notes), note.template, ...note.names);
  }
  const cuts = new Set(scene.waves.slice(0, state.wave + 1).map((wave) => String(scene.cuts[wave])));
  if (dom.trails.childNodes.length && cuts.size > 1) {
    const words = fill(say(scene, "note.cuts"), { wave: scene.waves[state.wave] });
    make("p", "cdq-note", dom.notes, words);
  }
  if (now.ties) make("p", "cdq-note", dom.notes, say(scene, "note.ties"));
}

/** Read a trait that may not be there. */
const read = (model, key, other) => model.get(key) ?? other;

/** For anywidget: traits `scene`, `state`, `selected`; messages `{kind: "svg" | "png", id}` are answered in kind. */
function renderWidget({ model, el }) {
  const first = { ...read(model, "state", {}), selected: read(model, "selected", "") || null };
  const picture = createPicture(el, model.get("scene"), first);
  const scened = () => picture.setScene(model.get("scene"));
  const stated = () => picture.update(read(model, "state", {}));
  const chosen = () => picture.update({ selected: read(model, "selected", "") || null });
  const asked = async (message) => {
    if (!message || !["svg", "png"].includes(message.kind)) return;
    const data = message.kind === "svg" ? picture.svg() : await picture.png(message.scale);
    model.send({ kind: message.kind, id: message.id, data });
  };
  const listeners = { "change:scene": scened, "change:state": stated, "change:selected": chosen, "msg:custom": asked };
  for (const [name, act] of Object.entries(listeners)) model.on(name, act);
  picture.on("select", (id) => {
    model.set("selected", id ?? "");
    model.save_changes();
  });
  picture.on("wave", (wave) => {
    model.set("state", { ...read(model, "state", {}), wave });
    model.save_changes();
  });
  return () => {
    for (const [name, act] of Object.entries(listeners)) model.off(name, act);
    picture.destroy();
  };
}

export { cardOf, describe, drawsOf, shapePath, textOf, write };

export default { render: renderWidget };
