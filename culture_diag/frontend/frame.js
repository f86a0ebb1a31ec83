// The frame of the picture: its elements, its sizes by theme, and how they share the room there is.

import { SVG } from "./geometry.js";

/** Letters, marks and lines in pixels, by theme. A room's are those at 1920 x 1080 and grow and shrink with the screen. */
const SIZES = {
  screen: { base: 14, small: 13, label: 13.5, heading: 20, title: 23, mark: 14, line: 1.4, most: 640 },
  room: { base: 25, small: 24, label: 25, heading: 36, title: 42, mark: 25, line: 2.6, most: 4000 },
  print: { base: 12, small: 11, label: 12, heading: 17, title: 19, mark: 11.5, line: 1.2, most: 620 },
  contrast: { base: 16, small: 15, label: 15.5, heading: 22, title: 25, mark: 17, line: 2.4, most: 700 },
};

/** The letters of the page: those it carries, else (and for signs that they lack) one that every system has. */
export const FONT = '"Atkinson Hyperlegible Next", "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** Set attributes; numbers to a hundredth of a pixel. */
export function put(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, typeof value === "number" ? Math.round(value * 100) / 100 : value);
  }
  return element;
}

/**
 * Make an element of the drawing.
 * @param {string} tag @param {Record<string, string | number>} [attributes] @param {Element} [parent]
 */
export function draw(tag, attributes = {}, parent = null) {
  const made = put(document.createElementNS(SVG, tag), attributes);
  if (parent) parent.append(made);
  return made;
}

/** Write words in the drawing. */
export function letter(words, attributes, parent) {
  draw("text", { "text-anchor": "middle", ...attributes }, parent).textContent = words;
}

/** The transform that puts something at a place. */
export const placed = (x, y) => `translate(${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})`;

/** Make an element of the page. */
export function make(tag, name, parent = null, words = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (words) made.textContent = words;
  if (parent) parent.append(made);
  return made;
}

let pictures = 0;

/** Build the skeleton once: head, stage with its layers, card, body. */
export function buildFrame(root) {
  pictures += 1;
  const id = `cdq${pictures}`;
  const figure = make("div", "cdq", root);
  const head = make("div", "cdq-head", figure);
  const title = make("p", "cdq-title", head);
  const subtitle = make("p", "cdq-subtitle", head);
  subtitle.setAttribute("aria-live", "polite");
  const stage = make("div", "cdq-stage", figure);
  const said = { "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-desc ${id}-keys` };
  const svg = draw("svg", { class: "cdq-svg", role: "group", ...said }, stage);
  const dom = { id, figure, head, title, subtitle, stage, svg };
  title.id = `${id}-title`;
  dom.desc = draw("desc", { id: `${id}-desc` }, svg);
  const clip = draw("clipPath", { id: `${id}-clip` }, draw("defs", {}, svg));
  dom.clip = draw("rect", {}, clip);
  for (const layer of ["plane", "regions", "trails", "leaders", "names", "marks", "labels", "draws", "over"]) {
    dom[layer] = draw("g", { class: `cdq-${layer}` }, svg);
    if (layer !== "marks") dom[layer].setAttribute("aria-hidden", "true");
  }
  dom.regions.setAttribute("clip-path", `url(#${id}-clip)`);
  dom.card = make("div", "cdq-card", stage);
  dom.keys = make("p", "cdq-unseen", figure);
  dom.keys.id = `${id}-keys`;
  dom.body = make("div", "cdq-body", figure);
  for (const part of ["held", "replay", "legend", "left", "notes"]) {
    dom[part] = make(part === "legend" ? "ul" : "div", `cdq-${part}`, dom.body);
  }
  return dom;
}

/** Sizes of the theme, scaled to the screen for a room. */
export function sizesOf(theme) {
  const plain = SIZES[theme] ?? SIZES.screen;
  if (theme !== "room") return plain;
  const grow = Math.max(0.6, Math.min(2.5, Math.min(window.innerWidth / 1920, window.innerHeight / 1080)));
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, Math.round(value * grow * 10) / 10]));
}

/**
 * Share the room: a square plane with its words beside it where that is wide enough, else below it.
 * @returns {{sizes: object, wide: boolean, left: number, top: number, side: number, width: number, height: number}}
 */
export function layOut(pic) {
  const sizes = sizesOf(pic.state.theme);
  const { clientWidth: across, clientHeight: down } = pic.root;
  const boxed = pic.state.fit === "box" && down > 0;
  const left = Math.round(sizes.small * 1.1 + sizes.base * 1.6 + 8);
  const bottom = Math.round(sizes.small * 1.2 + sizes.base * 1.7 + 10);
  const [top, right] = [Math.round(sizes.mark * 0.7), Math.round(sizes.mark * 0.7)];
  const column = Math.max(sizes.base * 17, across * 0.26);
  const room = boxed ? down - top - bottom : Infinity;
  const beside = Math.min(sizes.most, room, across - column - left - right - 2 * sizes.base);
  const wide = beside >= Math.min(sizes.most, room) * (boxed ? 0.72 : 0.8) && beside >= 240;
  const below = Math.min(sizes.most, boxed ? room * 0.72 : Infinity, across - left - right);
  const side = Math.max(180, Math.floor(wide ? beside : below));
  return { sizes, wide, boxed, left, top, side, width: left + side + right, height: top + side + bottom };
}

/** Set sizes and theme on the elements; styles follow through custom properties. */
export function applyLayout(pic) {
  const { dom, layout, scene, state } = pic;
  const { sizes } = layout;
  dom.figure.className = `cdq cdq-${state.theme}${layout.wide ? " cdq-wide" : ""}${layout.boxed ? " cdq-boxed" : ""}`;
  dom.figure.lang = scene.lang;
  dom.figure.dir = scene.direction;
  const set = (key, value) => dom.figure.style.setProperty(`--cdq-${key}`, value);
  for (const key of ["base", "small", "label", "heading", "title", "line", "mark"]) set(key, `${sizes[key]}px`);
  for (const [key, value] of Object.entries(scene.colors)) set(key, value);
  set("plane", `${layout.width}px`);
  const { left, top, side, width, height } = layout;
  put(dom.svg, { viewBox: `0 0 ${width} ${height}`, width, height });
  put(dom.clip, { x: left, y: top, width: side, height: side });
}

const widths = new Map();
let paper = null;

const ALPHABET = "abcdefghijklmnopqrstuvwxyz";
/** How many times as wide as high the alphabet is in the letters that the page carries. */
const USUAL = 12.66;

/** By how much a crowd of names is set smaller where a browser takes wider letters: as many find a place. */
export const narrowing = () => Math.max(0.8, Math.min(1, (USUAL * 100) / widthOf(ALPHABET, 100)));

/** Both weights of the letters that the page carries. They come a moment after the page, and are wider or narrower. */
const faces = () => [400, 700].map((weight) => `${weight} 16px ${FONT}`);

/** Measure anew, by `act`, what was measured before the letters came. */
export async function whenLettersCome(act) {
  if (faces().every((face) => document.fonts.check(face))) return;
  await Promise.allSettled(faces().map((face) => document.fonts.load(face)));
  widths.clear();
  act();
}

/** Width of words on one line, in pixels. */
export function widthOf(words, size, weight = 400) {
  const key = `${weight}|${size}|${words}`;
  if (!widths.has(key)) {
    paper = paper ?? document.createElement("canvas").getContext("2d");
    paper.font = `${weight} ${size}px ${FONT}`;
    if (widths.size > 20000) widths.clear();
    widths.set(key, paper.measureText(words).width);
  }
  return widths.get(key);
}
