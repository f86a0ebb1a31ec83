// Choose files: what is too large is refused here, before a byte is sent; the rest goes in small pieces.

const PIECE = 512 * 1024;

async function send(model, files) {
  model.send({ kind: "begin", files: files.map(({ name, size }) => ({ name, size })) });
  for (const [index, file] of files.entries()) {
    for (let at = 0; at < file.size; at += PIECE) {
      const piece = await file.slice(at, at + PIECE).arrayBuffer();
      model.send({ kind: "piece", file: index }, undefined, [new DataView(piece)]);
    }
  }
  model.send({ kind: "end" });
}

function render({ model, el }) {
  const box = make("div", "cde-files", el);
  // The browser's own button speaks the browser's language: the label stands in for it.
  const label = make("label", "cde-button cde-file", box);
  const words = make("span", "", label);
  const input = make("input", "cde-unseen", label);
  input.type = "file";
  input.multiple = true;
  const said = make("p", "cde-count", box);
  said.setAttribute("role", "status");

  function speak() {
    const texts = model.get("words");
    words.textContent = texts.label;
    label.title = texts.hint;
    input.accept = model.get("accept");
    said.textContent = model.get("said") || texts.hint;
  }
  input.addEventListener("change", async () => {
    const files = [...input.files];
    if (!files.length) return;
    if (files.reduce((sum, file) => sum + file.size, 0) > model.get("most")) {
      said.textContent = model.get("words").large;
    } else {
      said.textContent = model.get("words").busy;
      await send(model, files);
    }
    input.value = "";
  });
  for (const trait of ["words", "said", "accept"]) model.on(`change:${trait}`, speak);
  speak();
  const free = guard(el);
  return () => {
    free();
    for (const trait of ["words", "said", "accept"]) model.off(`change:${trait}`, speak);
  };
}

export default { render };
