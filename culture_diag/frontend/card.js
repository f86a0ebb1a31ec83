// The card beside a mark: all there is to say of a unit, on hover, focus, touch, and while it is selected.

import { draw, make, placed } from "./frame.js";
import { dressShape } from "./marks.js";
import { cardOf } from "./words.js";

const among = (pic, id) => (id && pic.now ? pic.now.shown.find((each) => each.unit.id === id) ?? null : null);

/** Fill and place the cards, or put them away: the selected unit's in the column where there is one, others beside their mark. */
export function showCard(pic) {
  const { dom, state, layout } = pic;
  const calm = Boolean(state.replay);
  const held = !calm && layout.wide ? among(pic, state.selected) : null;
  // The one pointed at or focused, else the selected one.
  const spoken = calm || pic.shut ? null : among(pic, pic.hover ?? state.selected);
  const near = spoken && spoken !== held ? spoken : null;
  fillCard(pic, dom.held, held);
  fillCard(pic, dom.card, near);
  if (near) placeCard(pic, near);
  drawOver(pic);
}

function fillCard(pic, card, each) {
  const { scene, state, version } = pic;
  card.hidden = !each;
  const key = each ? `${each.unit.id}|${state.wave}|${version}` : "";
  if (!each || card.dataset.key === key) return;
  card.dataset.key = key;
  const { unit, point } = each;
  card.replaceChildren();
  make("bdi", "", make("p", "cdq-card-name", card), unit.name);
  if (unit.school && unit.school !== unit.name) make("bdi", "", make("p", "cdq-card-home", card), unit.school);
  if (point.p && point.label) card.append(tenths(scene, point));
  const list = make("dl", "cdq-rows", card);
  for (const { label, value } of cardOf(scene, point)) {
    make("dt", "", list, label);
    make("dd", "", list, value);
  }
}

/** Ten small marks: the shown probability of each quadrant, to be seen at a glance; the words stand below. */
function tenths(scene, point) {
  const cells = scene.quadrants
    .map((cell, at) => ({ cell, count: Math.round(10 * point.p[at]) }))
    .sort((a, b) => b.count - a.count)
    .flatMap(({ cell, count }) => new Array(count).fill(cell));
  const strip = draw("svg", { class: "cdq-tenths", viewBox: `0 0 ${cells.length * 20} 20`, "aria-hidden": "true" });
  cells.forEach((cell, at) => {
    const shape = draw("path", { transform: placed(at * 20 + 9, 10) }, strip);
    dressShape(shape, { ...cell, hollow: false }, 12, scene.colors.paper);
  });
  return strip;
}

/** Beside the mark, on the side where there is room, inside the stage. */
function placeCard(pic, { to, view }) {
  const { dom, layout } = pic;
  const [width, height] = [dom.card.offsetWidth, dom.card.offsetHeight];
  const gap = view.size * 0.6 + 10;
  const ratio = dom.svg.clientWidth / layout.width || 1;
  const [x, y] = [to[0] * ratio, to[1] * ratio];
  const right = x + gap + width <= dom.stage.clientWidth;
  const left = x - gap - width >= 0;
  const across = right ? x + gap : left ? x - gap - width : Math.max(0, (dom.stage.clientWidth - width) / 2);
  const down = right || left ? y - height * 0.35 : y + gap + height <= dom.stage.clientHeight ? y + gap : y - gap - height;
  const most = Math.max(0, dom.stage.clientHeight - height);
  dom.card.style.left = `${Math.round(across)}px`;
  dom.card.style.top = `${Math.round(Math.max(0, Math.min(most, down)))}px`;
}

/** Ring the unit that is spoken of and the selected one, above all other marks. */
export function drawOver(pic) {
  const { dom, now } = pic;
  if (!now) return;
  dom.over.replaceChildren();
  const selected = among(pic, pic.state.selected);
  for (const each of new Set([selected, among(pic, pic.hover)])) {
    if (!each || pic.state.replay) continue;
    const { view } = each;
    const ring = each === selected ? "cdq-ring cdq-ring-selected" : "cdq-ring";
    const group = draw("g", { transform: placed(view.x, view.y) }, dom.over);
    draw("circle", { class: "cdq-ring-back", r: view.size * 0.95 }, group);
    draw("circle", { class: ring, r: view.size * 0.95 }, group);
    dressShape(draw("path", {}, group), view.look, view.size, pic.scene.colors.paper);
  }
}
