// Saving: the picture as one SVG that needs no page, no style sheet and no font file, for it carries its letters; and
// as a PNG made of it.

import { FONT, draw, letter, placed, put, widthOf } from "./frame.js";
import { describe } from "./words.js";

const KEPT = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity",
  "font-size", "font-weight", "paint-order", "unicode-bidi", "text-anchor",
];
const DROPPED = ["tabindex", "aria-pressed", "aria-hidden", "aria-describedby", "aria-labelledby"];

/**
 * The picture as the text of an SVG file, with title, subtitle, legend and notes in it.
 * @param {object} pic
 */
export function saveSvg(pic) {
  const { dom, layout, scene } = pic;
  const copy = dom.svg.cloneNode(true);
  inline(dom.svg, copy);
  for (const part of copy.querySelectorAll(".cdq-gone, .cdq-away, .cdq-over, desc")) part.remove();
  for (const part of copy.querySelectorAll("*")) {
    for (const name of [...DROPPED, "class"]) part.removeAttribute(name);
    if (part.getAttribute("role") === "button") part.setAttribute("role", "img");
  }
  const { sizes } = layout;
  const pad = sizes.base;
  const width = layout.width + 2 * pad;
  const head = writeLines(linesOf(dom.head, width - 2 * pad), pad, pad);
  const plane = draw("g", { transform: placed(pad, head.end + pad * 0.6) });
  plane.append(...copy.childNodes);
  const foot = writeLines(linesOf(dom.body, width - 2 * pad), pad, head.end + pad * 1.2 + layout.height);
  const height = foot.end + pad;
  const whole = { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT.replaceAll('"', "'") };
  const svg = draw("svg", { role: "img", lang: scene.lang, ...whole });
  draw("title", {}, svg).textContent = scene.title;
  draw("desc", {}, svg).textContent = describe(scene, pic.state.wave, pic.now.shown, pic.now.hidden);
  draw("style", {}, svg).textContent = carriedLetters();
  draw("rect", { width, height, fill: scene.colors.paper }, svg);
  svg.append(head.group, plane, foot.group);
  return new XMLSerializer().serializeToString(svg);
}

/** The rules by which the page carries its letters. */
function carriedLetters() {
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules];
    } catch {
      return []; // Of another address: a browser does not let us read it, and it is not ours.
    }
  });
  const ours = (rule) => rule instanceof CSSFontFaceRule && FONT.startsWith(rule.style.getPropertyValue("font-family"));
  return rules.filter(ours).map((rule) => rule.cssText).join("\n");
}

/** Copy what the style sheet decides onto the copy, element by element. */
function inline(from, to) {
  const [sources, targets] = [from.querySelectorAll("*"), to.querySelectorAll("*")];
  sources.forEach((source, at) => {
    if (["desc", "defs", "clipPath"].includes(source.tagName)) return;
    const style = getComputedStyle(source);
    for (const name of KEPT) {
      const value = style.getPropertyValue(name);
      if (value && value !== "normal" && value !== "auto") targets[at].setAttribute(name, value);
    }
  });
}

/** The lines of words in a part of the page, wrapped to a width, each with the size and colour it has there. */
function linesOf(part, width) {
  const lines = [];
  for (const block of part.querySelectorAll("p:not(.cdq-unseen), li, .cdq-replay-step")) {
    if (!block.getClientRects().length) continue;
    const style = getComputedStyle(block);
    const size = parseFloat(style.fontSize);
    const symbol = block.querySelector(".cdq-key");
    const indent = symbol ? size * 1.6 : 0;
    const kind = block.parentNode.className;
    const gap = lines.length && lines.at(-1).kind !== kind ? size * 0.6 : 0;
    const more = { size, weight: style.fontWeight, color: style.color, indent, kind };
    wrap(block.textContent, size, Number(style.fontWeight), width - indent).forEach((words, at) => {
      lines.push({ ...more, words, symbol: at ? null : symbol, gap: at ? 0 : gap });
    });
  }
  return lines;
}

function wrap(words, size, weight, width) {
  const lines = [];
  let line = "";
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && widthOf(longer, size, weight) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line ? [...lines, line] : lines;
}

function writeLines(lines, left, top) {
  const group = draw("g");
  let y = top;
  for (const { words, size, weight, color, indent, symbol, gap } of lines) {
    y += gap;
    const look = { "font-size": size, "font-weight": weight, fill: color, "text-anchor": "start" };
    letter(words, { x: left + indent, y: y + size, ...look }, group);
    if (symbol) {
      const copy = symbol.cloneNode(true);
      inline(symbol, copy);
      put(copy, { x: left, y: y + size * 0.1, width: size * 1.3, height: size * 1.1 });
      for (const part of [copy, ...copy.children]) part.removeAttribute("class");
      group.append(copy);
    }
    y += size * 1.4;
  }
  return { group, end: y };
}

/**
 * The picture as a PNG, as a data URL.
 * @param {object} pic @param {number} [scale] pixels of the image for each pixel of the picture
 * @returns {Promise<string>}
 */
export async function savePng(pic, scale = 2) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(saveSvg(pic))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}
