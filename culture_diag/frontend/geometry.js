// Where things are: scales, shapes, regions, draws. Numbers in, numbers or path data out; nothing here touches a page.

/** Namespace of every drawn element. */
export const SVG = "http://www.w3.org/2000/svg";

const round = (value) => Math.round(value * 100) / 100;

/**
 * Path data of a marker around (0, 0), as matplotlib draws it: `size` is the width of a circle of area factor 1.
 * @param {string} marker circle, square, triangle, diamond or cross
 * @param {number} size
 */
export function shapePath(marker, size) {
  const h = round(size / 2);
  if (marker === "circle") return `M${-h} 0A${h} ${h} 0 1 1 ${h} 0A${h} ${h} 0 1 1 ${-h} 0Z`;
  if (marker === "square") return `M${-h} ${-h}H${h}V${h}H${-h}Z`;
  if (marker === "triangle") return `M0 ${-h}L${h} ${h}H${-h}Z`;
  const d = round(h * Math.SQRT2);
  if (marker === "diamond") return `M0 ${-d}L${d} 0L0 ${d}L${-d} 0Z`;
  const q = round(h / 2);
  return `M${-q} ${-h}L0 ${-q}L${q} ${-h}L${h} ${-q}L${q} 0L${h} ${q}L${q} ${h}L0 ${q}L${-q} ${h}L${-h} ${q}L${-q} 0L${-h} ${-q}Z`;
}

/**
 * Scales from the response scale to pixels of the square plane; up is much.
 * @param {number[]} bounds
 * @param {{left: number, top: number, side: number}} frame
 */
export function scales(bounds, frame) {
  const unit = frame.side / (bounds[1] - bounds[0]);
  return {
    unit,
    x: (value) => frame.left + (value - bounds[0]) * unit,
    y: (value) => frame.top + frame.side - (value - bounds[0]) * unit,
  };
}

/**
 * Path data of a joint 95% region: x = mx + rx cos t, y = my + ry (r cos t + sqrt(1 - r^2) sin t).
 * @param {number} x @param {number} y centre in pixels
 * @param {number[]} region half widths in units of the scale, and the correlation
 * @param {number} unit pixels a unit
 */
export function regionPath(x, y, region, unit) {
  const tilt = Math.max(-1, Math.min(1, region[2]));
  const side = Math.sqrt(1 - tilt * tilt);
  let path = "";
  for (let step = 0; step < 72; step += 1) {
    const turn = (step * Math.PI) / 36;
    const across = region[0] * Math.cos(turn);
    const up = region[1] * (tilt * Math.cos(turn) + side * Math.sin(turn));
    path += `${step ? "L" : "M"}${round(x + across * unit)} ${round(y - up * unit)}`;
  }
  return `${path}Z`;
}

/**
 * Set points of the very same place side by side, within `away` of it, as the pictures for paper do.
 * @param {{x: number, y: number}[]} points changed in place
 * @param {number} away
 */
export function spreadTies(points, away) {
  const ties = new Map();
  for (const point of points) {
    const key = `${point.x}|${point.y}`;
    if (!ties.has(key)) ties.set(key, []);
    ties.get(key).push(point);
  }
  for (const group of ties.values()) {
    const count = group.length;
    group.forEach((point, rank) => {
      if (count === 1) return;
      const few = count <= 4;
      const angle = few ? Math.PI + (2 * Math.PI * rank) / count : rank * Math.PI * (3 - Math.sqrt(5));
      const radius = few ? away : away * Math.sqrt((rank + 0.5) / count);
      point.x += radius * Math.cos(angle);
      point.y += radius * Math.sin(angle);
    });
  }
  return ties.size < points.length;
}

/**
 * Twenty places where the true mean may lie: the scene's pattern, turned, on the point's shown region.
 * @param {object} scene
 * @param {object} point
 * @returns {{x: number, y: number, quadrant: number}[]} in units of the scale; empty where nothing can be said
 */
export function drawsOf(scene, point) {
  if (!point || !point.region || point.spin === null || point.spin === undefined) return [];
  const [rx, ry, r] = point.region;
  const tilt = Math.max(-1, Math.min(1, r));
  const turn = (point.spin * Math.PI) / 180;
  const cut = scene.cuts[scene.waves[point.wave]];
  const clip = (value) => Math.max(scene.bounds[0], Math.min(scene.bounds[1], value));
  return scene.pattern.map(([a, b]) => {
    const u = a * Math.cos(turn) - b * Math.sin(turn);
    const v = a * Math.sin(turn) + b * Math.cos(turn);
    const x = clip(point.x + rx * u);
    const y = clip(point.y + ry * (tilt * u + Math.sqrt(1 - tilt * tilt) * v));
    return { x, y, quadrant: 2 * (x >= cut[0] ? 1 : 0) + (y >= cut[1] ? 1 : 0) };
  });
}

/**
 * An arrow from one point to another, shortened at both ends; path data of its line and of its head.
 * @param {number[]} from @param {number[]} to @param {number} trim @param {number} head length of the head; 0 for none
 */
export function arrow(from, to, trim, head) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length < 2 * trim + 1) return { line: "", head: "" };
  const [ux, uy] = [dx / length, dy / length];
  const tip = [to[0] - ux * trim, to[1] - uy * trim];
  const size = Math.min(head, length - 2 * trim);
  const neck = [tip[0] - ux * size, tip[1] - uy * size];
  const wing = size * 0.45;
  return {
    line: `M${round(from[0] + ux * trim)} ${round(from[1] + uy * trim)}L${round(neck[0])} ${round(neck[1])}`,
    head: size
      ? `M${round(tip[0])} ${round(tip[1])}L${round(neck[0] - uy * wing)} ${round(neck[1] + ux * wing)}L${round(neck[0] + uy * wing)} ${round(neck[1] - ux * wing)}Z`
      : "",
  };
}
