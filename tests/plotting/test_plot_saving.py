"""Pictures as files, and what they hold for who cannot see them."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from culture_diag.errors import CultureDiagError
from culture_diag.instrument import load_instrument
from culture_diag.plotting import plot_quadrants, plot_trajectories, save
from culture_diag.plotting.saving import alt_text_of, keep_alt_text
from culture_diag.plotting.style import TEAM_LOOKS
from culture_diag.story import alt_text
from culture_diag.story.phrases import shorten
from culture_diag.story.quadrant_looks import QUADRANT_LOOKS
from tests.plotting.handmade import WAVES, make_release, team_row

SVG = "{http://www.w3.org/2000/svg}"


def test_svg_tells_its_text_and_keeps_words_as_words(three, tmp_path):
    alt = alt_text(three) + " <b>&\"'"
    ax = plot_quadrants(three)
    assert alt_text_of(ax) == alt_text(three)
    keep_alt_text(ax, alt)
    root = ElementTree.fromstring(save(ax, tmp_path / "a.svg").read_bytes())
    assert root.get("role") == "img"
    assert root.get("aria-label") == alt
    assert root.find(f"{SVG}desc").text == alt
    assert root.find(f"{SVG}title").text == "Kwadrantenfiguur “Cultuur van het team”, meting voorjaar 2026."
    words = ["".join(found.itertext()) for found in root.iter(f"{SVG}text")]
    assert "De Ster (n = 12)" in words


def test_png_and_pdf_hold_the_description(three, tmp_path):
    ax = plot_quadrants(three)
    with Image.open(save(ax, tmp_path / "a.png", dpi=50)) as image:
        assert image.text["Description"] == alt_text(three)
    assert save(ax.figure, tmp_path / "a.pdf").read_bytes().count(b"/Subject") == 1


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_the_same_picture_gives_the_same_bytes(three, tmp_path, suffix):
    first, second = (save(plot_quadrants(three), tmp_path / f"{name}.{suffix}", dpi=50).read_bytes() for name in "ab")
    assert first == second
    assert not re.search(rb"<dc:date>|CreationDate", first)


def test_panels_are_saved_whole(tmp_path):
    instrument = load_instrument("invitation-challenge")
    rows = [team_row(instrument, f"T{i}", WAVES[0], 9, 2.0 + i / 5, 3.0) for i in range(7)]
    axes = plot_trajectories(make_release(rows, waves=WAVES[:1]))
    assert b"T6" in save(axes, tmp_path / "a.svg").read_bytes()


def test_the_words_travel_with_the_axes(three):
    figure = Figure()
    first, second = figure.subplots(1, 2)
    plot_quadrants(three, teams=["De Ster"], ax=first)
    plot_quadrants(three, teams=["De Zon"], ax=second)
    both = [alt_text(three, teams=[name]) for name in ("De Ster", "De Zon")]
    assert alt_text_of(figure) == " ".join(both)
    assert alt_text_of(pickle.loads(pickle.dumps(second))) == both[1]


def test_a_picture_without_words_is_not_saved(tmp_path):
    with pytest.raises(CultureDiagError, match="no description"):
        save(Figure(), tmp_path / "a.svg", lang="en")
    assert not (tmp_path / "a.svg").exists()


def test_unknown_format(three, tmp_path):
    with pytest.raises(CultureDiagError, match="svg"):
        save(plot_quadrants(three), tmp_path / "a.gif")


def test_no_pyplot_and_nothing_heavy_at_import_of_the_package():
    code = (
        "import sys, culture_diag; assert 'matplotlib' not in sys.modules; import culture_diag.plotting;"
        "assert 'matplotlib.pyplot' not in sys.modules and 'seaborn' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Machado, Oliveira and Fernandes (2009), https://doi.org/10.1109/TVCG.2009.113, severity 1.
DEFICIENT = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    "none": np.eye(3).tolist(),
}


def linear(color):
    value = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    f = np.cbrt(np.maximum(xyz / [0.9505, 1, 1.089], 0.008856))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", DEFICIENT)
@pytest.mark.parametrize("looks", [tuple(QUADRANT_LOOKS.values()), TEAM_LOOKS], ids=["places", "teams"])
def test_colours_stay_apart_for_every_eye_and_shapes_differ(eye, looks):
    seen = [lab(np.array(DEFICIENT[eye]) @ linear(look.color)) for look in looks]
    apart = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]]
    assert min(apart) > 15
    assert len({look.marker for look in looks}) == len(looks)


def contrast(one, two):
    light, dark = sorted((linear(color) @ [0.2126, 0.7152, 0.0722] for color in (one, two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_edges_and_names_of_quadrants_can_be_read_on_their_tint():
    for look in QUADRANT_LOOKS.values():
        assert contrast(look.dark, look.tint) >= 4.5
    lightness = sorted(lab(linear(look.color))[0] for look in QUADRANT_LOOKS.values())
    assert min(np.diff(lightness)) > 8  # apart on a grey printer


def test_shortening_keeps_both_ends():
    assert shorten("abc", 3) == "abc"
    assert len(shorten("x" * 300, 28)) <= 28
    assert shorten("De Regenboog – onderbouw groep 3", 20).startswith("De ")


def test_saving_in_threads_leaves_the_settings_as_they_were():
    from concurrent.futures import ThreadPoolExecutor

    import matplotlib as mpl

    from culture_diag.plotting.saving import image_bytes

    before = {key: mpl.rcParams[key] for key in ("svg.fonttype", "svg.hashsalt", "pdf.fonttype")}

    def draw(_):
        figure = Figure()
        figure.add_subplot().plot([0, 1], [0, 1])
        return image_bytes(figure, "svg", metadata={"Date": None}, dpi=72)

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(draw, range(24)))
    assert len(made) == 1
    assert {key: mpl.rcParams[key] for key in before} == before
