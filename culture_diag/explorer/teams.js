// Which teams: a list to search and tick. Native boxes, so that keyboard and screen reader know them.

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

function render({ model, el }) {
  const box = make("fieldset", "cde-teams", el);
  const legend = make("legend", "cde-label", box);
  const search = make("input", "cde-search", box);
  search.type = "search";
  search.autocomplete = "off";
  const row = make("div", "cde-row", box);
  const all = make("button", "cde-button", row);
  const none = make("button", "cde-button", row);
  const list = make("div", "cde-list", box);
  const count = make("p", "cde-count", box);
  count.setAttribute("role", "status");
  let items = [];

  function send(chosen) {
    model.set("value", items.map(({ id }) => id).filter((id) => chosen.has(id)));
    model.save_changes();
  }
  function many(ticked) {
    const chosen = new Set(model.get("value"));
    for (const { id, line } of items) {
      if (!line.hidden) chosen[ticked ? "add" : "delete"](id);
    }
    send(chosen);
  }
  function build() {
    list.replaceChildren();
    items = model.get("options").map(({ id, label, group }) => {
      const line = make("label", "cde-option", list);
      const tick = make("input", "", line);
      tick.type = "checkbox";
      make("bdi", "", line, label);
      tick.addEventListener("change", () => {
        const chosen = new Set(model.get("value"));
        chosen[tick.checked ? "add" : "delete"](id);
        send(chosen);
      });
      return { id, group, line, tick, found: plain(`${label} ${group}`) };
    });
    sift();
  }
  function sift() {
    const [group, sought] = [model.get("group"), plain(search.value.trim())];
    for (const item of items) item.line.hidden = Boolean(group && item.group !== group) || !item.found.includes(sought);
    tick();
  }
  function tick() {
    const chosen = new Set(model.get("value"));
    for (const item of items) item.tick.checked = chosen.has(item.id);
    const listed = items.filter(({ line }) => !line.hidden);
    const values = { count: listed.filter((item) => item.tick.checked).length, total: listed.length };
    count.textContent = fill(model.get("words").count, values);
  }
  function speak() {
    const words = model.get("words");
    legend.textContent = words.label;
    search.placeholder = words.search;
    search.setAttribute("aria-label", words.search);
    search.title = words.search;
    for (const [each, key] of [[all, "all"], [none, "none"]]) {
      each.type = "button";
      each.textContent = words[key];
    }
    tick();
  }
  search.addEventListener("input", sift);
  all.addEventListener("click", () => many(true));
  none.addEventListener("click", () => many(false));
  const heard = { "change:options": build, "change:value": tick, "change:group": sift, "change:words": speak };
  for (const [event, act] of Object.entries(heard)) model.on(event, act);
  build();
  speak();
  const free = guard(el);
  return () => {
    free();
    for (const [event, act] of Object.entries(heard)) model.off(event, act);
  };
}

export default { render };
