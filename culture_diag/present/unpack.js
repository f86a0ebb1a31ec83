// Undo what pack.py did: rows become objects again, and numbers of texts the texts.

/** Read the page's data. */
export function readData(source) {
  const packed = JSON.parse(source);
  const undo = (thing) => {
    if (Array.isArray(thing)) return thing.map(undo);
    if (thing === null || typeof thing !== "object") return thing;
    if ("$text" in thing) return packed.texts[thing.$text];
    if ("$rows" in thing) {
      const [keys, ...rows] = thing.$rows;
      return rows.map((row) => Object.fromEntries(keys.map((key, at) => [key, undo(row[at])])));
    }
    return Object.fromEntries(Object.entries(thing).map(([key, value]) => [key, undo(value)]));
  };
  return undo(packed.data);
}
