// The plane: tinted, named quadrants, the cuts, ticks, and the ends of the axes in words.

import { draw, letter, placed, put, widthOf } from "./frame.js";
import { overlaps } from "./labels.js";

/** Draw what stays the same between waves: tints, cuts and names to be placed, ticks and ends. */
export function drawPlane(pic) {
  const { dom, scene, layout } = pic;
  dom.plane.replaceChildren();
  dom.names.replaceChildren();
  const parts = { tints: [], cuts: [], names: [] };
  for (const cell of scene.quadrants) {
    parts.tints.push(draw("rect", { class: "cdq-tint", "data-quadrant": cell.id, fill: cell.tint }, dom.plane));
  }
  for (const axis of ["x", "y"]) parts.cuts.push(draw("line", { class: "cdq-cut", "data-axis": axis }, dom.plane));
  const { left, top, side } = layout;
  draw("rect", { class: "cdq-border", x: left, y: top, width: side, height: side }, dom.plane);
  for (const cell of scene.quadrants) {
    const name = draw("text", { class: "cdq-quadrant", "data-quadrant": cell.id, fill: cell.dark }, dom.names);
    name.textContent = cell.short;
    parts.names.push(name);
  }
  drawTicks(pic);
  drawEnds(pic);
  pic.plane = parts;
}

function drawTicks({ dom, scene, layout, at }) {
  const { left, top, side, sizes } = layout;
  for (const [value, words] of scene.ticks) {
    const foot = top + side;
    draw("line", { class: "cdq-tick", x1: at.x(value), x2: at.x(value), y1: foot, y2: foot + 4 }, dom.plane);
    draw("line", { class: "cdq-tick", x1: left - 4, x2: left, y1: at.y(value), y2: at.y(value) }, dom.plane);
    const under = { x: at.x(value), y: foot + 7 + sizes.small * 0.85 };
    const beside = { x: left - 8 - sizes.small * 0.3, y: at.y(value) + sizes.small * 0.35 };
    for (const place of [under, beside]) letter(words, { class: "cdq-number", ...place }, dom.plane);
  }
}

function drawEnds({ dom, scene, layout }) {
  const { left, top, side, sizes } = layout;
  const line = layout.height - sizes.base * 0.35;
  const { x, y } = scene.axes;
  for (const [words, anchor, transform] of [
    [x.ends[0], "start", placed(left, line)],
    [x.ends[1], "end", placed(left + side, line)],
    [y.ends[0], "start", `${placed(sizes.base, top + side)} rotate(-90)`],
    [y.ends[1], "end", `${placed(sizes.base, top)} rotate(-90)`],
  ]) {
    letter(words, { class: "cdq-end", "text-anchor": anchor, transform }, dom.plane);
  }
}

/** Put tints and lines at these cuts. */
export function moveCuts(pic, cut) {
  const { layout, at, scene, plane } = pic;
  const { left, top, side } = layout;
  const [x, y] = [at.x(cut[0]), at.y(cut[1])];
  scene.quadrants.forEach((cell, index) => {
    const [x0, x1] = cell.column ? [x, left + side] : [left, x];
    const [y0, y1] = cell.row ? [top, y] : [y, top + side];
    put(plane.tints[index], { x: x0, y: y0, width: Math.max(0, x1 - x0), height: Math.max(0, y1 - y0) });
  });
  put(plane.cuts[0], { x1: x, x2: x, y1: top, y2: top + side });
  put(plane.cuts[1], { x1: left, x2: left + side, y1: y, y2: y });
}

/**
 * Name each quadrant in its outer corner, or in another of its corners where marks stand there.
 * @param {object} pic @param {number[]} cut @param {number[][]} marks boxes to keep free
 * @returns {number[][]} the boxes of the names
 */
export function placeNames(pic, cut, marks) {
  const { layout, at, scene, plane } = pic;
  const { left, top, side, sizes } = layout;
  const [pad, height] = [sizes.heading * 0.6, sizes.heading * 1.05];
  return scene.quadrants.map((cell, index) => {
    const [x0, x1] = cell.column ? [at.x(cut[0]), left + side] : [left, at.x(cut[0])];
    const [y0, y1] = cell.row ? [top, at.y(cut[1])] : [at.y(cut[1]), top + side];
    const full = widthOf(cell.short, sizes.heading, 700);
    // Squeezed where it would run over the cut.
    const width = Math.min(full, Math.max(0.5 * full, x1 - x0 - 2 * pad));
    if (width < full) put(plane.names[index], { textLength: width, lengthAdjust: "spacingAndGlyphs" });
    else plane.names[index].removeAttribute("textLength");
    const across = [x0 + pad, x1 - pad - width];
    const down = [y0 + pad, y1 - pad - height];
    if (cell.column) across.reverse();
    if (!cell.row) down.reverse();
    const corners = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([a, d]) => [across[a], down[d]]);
    const boxes = corners.map(([x, y]) => [x, y, x + width, y + height]);
    const load = boxes.map((box) => marks.filter((mark) => overlaps(box, mark)).length);
    const box = boxes[load.indexOf(Math.min(...load))];
    put(plane.names[index], { x: box[0], y: box[1] + height * 0.8 });
    return box;
  });
}
