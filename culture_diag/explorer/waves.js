// Which wave: a slider, a step back and on, and a button that plays them. One control, so that each part has a name.

const PACE = 1800;

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

/** The bar has no value of its own: it reads and sets the wave of the picture, here in the page, without a detour. */
async function render({ model, el }) {
  const picture = await model.widget_manager.get_model(model.get("picture").replace("IPY_MODEL_", ""));
  const box = make("div", "cde-waves", el);
  box.setAttribute("role", "group");
  const label = make("span", "cde-label", box);
  const back = button(box, "‹", () => go(now() - 1));
  const slider = make("input", "cde-slider", box);
  slider.type = "range";
  slider.min = "0";
  slider.step = "1";
  const on = button(box, "›", () => go(now() + 1));
  const play = button(box, "▶", () => (clock ? stop() : start()));
  const said = make("output", "cde-said", box);
  let clock = null;

  const now = () => picture.get("state").wave;
  const last = () => model.get("waves").length - 1;
  function go(wave) {
    picture.set("state", { ...picture.get("state"), wave: Math.max(0, Math.min(last(), wave)) });
    picture.save_changes();
  }
  function start() {
    if (now() >= last()) go(0);
    clock = setInterval(() => {
      go(now() + 1);
      if (now() >= last()) stop();
    }, PACE);
    dress();
  }
  function stop() {
    clearInterval(clock);
    clock = null;
    dress();
  }
  function dress() {
    const [waves, words] = [model.get("waves"), model.get("words")];
    box.setAttribute("aria-label", words.label);
    label.textContent = words.label;
    slider.max = String(last());
    slider.value = String(now());
    name(slider, words.label);
    slider.setAttribute("aria-valuetext", waves[now()]);
    name(back, words.back);
    name(on, words.on);
    name(play, clock ? words.pause : words.play);
    play.firstChild.textContent = clock ? "❚❚" : "▶";
    back.disabled = now() <= 0;
    on.disabled = now() >= last();
    for (const part of [back, slider, on, play]) part.hidden = last() < 1;
    said.textContent = waves[now()];
  }
  slider.addEventListener("input", () => go(Number(slider.value)));
  model.on("change:words", dress);
  picture.on("change:state", dress);
  dress();
  return () => {
    clearInterval(clock);
    model.off("change:words", dress);
    picture.off("change:state", dress);
  };
}

export default { render };
