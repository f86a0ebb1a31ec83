// The session: one step at a time, for the team that is chosen.

import { announce, find, findAll, paragraphs, speaker } from "./say.js";
import { readData } from "./unpack.js";
import { cellOf, culturesOf, layoutOf, partsOf, pointOf } from "./sections.js";
import { drawMark, showChances, showEnds, showItems, showShares } from "./bars.js";
import { addPin, guesses } from "./pins.js";
import { makePlaces, playWaves, showPicture, showWave } from "./places.js";
import { closingOf, showTalk } from "./talk.js";
import { saveTalk } from "./export.js";
import { closeDialog, listKeys, makeBlack, openDialog, toggleDialog, toggleFull, toggleNotes } from "./dialogs.js";
import { isDesk, makeDesk, makeScreenLink } from "./link.js";
import { listenToButtons, listenToKeys } from "./keys.js";

const data = readData(find("#data").textContent);
const app = {
  data,
  scene: data.scene,
  axes: findAll('[data-step="axes"] .part').map((part) => part.dataset.part).filter((key) => key !== "cells"),
  pins: new Map(),
  closings: new Map(),
  step: "welcome",
  part: "",
  others: false,
  culture: null,
  dirty: false,
  tell: () => {},
  ...speaker(data.words, data.scene.format),
};

const titleOf = (step) => find(`[data-step="${step}"] h1`).textContent;
const headOf = (step, part) => {
  const head = part ? find(`[data-step="${step}"] [data-part="${part}"] h2`) : null;
  return head && head.textContent ? `${titleOf(step)} – ${head.textContent}` : titleOf(step);
};

/** Where a move leads: the next or the previous part, over the edges of steps. */
function beside(way) {
  const parts = partsOf(app, app.step);
  const at = parts.indexOf(app.part) + way;
  if (at >= 0 && at < parts.length) return [app.step, parts[at]];
  const step = data.steps[data.steps.indexOf(app.step) + way];
  if (!step) return null;
  const others = partsOf(app, step);
  return [step, way > 0 ? others[0] : others[others.length - 1]];
}

/** Go to a part of a step. */
function go(step, part, { quiet = false } = {}) {
  const changed = step !== app.step || part !== app.part;
  app.step = step;
  app.part = part;
  for (const section of findAll(".step")) section.hidden = section.dataset.step !== step;
  for (const each of findAll(`[data-step="${step}"] .part`)) each.hidden = each.dataset.part !== part;
  const layout = layoutOf(step, part);
  find("#main").dataset.layout = layout;
  find("#main").dataset.at = part ? `${step}-${part}` : step;
  find("#view").hidden = layout === "plain";
  fill(step, part);
  if (layout !== "plain") showPicture(app, step, part);
  else clearTimeout(app.clock);
  showProgress();
  find("#main").scrollTo(0, 0);
  if (changed && !quiet) app.settle();
}

/** Fill in what a step says of this team. */
function fill(step, part) {
  const told = data.told[app.unit.id] ?? {};
  if (step === "reveal") fillReveal(told);
  else if (step === "sure" && part === "region") fillSure(told);
  else if (step === "spread") fillSpread(told);
  else if (step === "time") fillTime(told);
  else if (step === "items") fillItems();
  else if (step === "talk") showTalk(app, part);
}

function fillReveal(told) {
  paragraphs(find("#told-place"), told.hidden ? [hiddenWords(), ...told.hidden] : told.place);
  paragraphs(find("#told-response"), told.response);
  const guess = find("#guesses");
  guess.textContent = guesses(app, culturesOf(app));
  guess.hidden = !guess.textContent;
}

const hiddenWords = () => app.say(app.unit.level === "team" ? "hidden" : "hidden_unit");

function fillSure(told) {
  const point = pointOf(app);
  const known = Boolean(point.label && point.p);
  const region = find("#sure-region");
  region.hidden = !point.region;
  region.dataset.usual ??= region.textContent;
  region.textContent = ["no_label", "caution"].includes(point.gate) ? app.say("sure_if_alike") : region.dataset.usual;
  find("#sure-chance").hidden = !known;
  if (known) showChances(app, find("#chances"), point.p);
  else find("#chances").replaceChildren();
  const said = point.hidden ? [hiddenWords(), ...(told.hidden ?? [])] : known ? [] : [app.say("no_chance")];
  find("#told-sure").classList.toggle("small", known);
  paragraphs(find("#told-sure"), [...said, ...(told.cut ?? []), ...(told.silent ?? []).slice(-1)]);
}

function fillSpread(told) {
  const last = String(app.scene.waves.length - 1);
  const shares = (app.scene.shares[app.unit.id] ?? {})[last] ?? [];
  const why = app.unit.level === "team" ? app.say("no_spread", { least: data.least }) : app.say("no_spread_unit");
  find("#spread-about").textContent = shares.length ? app.about : why;
  showShares(app, find("#shares"), shares);
  find("#spread-merged").hidden = !shares.some((share) => share.quadrants.length > 1);
  paragraphs(find("#told-spread"), told.bimodal ?? told.agree);
}

