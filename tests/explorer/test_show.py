"""A picture by value: what a notebook gets of it, and that it carries its words."""

import struct
from base64 import b64decode

import pytest
from IPython.core.formatters import DisplayFormatter

import culture_diag as cd
from culture_diag.plotting.saving import keep_alt_text


@pytest.fixture(scope="module")
def bundle(sample_release):
    alt = cd.alt_text(sample_release)
    data, _ = DisplayFormatter().format(cd.show(cd.plot_quadrants(sample_release)))
    return data, alt


def test_a_notebook_gets_an_image_with_its_alternative_text(bundle):
    data, alt = bundle
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert data["text/plain"] == alt
    assert data["text/html"].startswith(f'<img alt="{alt}"')
    assert 'src="data:image/svg+xml;base64,' in data["text/html"]


def test_the_png_is_a_png_sharp_enough_for_a_screen(bundle):
    png = b64decode(bundle[0]["image/png"])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", png[16:20])[0] >= 900


def test_letters_are_outlines_so_no_font_is_needed(bundle):
    svg = b64decode(bundle[0]["text/html"].partition("base64,")[2].partition('"')[0]).decode()
    assert "<text" not in svg
    assert 'id="team-0"' in svg


def test_panels_are_shown_as_one_picture(sample_release):
    axes = cd.plot_trajectories(sample_release)
    assert len(axes) > 5
    shown = cd.show(axes)
    assert shown.png == cd.show(axes[0].figure).png
    assert shown.html == cd.show(axes[0].figure).html


def test_words_cannot_break_out_of_the_image(sample_release):
    ax = cd.plot_quadrants(sample_release)
    keep_alt_text(ax, 'Team "A" <script>')
    shown = cd.show(ax)
    assert shown.html.startswith('<img alt="Team &quot;A&quot; &lt;script&gt;" ')
