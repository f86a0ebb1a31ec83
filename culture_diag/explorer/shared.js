// What the controls share; Python puts it before each of their modules.

function make(tag, name, parent, words = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (words) made.textContent = words;
  parent.append(made);
  return made;
}

/**
 * Plain keys pressed in the box around an element are no commands of the notebook around it ("dd" would delete a cell).
 * JupyterLab looks for the attribute on the focused element, before any listener of ours: so it is set on the way down.
 * @param {HTMLElement} el
 * @returns {() => void} ends it
 */
function guard(el) {
  const press = (event) => {
    const box = el.closest(".culture-diag-explorer");
    if (!box || !(event.target instanceof Element) || !box.contains(event.target)) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !(event.shiftKey && event.key === "Enter");
    event.target.toggleAttribute("data-lm-suppress-shortcuts", plain);
  };
  window.addEventListener("keydown", press, true);
  return () => window.removeEventListener("keydown", press, true);
}
