// Two windows: the group's screen, and a desk for who presents. They are this same file, and talk by messages only.
//
// A page opened from a disk has no origin to check, so each side listens to one window alone: the one it opened, or the
// one that opened it. What it hears is a word from a short list, never text to show as anything but text.

import { find, warn } from "./say.js";

const HASH = "#presenter";
const PULSE = 2000;
const COMMANDS = ["next", "previous", "black"];

/** Whether this window is the desk. */
export const isDesk = () => location.hash === HASH && Boolean(window.opener);

/** On the screen: open the desk, and do what it asks. */
export function makeScreenLink(app) {
  let desk = null;
  app.tell = () => {
    if (desk && !desk.closed) desk.postMessage({ kind: "culture-diag", ...app.told() }, "*");
  };
  window.addEventListener("message", (event) => {
    if (!event.data || event.data.kind !== "culture-diag") return;
    // After a reload the desk is still there: it says hello again, and is taken up as ours. No other window is: only one
    // that this window opened has it as its opener.
    if (event.data.hello && (!desk || desk.closed) && event.source?.opener === window) desk = event.source;
    if (!desk || event.source !== desk) return;
    if (event.data.hello) app.tell();
    else if (COMMANDS.includes(event.data.act)) app.act(event.data.act);
  });
  return () => {
    if (desk && !desk.closed) {
      desk.focus();
      return;
    }
    desk = window.open(location.href.split("#")[0] + HASH, "culture-diag-desk", "popup,width=900,height=700");
    if (!desk) warn(app.say("window_blocked"));
  };
}

/** On the desk: ask for the state, show it, and send what is pressed. */
export function makeDesk(app) {
  const screen = window.opener;
  const send = (message) => screen.postMessage({ kind: "culture-diag", ...message }, "*");
  find("#desk").hidden = false;
  window.addEventListener("message", (event) => {
    if (event.source !== screen || !event.data || event.data.kind !== "culture-diag") return;
    app.heard = Date.now();
    showState(event.data);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "reset") app.started = Date.now();
    else if (COMMANDS.includes(button.dataset.do)) send({ act: button.dataset.do });
  });
  app.act = (name) => COMMANDS.includes(name) && send({ act: name });
  app.started = app.heard = Date.now();
  setInterval(() => tick(app), 1000);
  const greet = () => {
    find("#desk-lost").hidden = !screen.closed && Date.now() - app.heard < 3 * PULSE;
    if (!screen.closed) send({ hello: true });
  };
  greet();
  setInterval(greet, PULSE);
}

function showState(state) {
  for (const key of ["who", "now", "note", "next"]) find(`#desk-${key}`).textContent = String(state[key] ?? "");
  find('#desk [data-do="black"]').setAttribute("aria-pressed", String(Boolean(state.black)));
}

function tick(app) {
  const seconds = Math.floor((Date.now() - app.started) / 1000);
  const values = { minutes: Math.floor(seconds / 60), seconds: String(seconds % 60).padStart(2, "0") };
  find("#clock").textContent = app.say("minutes", values);
}
