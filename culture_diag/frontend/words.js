// What is said: templates filled in, figures as the language writes them, and the text alternative of the picture.

/**
 * Fill in the fields of a template; what has no value stays as it is.
 * @param {string} template @param {Record<string, unknown>} values
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/**
 * Words by key; `count` chooses between one and several.
 * @param {object} scene @param {string} key @param {Record<string, unknown>} [values]
 */
export function say(scene, key, values = {}) {
  const words = scene.words;
  const template = words[key] ?? words[`${key}.${values.count === 1 ? "one" : "other"}`] ?? "";
  return fill(template, values);
}

/** Write a number with the decimal sign of the scene. */
export function write(scene, value, decimals = scene.decimals, signed = false) {
  const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
  const body = [whole.replace(/\B(?=(\d{3})+$)/g, scene.format.group), part].filter(Boolean).join(scene.format.decimal);
  const zero = Number(Math.abs(value).toFixed(decimals)) === 0;
  const sign = zero ? "" : value < 0 ? scene.format.minus : signed ? "+" : "";
  return sign + body;
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** A unit's name with its number of answers. */
export function labelOf(scene, unit, point) {
  return point.n === null ? unit.name : say(scene, "label", { name: unit.name, n: point.n });
}

/** One sentence: the scores and the place. */
export function placeOf(scene, point) {
  const scores = ["x", "y"].map((axis) => `${scene.axes[axis].name} ${write(scene, point[axis])}`);
  return `${scores.join(", ")}; ${point.verdict}`;
}

/**
 * The lines of a card, in words: answers, scores, quadrant, change, the silent. What is not known is not there.
 * @param {object} scene @param {object} point
 * @returns {{key: string, label: string, value: string}[]}
 */
export function cardOf(scene, point) {
  const rows = [];
  const add = (key, label, value) => value && rows.push({ key, label: capital(label), value });
  if (point.hidden) return rows;
  const known = point.of !== null && point.response !== null;
  const n = known ? say(scene, "card.of", { n: point.n, size: point.of, rate: point.response }) : `${point.n ?? ""}`;
  add("n", say(scene, "card.n"), n);
  ["y", "x"].forEach((axis) => add(axis, scene.axes[axis].name, interval(scene, point, axis)));
  add("quadrant", say(scene, "card.quadrant"), point.verdict);
  if (point.change) {
    add("change", say(scene, "card.change", { wave: scene.waves[point.since] }), changeOf(scene, point));
  }
  if (point.silent) {
    const { count, tips } = point.silent;
    const key = tips === null ? "count" : tips ? "can" : "cannot";
    add("silent", say(scene, "card.silent"), say(scene, `silent.${key}`, { count }));
  }
  return rows;
}

function interval(scene, point, axis) {
  const mean = write(scene, point[axis]);
  if (!point.low || !point.high) return mean;
  const at = axis === "x" ? 0 : 1;
  return say(scene, "alt.interval", { mean, low: write(scene, point.low[at]), high: write(scene, point.high[at]) });
}

function changeOf(scene, point) {
  const axes = [scene.axes.x.name, scene.axes.y.name];
  const parts = point.change.map(([moved, verdict], at) =>
    say(scene, "change.both", {
      scale: axes[at],
      change: write(scene, moved, scene.decimals, true),
      verdict: say(scene, `change.${verdict}`),
    }),
  );
  return [parts[1], parts[0]].join("; ");
}

/** All there is to say of a unit in a wave, for who cannot see the mark. */
export function textOf(scene, unit, point) {
  if (point.hidden) return `${unit.name}: ${point.hidden}.`;
  const more = cardOf(scene, point).filter((row) => row.key === "change" || row.key === "silent");
  const said = [`${labelOf(scene, unit, point)}: ${placeOf(scene, point)}.`];
  return said.concat(more.map((row) => `${row.label}: ${row.value}.`)).join(" ");
}

/** The line under the title: wave, number of units, about what something is said. */
export function subtitleOf(scene, wave, count) {
  return [scene.waves[wave], say(scene, "teams", { count }), say(scene, "target")].join(" · ");
}

/**
 * Notes under the picture: where few answered, what the lines are, and who is not shown and why.
 * @param {object} scene @param {number} wave
 * @param {{unit: object, point: object}[]} shown @param {{unit: object, point: object}[]} hidden
 * @returns {{key: string, template: string, names: string[]}[]}
 */
export function notesOf(scene, wave, shown, hidden) {
  const notes = [];
  const add = (key, who) => {
    if (who.length) notes.push({ key, template: say(scene, key), names: who.map((each) => each.unit.name) });
  };
  for (const gate of scene.gates) add(`gate.${gate}`, shown.filter((each) => each.point.gate === gate));
  for (const template of scene.notes[scene.waves[wave]]) notes.push({ key: "note", template, names: [] });
  for (const reason of scene.reasons) {
    add(`hidden.${reason}`, hidden.filter((each) => each.point.reason === reason));
  }
  return notes;
}

/** The picture in words: the same sentences as the text alternative of the picture for paper. */
export function describe(scene, wave, shown, hidden) {
  const label = scene.waves[wave];
  const said = [say(scene, "alt.quadrants", { title: scene.title, wave: label }), scene.axis_sentences[label]];
  said.push(capital(say(scene, "alt.count", { count: shown.length })));
  for (const { unit, point } of shown) said.push(`${labelOf(scene, unit, point)}: ${placeOf(scene, point)}.`);
  for (const note of notesOf(scene, wave, shown, hidden)) said.push(fill(note.template, { names: note.names.join("; ") }));
  return said.join(" ");
}
