"""A page with one living picture in it, under a strict policy, and ways to look at it."""

from culture_diag.frontend import font_faces, module_source, stylesheet

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"

SHELL = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>picture</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<style>body {{ margin: 0 }} #root {{ width: {width}px; {height} }} {styles}</style></head>
<body><main><h1 hidden>x</h1><div id="root"></div></main>
<script type="module">{module}
window.heard = [];
window.open_picture = (scene, state) => {{
  window.picture = createPicture(document.getElementById("root"), scene, state);
  for (const name of ["select", "hover", "wave", "replay"]) {{
    window.picture.on(name, (value) => window.heard.push([name, value]));
  }}
}};
window.open_widget = (scene, state) => {{
  const traits = window.traits = {{ scene, state, selected: "" }};
  const acts = window.acts = {{}};
  window.sent = [];
  const model = {{
    get: (key) => traits[key],
    set: (key, value) => {{ traits[key] = value; }},
    save_changes: () => {{}},
    on: (name, act) => {{ acts[name] = act; }},
    off: (name) => {{ delete acts[name]; }},
    send: (message) => window.sent.push(message),
  }};
  window.stop = widget.render({{ model, el: document.getElementById("root") }});
}};
window.tools = {{ cardOf, textOf, describe, drawsOf, write, spreadTies, regionPath, placeLabels }};
</script></body></html>"""  # fmt: skip

STILL = {"animate": False}


LETTERS = ("shipped", "wider")
"""The letters that a page carries, and a quarter wider: so wide is what a browser takes that is told to use others."""


def styles_in(letters, styles):
    """The styles of a page with its letters, or a quarter wider ones upon lines of the same height."""
    wider = "size-adjust: 125%; ascent-override: 78.7%; descent-override: 25.3%;"
    return styles.replace("@font-face {", f"@font-face {{ {wider}") if letters == "wider" else styles


def show(page, scene, state=STILL, *, width=1100, height=None, way="open_picture", letters="shipped"):
    """Open a page that holds a picture of this scene (or the widget, by `way`)."""
    box = f"height: {height}px" if height else ""
    module = module_source().replace("export default", "const widget =")
    styles = styles_in(letters, font_faces() + stylesheet())
    page.set_content(SHELL.format(policy=POLICY, width=width, height=box, styles=styles, module=module))
    page.wait_for_function("!!window.open_picture")
    page.evaluate("([scene, state, way]) => window[way](scene, state)", [scene, state, way])
    page.evaluate("document.fonts.ready.then(() => {})")


def update(page, **state):
    page.evaluate("state => window.picture.update(state)", state)


def settle(page):
    page.wait_for_selector(".cdq-svg:not([data-moving])")


def mark(page, unit):
    return page.locator(f'.cdq-mark[data-id="{unit}"]')


def heard(page, name):
    return [value for kind, value in page.evaluate("window.heard") if kind == name]


def places_of(page):
    """Each shown mark: its place as a share of the plane (up is more), its marker, colours and whether it is hollow."""
    return page.evaluate("""() => {
      const plane = document.querySelector(".cdq-border");
      const [left, top, side] = ["x", "y", "width"].map((key) => Number(plane.getAttribute(key)));
      return [...document.querySelectorAll(".cdq-mark:not(.cdq-gone)")].map((mark) => {
        const [, x, y] = mark.getAttribute("transform").match(/translate\\(([-\\d.]+) ([-\\d.]+)\\)/).map(Number);
        const shape = mark.querySelector(".cdq-shape");
        const [fill, edge] = ["fill", "stroke"].map((key) => shape.getAttribute(key));
        const { marker, hollow } = shape.dataset;
        return {id: mark.dataset.id, x: (x - left) / side, y: 1 - (y - top) / side, marker, hollow, fill, edge};
      });
    }""")


def plane_of(page):
    """Where the plane stands, once it stands: every new size draws it anew, so a node found is soon another's."""
    return page.evaluate("""async () => {
      const box = () => document.querySelector(".cdq-border").getBoundingClientRect().toJSON();
      const frame = () => new Promise(requestAnimationFrame);
      let [before, now] = [null, box()];
      for (let same = 0; same < 3; same = JSON.stringify(before) === JSON.stringify(now) && now.width ? same + 1 : 0) {
        await frame();
        [before, now] = [now, box()];
      }
      return now;
    }""")


def boxes_of(page, selector):
    return page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)]
      .filter((each) => !each.classList.contains("cdq-away"))
      .map((each) => each.getBoundingClientRect()).map((b) => [b.left, b.top, b.right, b.bottom])""",
        selector,
    )


def clashes(first, second, slack=2.0):
    return [
        (a, b) for a in first for b in second
        if a is not b and a[0] + slack < b[2] and b[0] + slack < a[2] and a[1] + slack < b[3] and b[1] + slack < a[3]
    ]  # fmt: skip
