// Undo what pack.py did: rows become objects again, and numbers of parts the parts.

/** Read the page's data. */
export function readData(source) {
  const packed = JSON.parse(source);
  const text = (node) => {
    if (!node.startsWith("$")) return node;
    return node.startsWith("$$") ? node.slice(1) : undo(packed.parts[Number(node.slice(1))]);
  };
  const undo = (node) => {
    if (typeof node === "string") return text(node);
    if (Array.isArray(node)) return node.map(undo);
    if (node === null || typeof node !== "object") return node;
    if ("$rows" in node) {
      const [keys, ...rows] = undo(node.$rows);
      return rows.map((row) => Object.fromEntries(keys.map((key, at) => [key, row[at]])));
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, undo(value)]));
  };
  return undo(packed.data);
}
