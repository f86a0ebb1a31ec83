// Which parts a step has for the team that is shown, and what is known of that team.

/** The point of a unit in the wave of the session. */
export function pointOf(app, unit = app.unit) {
  const last = app.scene.waves.length - 1;
  return unit.points.find((point) => point.wave === last) ?? { hidden: true };
}

/** What can be said of the unit: one quadrant, two, none, or no place at all. */
export function kindOf(app) {
  const point = pointOf(app);
  if (point.hidden) return "not_shown";
  if (!point.label) return "no_label";
  return point.label === "borderline" && point.runner_up ? "borderline" : "clear";
}

/** The ids of the quadrants the talk is about. */
export function culturesOf(app) {
  const point = pointOf(app);
  const kind = kindOf(app);
  if (kind === "borderline") return [point.quadrant, point.runner_up];
  return kind === "clear" ? [point.quadrant] : [];
}

/** A quadrant of the scene by its id. */
export const cellOf = (app, id) => app.scene.quadrants.find((cell) => cell.id === id);

/** The parts of a step, in order; most have one. */
export function partsOf(app, step) {
  if (step === "axes") return [...app.axes, "cells"];
  if (step === "sure") return pointOf(app).counts ? ["region", "replay", "dots"] : ["region"];
  if (step !== "talk") return [""];
  const { guide } = app.data;
  const rules = guide.rules.length ? ["rules"] : [];
  const cultures = culturesOf(app);
  const aside = cultures.length === 1 ? [] : ["aside"];
  if (!cultures.length) return [...rules, ...aside, "close"];
  const chapter = guide.chapters[cultures[0]];
  const more = ["strong", "questions", "steps"].filter((key) => chapter[key] && chapter[key].length !== 0);
  return [...rules, ...aside, "like", ...more, "close"];
}

/** How the screen is shared in a part: words alone, words beside the picture, or the picture across. */
export function layoutOf(step, part) {
  if (["welcome", "items", "talk"].includes(step)) return "plain";
  return part === "replay" || part === "dots" ? "wide" : "side";
}
