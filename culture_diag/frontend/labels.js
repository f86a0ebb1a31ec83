// Where names go: beside their mark if that is free, further off with a leader line, else nowhere (and counted).
// A greedy search, after Christensen, Marks and Shieber (1995), https://doi.org/10.1145/212332.212334: each name in turn
// takes the cheapest of its free places. Names of a higher rank choose first.

const NEAR = 16;
const AROUND = 32;
const RINGS = [1.0, 1.7, 2.5, 3.4, 4.6, 6.0];
const CROWD = 60;

const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

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

/** All places of one label that bounds, fixed boxes and marks allow, cheapest first. */
function placesOf(item, around, crowd) {
  const [left, top, right, bottom] = around.bounds;
  const places = [];
  const rings = crowd ? [] : RINGS;
  for (let ring = -1; ring < rings.length; ring += 1) {
    const near = ring < 0;
    const distance = item.r + (near ? 1 : rings[ring] * item.h);
    const count = near ? NEAR : AROUND;
    for (let at = 0; at < count; at += 1) {
      const [cos, sin] = [Math.cos((at * 2 * Math.PI) / count), Math.sin((at * 2 * Math.PI) / count)];
      const clip = (value) => Math.max(-1, Math.min(1, value * Math.SQRT2));
      const touch = [item.x + distance * cos, item.y + distance * sin];
      const centre = [touch[0] + (clip(cos) * item.w) / 2, touch[1] + (clip(sin) * item.h) / 2];
      const box = [centre[0] - item.w / 2, centre[1] - item.h / 2, centre[0] + item.w / 2, centre[1] + item.h / 2];
      if (box[0] < left || box[1] < top || box[2] > right || box[3] > bottom) continue;
      const leader = near ? null : [item.x + item.r * cos, item.y + item.r * sin, touch[0], touch[1]];
      const taste = 0.35 * (1 - cos) + 0.35 * Math.abs(2 * sin * cos) + 0.05 * sin;
      const place = { box, leader, cost: near ? taste : 1.5 + rings[ring] + 0.5 * taste };
      if (fits(place, item, around, crowd)) places.push(place);
    }
  }
  return places.sort((a, b) => a.cost - b.cost);
}

/** Is a place free of what never moves? What it merely comes close to or lies upon makes it dearer. */
function fits(place, item, around, crowd) {
  const { box, leader } = place;
  if (around.boxes.some((other) => overlaps(box, other))) return false;
  let close = 0;
  for (const mark of around.marks) {
    const own = mark.x === item.x && mark.y === item.y;
    const reach = mark.r;
    const halo = crowd ? reach : reach + 4;
    if (mark.x + halo <= box[0] || mark.x - halo >= box[2] || mark.y + halo <= box[1] || mark.y - halo >= box[3]) {
      if (own || !leader) continue;
    } else if (own) {
      continue;
    } else if (overlaps(box, [mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach])) {
      return false;
    } else {
      close += 1;
    }
    const slim = 0.7 * reach;
    const over = Math.abs(mark.x - item.x) < slim && Math.abs(mark.y - item.y) < slim;
    if (leader && !over && crosses(leader, [mark.x - slim, mark.y - slim, mark.x + slim, mark.y + slim])) {
      place.cost += 6;
    }
  }
  place.cost += 0.6 * Math.min(close, 2);
  let soft = 0;
  for (const [x, y, weight] of around.soft) {
    if (x > box[0] && x < box[2] && y > box[1] && y < box[3]) soft += weight;
  }
  place.cost += Math.min(soft, 9);
  return true;
}

function run(order, items, choices) {
  const found = new Array(items.length).fill(null);
  const boxes = [];
  const leaders = [];
  let cost = 0;
  for (const index of order) {
    const place = choices[index].find(
      ({ box, leader }) =>
        !boxes.some((other) => overlaps(box, other)) &&
        !leaders.some((other) => crosses(other, box)) &&
        (!leader ||
          (!boxes.some((other) => crosses(leader, other)) && !leaders.some((other) => meet(leader, other)))),
    );
    if (!place) {
      cost += 100;
      continue;
    }
    found[index] = place;
    boxes.push(place.box);
    if (place.leader) leaders.push(place.leader);
    cost += place.cost;
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
  const crowd = items.length > CROWD;
  const choices = items.map((item) => placesOf(item, around, crowd));
  const middle = (key) => items.reduce((sum, item) => sum + item[key], 0) / (items.length || 1);
  const [mx, my] = [middle("x"), middle("y")];
  const away = items.map((item) => Math.hypot(item.x - mx, item.y - my));
  const free = choices.map((places) => places.length);
  const near = choices.map((places) => places.filter((place) => !place.leader).length);
  const keys = [(i) => near[i], (i) => free[i], (i) => -away[i], (i) => items[i].y, (i) => items[i].x];
  let best = null;
  for (const key of crowd ? keys.slice(0, 1) : keys) {
    const order = items.map((_, index) => index);
    order.sort((a, b) => items[a].rank - items[b].rank || key(a) - key(b) || a - b);
    const tried = run(order, items, choices);
    if (!best || tried.cost < best.cost) best = tried;
  }
  return best ? best.found : [];
}
