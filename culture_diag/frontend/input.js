// Pointer, touch and keyboard: which mark is meant, and what is done with it.

import { showCard } from "./card.js";

const REACH = 22;

/** The nearest mark within reach of the pointer; null if there is none. */
function nearest(pic, event) {
  if (!pic.now) return null;
  const box = pic.dom.svg.getBoundingClientRect();
  const ratio = box.width / pic.layout.width || 1;
  const [x, y] = [(event.clientX - box.left) / ratio, (event.clientY - box.top) / ratio];
  let found = null;
  let least = Math.max(REACH, pic.layout.sizes.mark);
  for (const { view } of pic.now.shown) {
    const away = Math.hypot(view.x - x, view.y - y);
    if (away < least) [found, least] = [view.unit.id, away];
  }
  const label = event.target instanceof Element ? event.target.closest(".cdq-label") : null;
  return found ?? (label ? label.dataset.id : null);
}

function hover(pic, id) {
  // A card that was put away with Escape stays away until another mark is meant.
  if (pic.hover === id) return;
  pic.hover = id;
  pic.shut = false;
  showCard(pic);
  pic.emit("hover", id);
}

/** Select a unit, or let go with null. */
export function select(pic, id) {
  if (pic.state.selected === id) return;
  pic.shut = id === null;
  pic.update({ selected: id });
  pic.emit("select", id);
}

/** The neighbour in a direction: near, and straight ahead rather than aside. */
export function neighbour(pic, from, [dx, dy]) {
  let [best, least] = [null, Infinity];
  for (const { view } of pic.now.shown) {
    const [x, y] = [view.x - from.x, view.y - from.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (view === from || ahead <= 0 || aside > 3 * ahead) continue;
    const cost = Math.hypot(x, y) * (1 + aside / ahead);
    if (cost < least) [best, least] = [view, cost];
  }
  return best;
}

/** Let Tab reach one mark: the last focused, the selected, a focused one, or the first. */
export function rove(pic, id = null) {
  const { shown } = pic.now;
  const wanted = [id, pic.roving, pic.state.selected, ...pic.state.focus].find((each) =>
    each && shown.some(({ unit }) => unit.id === each));
  const chosen = wanted ?? (shown.length ? shown[0].unit.id : null);
  for (const view of pic.views.values()) {
    if (view.g) view.g.setAttribute("tabindex", view.unit.id === chosen && view.shown ? "0" : "-1");
  }
  pic.roving = chosen;
}

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function press(pic, event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const view = pic.views.get(event.target.dataset ? event.target.dataset.id : "");
  const { key } = event;
  if (key === "Escape" && ((pic.hover && !pic.shut) || pic.state.selected)) {
    letGo(pic);
  } else if (view && (key === "Enter" || key === " ")) {
    select(pic, pic.state.selected === view.unit.id ? null : view.unit.id);
  } else if (view && WAYS[key]) {
    const next = neighbour(pic, view, WAYS[key]);
    if (next) next.g.focus();
  } else if (view && (key === "PageDown" || key === "PageUp")) {
    const wave = pic.state.wave + (key === "PageDown" ? 1 : -1);
    if (wave >= 0 && wave < pic.scene.waves.length) {
      pic.update({ wave });
      pic.emit("wave", wave);
    }
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Escape first puts the card away, then lets the selected unit go. */
function letGo(pic) {
  const open = !pic.shut && pic.hover && pic.hover !== pic.state.selected;
  pic.shut = true;
  showCard(pic);
  if (!open) select(pic, null);
}

/** Listen to the stage; gives a function that stops listening. */
export function listen(pic) {
  const { stage, svg } = pic.dom;
  const stop = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: stop.signal });
  on(svg, "pointermove", (event) => event.pointerType !== "touch" && hover(pic, nearest(pic, event)));
  on(stage, "pointerleave", () => hover(pic, document.activeElement?.closest?.(".cdq-mark:focus-visible") ? pic.hover : null));
  on(svg, "click", (event) => {
    const mark = event.target instanceof Element ? event.target.closest(".cdq-mark") : null;
    const id = event.detail === 0 && mark ? mark.dataset.id : nearest(pic, event);
    if (event.pointerType === "touch") hover(pic, id);
    select(pic, id === pic.state.selected ? null : id);
    if (id) rove(pic, id);
  });
  // On the stage: a drawing that listens for focus takes a stop of the Tab key.
  on(stage, "focusin", (event) => {
    const mark = event.target.closest(".cdq-mark");
    if (!mark || !mark.matches(":focus-visible")) return;
    rove(pic, mark.dataset.id);
    hover(pic, mark.dataset.id);
  });
  on(stage, "focusout", (event) => !stage.contains(event.relatedTarget) && hover(pic, null));
  on(svg, "keydown", (event) => press(pic, event));
  return () => stop.abort();
}
