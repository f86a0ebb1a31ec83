// Words and elements: templates filled in, and text that is only ever text.

/** Find one element. */
export const find = (selector, root = document) => root.querySelector(selector);

/** Find all elements. */
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

/**
 * Make an element; words become text, never markup.
 * @param {string} tag @param {Element|null} [parent] @param {string} [words] @param {Record<string, unknown>} [attributes]
 */
export function element(tag, parent = null, words = "", attributes = {}) {
  const made = document.createElement(tag);
  if (words) made.textContent = words;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (parent) parent.append(made);
  return made;
}

/**
 * Make functions that say what the page fills in.
 * @param {Record<string, string>} words templates by key; `count` chooses between one and several
 * @param {{decimal: string, minus: string}} format
 */
export function speaker(words, format) {
  const say = (key, values = {}) => {
    const template = words[key] ?? words[`${key}.${values.count === 1 ? "one" : "other"}`] ?? "";
    return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
  const write = (value) => (value < 0 ? format.minus : "") + Math.abs(value).toFixed(1).replace(".", format.decimal);
  return { say, write };
}

/** Say something to who cannot see the screen. */
export function announce(words) {
  find("#status").textContent = words;
}

/** Write sentences as paragraphs. */
export function paragraphs(root, sentences) {
  root.replaceChildren();
  for (const sentence of sentences ?? []) element("p", root, sentence);
}

/** Say something everyone should see, for a while. */
export function warn(words) {
  const toast = find("#toast");
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(warn.clock);
  warn.clock = setTimeout(() => {
    toast.hidden = true;
  }, 8000);
}
