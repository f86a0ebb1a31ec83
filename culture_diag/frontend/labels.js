// Where names go: beside their mark if that is free, further off with a leader line, else nowhere (and counted).
// A greedy search, after Christensen, Marks and Shieber (1995), https://doi.org/10.1145/212332.212334: each name in turn
// takes the cheapest of its free places. Names of a higher rank choose first.

const NEAR = 16;
const AROUND = 32;
const RINGS = [0.8, 1.4, 2.1, 2.9, 3.8, 5.0, 6.4];
const CROWD = 60;
const REPAIRS = 6;
/** What a name that is left out costs: more than any place. */
const MISSING = 40;

/** Do two boxes (left, top, right, bottom) overlap? */
export const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Does a line [x0, y0, x1, y1] cross a box? Liang and Barsky's clipping. */
function crosses(line, box) {
  let enter = 0;
  let leave = 1;
  for (const axis of [0, 1]) {
    const step = line[axis + 2] - line[axis] || 1e-9;
    const one = (box[axis] - line[axis]) / step;
    const two = (box[axis + 2] - line[axis]) / step;
    enter = Math.max(enter, Math.min(one, two));
    leave = Math.min(leave, Math.max(one, two));
  }
  return enter < leave;
}

function meet(a, b) {
  const side = (l, x, y) => (l[2] - l[0]) * (y - l[1]) - (l[3] - l[1]) * (x - l[0]);
  return (
    side(a, b[0], b[1]) * side(a, b[2], b[3]) < 0 && side(b, a[0], a[1]) * side(b, a[2], a[3]) < 0
  );
}

/** The places of one label at the mark itself, or further off with a leader line, as far as they are free; cheapest first. */
function placesOf(item, around, far) {
  const [left, top, right, bottom] = around.bounds;
  const places = [];
  const count = far ? AROUND : NEAR;
  for (const ring of far ? RINGS : [0]) {
    const distance = item.r + (far ? ring * item.h : 1);
    for (let at = 0; at < count; at += 1) {
      const [cos, sin] = [Math.cos((at * 2 * Math.PI) / count), Math.sin((at * 2 * Math.PI) / count)];
      const clip = (value) => Math.max(-1, Math.min(1, value * Math.SQRT2));
      const touch = [item.x + distance * cos, item.y + distance * sin];
      const [x, y] = [touch[0] + ((clip(cos) - 1) * item.w) / 2, touch[1] + ((clip(sin) - 1) * item.h) / 2];
      const box = [x, y, x + item.w, y + item.h];
      if (x < left || y < top || box[2] > right || box[3] > bottom) continue;
      const leader = far ? [item.x + item.r * cos, item.y + item.r * sin, touch[0], touch[1]] : null;
      const taste = 0.35 * (1 - cos) + 0.35 * Math.abs(2 * sin * cos) + 0.05 * sin;
      const place = { box, leader, cost: far ? 1.5 + ring + 0.5 * taste : taste };
      if (fits(place, item, around)) places.push(place);
    }
  }
  return places.sort((a, b) => a.cost - b.cost);
}

/** Is a place free of what never moves? What it comes close to, covers or crosses makes it dearer. */
function fits(place, item, around) {
  const { box, leader } = place;
  if (around.boxes.some((other) => overlaps(box, other))) return false;
  let close = 0;
  for (const { x, y, r } of around.marks) {
    if (x === item.x && y === item.y) continue;
    if (x + r > box[0] && x - r < box[2] && y + r > box[1] && y - r < box[3]) return false;
    if (x + r + 4 > box[0] && x - r - 4 < box[2] && y + r + 4 > box[1] && y - r - 4 < box[3]) close += 1;
    const slim = 0.6 * r;
    const over = Math.abs(x - item.x) < slim && Math.abs(y - item.y) < slim;
    // A leader line through a mark would name that one.
    if (leader && !over && crosses(leader, [x - slim, y - slim, x + slim, y + slim])) {
      if (item.rank) return false;
      place.cost += 6;
    }
  }
  let soft = 0;
  for (const [x, y, weight] of around.soft) {
    if (x > box[0] && x < box[2] && y > box[1] && y < box[3]) soft += weight;
  }
  place.cost += 0.6 * Math.min(close, 2) + Math.min(soft, 9);
  return true;
}

/** The cheapest place that is still free. A leader line crosses no other and no name: it would be read wrongly. */
function pick(places, boxes, leaders) {
  return places.find(({ box, leader }) => {
    if (boxes.some((other) => overlaps(box, other)) || leaders.some((other) => crosses(other, box))) return false;
    return !leader || !(boxes.some((other) => crosses(leader, other)) || leaders.some((other) => meet(leader, other)));
  });
}

function run(order, items, around, memo) {
  const found = new Array(items.length).fill(null);
  const boxes = [];
  const leaders = [];
  let cost = 0;
  for (const index of order) {
    const far = () => (memo.far[index] = memo.far[index] ?? placesOf(items[index], around, true));
    const first = items[index].rank === 0;
    let place = pick(memo.near[index], boxes, leaders);
    if (!place && (first || !memo.crowd)) place = pick(far(), boxes, leaders);
    // Who is asked for has a name, even upon the marks of others.
    if (!place && first) place = pick(placesOf(items[index], { ...around, marks: [] }, false), boxes, leaders);
    cost += place ? place.cost : MISSING;
    if (!place) continue;
    found[index] = place;
    boxes.push(place.box);
    if (place.leader) leaders.push(place.leader);
  }
  return { found, cost };
}

/**
 * Find a place for each label that overlaps no other label, no mark and no fixed box, and stays inside.
 * @param {{x: number, y: number, w: number, h: number, r: number, rank: number}[]} items lowest rank chooses first
 * @param {{bounds: number[], boxes: number[][], marks: {x: number, y: number, r: number}[], soft: number[][]}} around
 * @returns {({box: number[], leader: number[] | null} | null)[]}
 */
export function placeLabels(items, around) {
  const near = items.map((item) => placesOf(item, around, false));
  const memo = { near, far: [], crowd: items.length > CROWD };
  const keys = [(i) => near[i].length, (i) => items[i].y, (i) => -items[i].x];
  const attempt = (key) => {
    const order = items.map((_, index) => index);
    order.sort((a, b) => items[a].rank - items[b].rank || key(a) - key(b) || a - b);
    return run(order, items, around, memo);
  };
  let best = attempt(keys[0]);
  const better = (tried) => (best = tried.cost < best.cost ? tried : best);
  if (memo.crowd) return best.found;
  keys.slice(1).forEach((key) => better(attempt(key)));
  // Those that found no place choose before the others.
  const hard = items.map(() => 0);
  for (let round = 0; round < REPAIRS && best.found.includes(null); round += 1) {
    best.found.forEach((place, index) => (hard[index] -= place ? 0 : 1));
    better(attempt((index) => hard[index] * 1000 + keys[round % 3](index)));
  }
  return best.found;
}
