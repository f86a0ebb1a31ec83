// Which wave: a slider, a step back and on, and a button that plays them. One control, so that each part has a name.

const PACE = 1800;

function make(tag, name, parent, words = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (words) made.textContent = words;
  parent.append(made);
  return made;
}

function button(parent, sign, act) {
  const made = make("button", "cde-button", parent);
  made.type = "button";
  make("span", "", made, sign).setAttribute("aria-hidden", "true");
  made.addEventListener("click", act);
  return made;
}

function name(element, words) {
  element.setAttribute("aria-label", words);
  element.title = words;
}

function render({ model, el }) {
  const box = make("div", "cde-waves", el);
  box.setAttribute("role", "group");
  const label = make("span", "cde-label", box);
  const back = button(box, "‹", () => go(model.get("value") - 1));
  const slider = make("input", "cde-slider", box);
  slider.type = "range";
  slider.min = "0";
  slider.step = "1";
  const on = button(box, "›", () => go(model.get("value") + 1));
  const play = button(box, "▶", () => (clock ? stop() : start()));
  const said = make("output", "cde-said", box);
  let clock = null;

  function go(value) {
    const last = model.get("waves").length - 1;
    model.set("value", Math.max(0, Math.min(last, value)));
    model.save_changes();
  }
  function start() {
    const last = model.get("waves").length - 1;
    if (model.get("value") >= last) go(0);
    clock = setInterval(() => {
      if (model.get("value") >= last) stop();
      else go(model.get("value") + 1);
    }, PACE);
    dress();
  }
  function stop() {
    clearInterval(clock);
    clock = null;
    dress();
  }
  function dress() {
    const [waves, value, words] = [model.get("waves"), model.get("value"), model.get("words")];
    const last = waves.length - 1;
    box.setAttribute("aria-label", words.label);
    label.textContent = words.label;
    slider.max = String(last);
    slider.value = String(value);
    name(slider, words.label);
    slider.setAttribute("aria-valuetext", waves[value]);
    name(back, words.back);
    name(on, words.on);
    name(play, clock ? words.pause : words.play);
    play.firstChild.textContent = clock ? "❚❚" : "▶";
    back.disabled = value <= 0;
    on.disabled = value >= last;
    for (const part of [back, slider, on, play]) part.hidden = last < 1;
    said.textContent = waves[value];
  }
  slider.addEventListener("input", () => go(Number(slider.value)));
  for (const trait of ["waves", "value", "words"]) model.on(`change:${trait}`, dress);
  dress();
  return () => {
    stop();
    for (const trait of ["waves", "value", "words"]) model.off(`change:${trait}`, dress);
  };
}

export default { render };