function fillTime(told) {
  const shown = app.unit.points.filter((point) => !point.hidden);
  const few = shown.length > 1 ? null : app.say(shown.length ? "one_wave" : "no_wave");
  const last = app.scene.waves.length - 1;
  if (pointOf(app).hidden && shown.length) {
    paragraphs(find("#told-time"), [app.say("last_hidden", { wave: app.scene.waves[last] })]);
    return;
  }
  const said = [...(told.change ?? [app.say("no_change")]), ...(told.label_change ?? [])];
  paragraphs(find("#told-time"), few ? [few] : said);
}

function fillItems() {
  const items = data.items[app.unit.id];
  find("#item-lists").hidden = find("#items-key").hidden = !items;
  find("#no-items").hidden = Boolean(items);
  find("#no-items").textContent = app.say(app.unit.level === "team" ? "no_items" : "no_items_unit");
  if (!items) return;
  showItems(app, find("#items-high"), items.high, items.high_tied);
  showItems(app, find("#items-low"), items.low, items.low_tied);
  const reverse = [...items.high, ...items.low].some((item) => data.wordings[item.item].reverse);
  find("#items-reverse").hidden = !reverse;
}

function showProgress() {
  const { steps, notes } = data;
  const at = steps.indexOf(app.step);
  const parts = partsOf(app, app.step);
  const words = app.say("progress", { step: at + 1, steps: steps.length, title: find(`.track [data-go="${app.step}"]`).title });
  find("#progress").textContent = words;
  find("#parts").textContent =
    parts.length > 1 ? app.say("part", { part: parts.indexOf(app.part) + 1, parts: parts.length }) : "";
  for (const button of findAll("[data-go]")) {
    const place = steps.indexOf(button.dataset.go);
    if (place === at) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
    button.classList.toggle("done", place < at);
  }
  find("#note").textContent = notes[app.step];
  find('#screen [data-do="previous"]').disabled = !beside(-1);
  find('#screen .foot [data-do="next"]').disabled = !beside(1);
  document.title = `${words} – ${app.scene.title}`;
  app.tell();
}

app.told = () => {
  const next = beside(1);
  return {
    who: `${app.unit.name} · ${find("#progress").textContent}`,
    now: headOf(app.step, app.part),
    note: data.notes[app.step],
    next: next ? headOf(...next) : app.say("end"),
    black: find("#black").open,
  };
};

app.settle = () => {
  const at = document.activeElement;
  if (at && at.closest(".foot, .track") && !at.disabled) return;
  find(`[data-step="${app.step}"] h1`).focus({ preventScroll: true });
};

app.goTo = (step) => {
  closeDialog();
  go(step, partsOf(app, step)[0]);
};

app.choose = (id) => {
  app.unit = app.scene.units.find((unit) => unit.id === id) ?? app.scene.units[0];
  for (const select of findAll("select.team")) select.value = app.unit.id;
  const parts = partsOf(app, app.step);
  go(app.step, parts.includes(app.part) ? app.part : parts[0], { quiet: true });
};

app.showOthers = (others) => {
  app.others = others;
  for (const box of findAll("[data-others]")) box.checked = others;
  showPicture(app, app.step, app.part);
};

app.wave = (wave) => showWave(app, wave);

app.write_down = (at, words) => {
  closingOf(app)[at] = words;
  app.dirty = true;
};

const ACTS = {
  next: () => beside(1) && go(...beside(1)),
  previous: () => beside(-1) && go(...beside(-1)),
  first: () => app.goTo(data.steps[0]),
  last: () => app.goTo(data.steps[data.steps.length - 1]),
  full: () => toggleFull(app),
  notes: toggleNotes,
  overview: () => toggleDialog("overview"),
  help: () => toggleDialog("help"),
  close: closeDialog,
  team: () => find("#team")?.focus(),
  pin: () => {
    const pin = addPin(app);
    if (pin) find(`#overlay [data-pin="${pin.number}"]`).focus();
  },
  play: () => playWaves(app),
  save: () => saveTalk(app),
};

app.act = (name) => {
  if (name === "black") {
    const open = openDialog();
    toggleDialog("black");
    if (!open || open.id !== "black") app.tell();
  } else if (name in ACTS) ACTS[name]();
};

function start() {
  listenToKeys(app);
  if (isDesk()) {
    makeDesk(app);
    return;
  }
  find("#screen").hidden = false;
  app.about = find("#spread-about").textContent;
  const last = app.scene.waves.length - 1;
  const shown = app.scene.units.find((unit) => unit.points.some((point) => point.wave === last && !point.hidden));
  app.unit = shown ?? app.scene.units[0];
  for (const name of findAll("#only, #single")) name.textContent = app.unit.name;
  find("#wave").textContent = app.say("wave", { wave: app.scene.waves[last] });
  for (const svg of findAll("svg[data-mark]")) drawMark(svg, cellOf(app, svg.dataset.mark));
  showEnds(find("#items-ends"), data.ends);
  listKeys(app);
  makeBlack(app);
  makePlaces(app);
  ACTS.window = makeScreenLink(app);
  listenToButtons(app);
  app.choose(app.unit.id);
  announce(find("#progress").textContent);
  document.documentElement.dataset.ready = "yes";
}

// Steps and names are measured in the letters that the page carries, which come a moment after it.
const letters = [400, 700].map((weight) => `${weight} 1em ${getComputedStyle(document.body).fontFamily}`);
Promise.allSettled(letters.map((face) => document.fonts.load(face))).then(start);
