// Pins: where each group thinks the team is. They live in this page alone, by team, and die with it.

import { announce, element, find } from "./say.js";

const MOST = 12;
const STEP = 0.1;
const FAST = 0.5;

/** The pins of the team that is shown. */
export function pinsOf(app) {
  if (!app.pins.has(app.unit.id)) app.pins.set(app.unit.id, []);
  return app.pins.get(app.unit.id);
}

/** The quadrant a pin is in. */
export function quadrantOf(app, { x, y }) {
  const cut = app.scene.cuts[app.scene.waves[app.scene.waves.length - 1]];
  return app.scene.quadrants[2 * (x >= cut[0] ? 1 : 0) + (y >= cut[1] ? 1 : 0)];
}

/** Add a pin; without a place it comes near the middle. */
export function addPin(app, place = null) {
  const pins = pinsOf(app);
  if (pins.length >= MOST) {
    announce(app.say("pins_full", { most: MOST }));
    return null;
  }
  const used = new Set(pins.map((pin) => pin.number));
  const number = Array.from({ length: MOST }, (_, at) => at + 1).find((free) => !used.has(free));
  const [low, high] = app.scene.bounds;
  const middle = (low + high) / 2;
  const turn = number * 2.4;
  const around = { x: middle + 0.12 * (high - low) * Math.cos(turn), y: middle + 0.12 * (high - low) * Math.sin(turn) };
  const pin = { number, name: app.say("pin", { number }), ...(place ?? around) };
  pins.push(pin);
  announce(app.say("pin_added", { name: pin.name }));
  app.dirty = true;
  drawPins(app);
  return pin;
}

function removePin(app, pin) {
  const pins = pinsOf(app);
  pins.splice(pins.indexOf(pin), 1);
  announce(app.say("pin_removed", { name: pin.name }));
  drawPins(app);
  (find("#pins input") ?? find('[data-do="pin"]')).focus();
}

/** Draw the pins on the plane, and on the step where they are made also their list. */
export function drawPins(app) {
  const layer = find("#overlay");
  // The picture may be drawn anew while somebody is moving a pin: the new pin takes the focus over.
  const held = layer.contains(document.activeElement) ? document.activeElement.dataset.pin : null;
  layer.replaceChildren();
  const editable = app.step === "predict";
  const shown = editable || app.step === "reveal" ? pinsOf(app) : [];
  for (const pin of shown) drawPin(app, layer, pin, editable);
  if (held) layer.querySelector(`button[data-pin="${Number(held)}"]`)?.focus();
  if (editable) listPins(app);
}

function drawPin(app, layer, pin, editable) {
  const made = element(editable ? "button" : "span", layer, "", { class: "pin", ...(editable ? { type: "button" } : {}) });
  element("span", made, "", { class: "pin-head", "data-number": pin.number });
  element("bdi", made, pin.name, { class: "pin-tag" });
  made.dataset.pin = String(pin.number);
  place(app, made, pin);
  if (!editable) return;
  made.addEventListener("keydown", (event) => nudge(app, made, pin, event));
  made.addEventListener("pointerdown", (event) => drag(app, made, pin, event));
}

/** Put a pin where it belongs on the plane, and say so. */
function place(app, made, pin) {
  const at = app.toScreen(pin);
  made.style.setProperty("left", `${at.x}px`);
  made.style.setProperty("top", `${at.y}px`);
  made.classList.toggle("left-hand", at.right < 180);
  const values = { name: pin.name, x_axis: app.scene.axes.x.name, y_axis: app.scene.axes.y.name };
  const words = app.say("pin_place", { ...values, x: app.write(pin.x), y: app.write(pin.y) });
  if (made.tagName === "BUTTON") made.setAttribute("aria-label", words);
}

function inside(app, { x, y }) {
  const [low, high] = app.scene.bounds;
  const clip = (value) => Math.max(low, Math.min(high, value));
  return { x: clip(x), y: clip(y) };
}

function nudge(app, made, pin, event) {
  const size = event.shiftKey ? FAST : STEP;
  const ways = { ArrowLeft: [-size, 0], ArrowRight: [size, 0], ArrowUp: [0, size], ArrowDown: [0, -size] };
  const way = ways[event.key];
  if (way) Object.assign(pin, inside(app, { x: pin.x + way[0], y: pin.y + way[1] }));
  else if (event.key === "Delete" || event.key === "Backspace") removePin(app, pin);
  else return;
  event.preventDefault();
  event.stopPropagation();
  if (way) {
    place(app, made, pin);
    announce(made.getAttribute("aria-label"));
  }
}

function drag(app, made, pin, event) {
  event.preventDefault();
  event.stopPropagation();
  made.focus();
  made.setPointerCapture(event.pointerId);
  made.classList.add("held");
  const follow = (move) => {
    Object.assign(pin, inside(app, app.toScale(move.clientX, move.clientY)));
    place(app, made, pin);
  };
  const drop = () => {
    made.removeEventListener("pointermove", follow);
    made.classList.remove("held");
  };
  made.addEventListener("pointermove", follow);
  made.addEventListener("pointerup", drop, { once: true });
  made.addEventListener("pointercancel", drop, { once: true });
}

function listPins(app) {
  const list = find("#pins");
  list.replaceChildren();
  const pins = pinsOf(app);
  if (!pins.length) element("li", list, app.say("pins_none"), { class: "none" });
  for (const pin of pins) {
    const item = element("li", list);
    element("span", item, String(pin.number), { class: "pin-number", "aria-hidden": "true" });
    const named = { type: "text", maxlength: 60, autocomplete: "off", "aria-label": app.say("pin_name", { number: pin.number }) };
    const input = element("input", item, "", named);
    input.value = pin.name;
    input.dir = "auto";
    const removal = element("button", item, "", { type: "button", class: "remove" });
    const named_as = () => removal.setAttribute("aria-label", app.say("pin_remove", { name: pin.name }));
    named_as();
    input.addEventListener("input", () => {
      pin.name = input.value.trim() || app.say("pin", { number: pin.number });
      named_as();
      const made = find(`#overlay [data-pin="${pin.number}"]`);
      find(".pin-tag", made).textContent = pin.name;
      place(app, made, pin);
    });
    removal.addEventListener("click", () => removePin(app, pin));
  }
  find('[data-do="pin"]').disabled = pins.length >= MOST;
}

/** On the reveal: how many groups had the quadrant, or one of the two. */
export function guesses(app, cultures) {
  const pins = pinsOf(app);
  if (!pins.length || !cultures.length) return "";
  const count = pins.filter((pin) => cultures.includes(quadrantOf(app, pin).id)).length;
  return app.say(cultures.length > 1 ? "guess_two" : "guess_right", { count, total: pins.length });
}
