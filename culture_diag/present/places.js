// The picture in each step: who is on it, and the page's own layer over it.

import { announce, element, find, findAll } from "./say.js";
import { addPin, drawPins } from "./pins.js";
import { pointOf } from "./sections.js";

const PACE = 1500;

/** Make the picture and the way between its plane and the screen. */
export function makePlaces(app) {
  const view = find("#view");
  const root = find("#picture");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  app.picture = createPicture(root, app.scene, { theme: "room", fit: "box", units: [], animate: !still.matches });
  const plane = () => find(".cdq-border", root).getBoundingClientRect();
  const [low, high] = app.scene.bounds;
  app.toScreen = ({ x, y }) => {
    const [box, whole] = [plane(), view.getBoundingClientRect()];
    const left = box.left - whole.left + ((x - low) / (high - low)) * box.width;
    const top = box.top - whole.top + ((high - y) / (high - low)) * box.height;
    return { x: left, y: top, right: whole.width - left };
  };
  app.toScale = (across, down) => {
    const box = plane();
    const share = (value) => Math.round(value * 100) / 100;
    return {
      x: share(low + ((across - box.left) / box.width) * (high - low)),
      y: share(high - ((down - box.top) / box.height) * (high - low)),
    };
  };
  view.addEventListener("click", (event) => setPin(app, event, plane()));
  new ResizeObserver(() => requestAnimationFrame(() => cover(app))).observe(root);
}

function setPin(app, event, box) {
  if (app.step !== "predict" || event.target.closest(".pin")) return;
  const { clientX: x, clientY: y } = event;
  if (x < box.left || x > box.right || y < box.top || y > box.bottom) return;
  addPin(app, app.toScale(x, y));
}

/** Show the picture as this step needs it. */
export function showPicture(app, step, part) {
  clearTimeout(app.clock);
  const last = app.scene.waves.length - 1;
  const id = app.unit.id;
  const seen = app.unit.points.filter((point) => !point.hidden).map((point) => point.wave);
  const wave = step === "time" && seen.length && !app.others ? Math.max(...seen) : last;
  const others = app.others && ["reveal", "time"].includes(step);
  const shown = ["reveal", "sure", "spread", "time"].includes(step) ? [id] : [];
  const replays = { replay: { unit: id }, dots: { unit: id, still: true } };
  app.picture.update({
    units: others && shown.length ? app.scene.units.filter((unit) => unit.level === app.unit.level).map((unit) => unit.id) : shown,
    focus: shown,
    wave,
    region: step === "sure",
    trails: step === "time",
    selected: null,
    replay: step === "sure" ? replays[part] ?? null : null,
  });
  // Before the reveal there is nothing on the plane to walk through, and a tap on it sets a pin.
  find("#picture").inert = !shown.length;
  if (step === "time") pressWave(wave);
  cover(app);
}

/** Draw what lies over the picture: pins, and an arrow along the axis that is explained. */
function cover(app) {
  if (find("#view").hidden) return;
  drawPins(app);
  if (app.step !== "axes" || app.part === "cells") return;
  const [low, high] = app.scene.bounds;
  const [from, to] = [app.toScreen({ x: low, y: low }), app.toScreen({ x: high, y: high })];
  const arrow = element("span", find("#overlay"), "", { class: `arrow arrow-${app.part}`, "aria-hidden": "true" });
  arrow.style.setProperty("left", `${from.x}px`);
  arrow.style.setProperty("top", `${to.y}px`);
  arrow.style.setProperty("width", `${to.x - from.x}px`);
  arrow.style.setProperty("height", `${from.y - to.y}px`);
}

function pressWave(wave) {
  for (const button of findAll("#waves [data-wave]")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.wave) === wave));
  }
}

/** Show another wave. */
export function showWave(app, wave) {
  clearTimeout(app.clock);
  app.picture.update({ wave });
  pressWave(wave);
  const point = app.unit.points.find((each) => each.wave === wave);
  announce(`${app.scene.waves[wave]}: ${point && !point.hidden ? point.verdict : point ? point.hidden : ""}`);
}

/** Show the waves one after the other, from the first with a place. */
export function playWaves(app) {
  const last = app.scene.waves.length - 1;
  const from = app.others ? 0 : Math.max(0, app.unit.points.findIndex((point) => !point.hidden));
  const go = (wave) => {
    showWave(app, wave);
    if (wave < last) app.clock = setTimeout(() => go(wave + 1), PACE);
  };
  go(from);
}

/** Whether the unit has a place in the wave of the session. */
export const hasPlace = (app) => !pointOf(app).hidden;
