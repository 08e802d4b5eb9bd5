"""Line charts, and bar charts with confidence intervals, as inline SVG.

Colours come from the page's CSS (`.s0` to `.s5`), so that they suit its light and dark themes; a
chart that stands in a file of its own brings them along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import NamedTuple

from markupsafe import Markup, escape

WIDTH, HEIGHT = 440, 280  # narrow enough for legible letters on a phone
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 50
BAR, GAP = 14, 12
LABELS, VALUES = 72, 40
LEGEND = 22
COLOURS = 6
SHARES = (0, 0.2, 0.4, 0.6, 0.8, 1)
"""The ticks of an axis from 0 to 1."""
STYLE = """<style>
svg{background:#fff;font:12px system-ui,"Noto Sans CJK SC",sans-serif}
text{fill:#1f2933}.grid{stroke:#e3e5e8}.axis{stroke:#6b7680;fill:none}
polyline{fill:none;stroke-width:2}
.s0{stroke:#1f6f5c;fill:#1f6f5c}.s1{stroke:#3f78c4;fill:#3f78c4}.s2{stroke:#c77d2e;fill:#c77d2e}
.s3{stroke:#8a5fb5;fill:#8a5fb5}.s4{stroke:#b5495b;fill:#b5495b}.s5{stroke:#6d7b86;fill:#6d7b86}
</style>"""


def round_ticks(high: float) -> list[float]:
    """Return ticks at round numbers from 0 to the first one that is at least `high`."""
    power = 10.0 ** floor(log10(high / 5))
    step = next(power * m for m in (1, 2, 5, 10) if power * m * 5 >= high)
    return [step * i for i in range(ceil(high / step) + 1)]


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its label, end values, ticks and scale."""

    label: str
    low: float
    high: float
    ticks: Sequence[float]
    log: bool = False
    format: Callable[[float], str] = "{:g}".format

    def place(self, value: float) -> float:
        """Return a value's position, from 0 at the low end to 1 at the high end, clipped to both."""
        low, high, at = (log10(v) if self.log else v for v in (self.low, self.high, value))
        return min(1.0, max(0.0, (at - low) / (high - low)))


class Bar(NamedTuple):
    """A value with the ends of its confidence interval."""

    value: float
    low: float
    high: float


def line_chart(
    title: str, series: Mapping[str, Sequence[tuple[float, float]]], x: Axis, y: Axis
) -> Markup:
    """Draw one line per series, the first one bold and on top, with a legend below."""
    lines = [_line(i, points, x, y) for i, points in enumerate(series.values()) if points]
    legend, height = _legend(list(series), HEIGHT)
    return _svg(title, WIDTH, height, [*_grid(x, y), *reversed(lines), *legend])


def bar_chart(title: str, rows: Mapping[str, Mapping[str, Bar]]) -> Markup:
    """Draw values from 0 to 1 as horizontal bars with intervals, one group of bars per label."""
    names = list(dict.fromkeys(name for bars in rows.values() for name in bars))
    body, top = [], 8
    for label, bars in rows.items():
        middle = top + len(bars) * BAR / 2
        body.append(_text(LABELS - 8, middle + 4, label, "end"))
        for name, bar in bars.items():
            body.append(_bar(names.index(name), top, bar))
            top += BAR
        top += GAP
    legend, height = _legend(names, top)
    return _svg(title, WIDTH, height, [*body, *legend])


def svg_file(chart: Markup) -> str:
    """Return the text of an SVG file that shows a chart with colours of its own."""
    named = str(chart).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return named.replace(">", f">{STYLE}", 1)


def _line(i: int, points: Sequence[tuple[float, float]], x: Axis, y: Axis) -> str:
    path = " ".join(f"{_x(x, a):.1f},{_y(y, b):.1f}" for a, b in points)
    dots = "".join(
        f'<circle cx="{_x(x, a):.1f}" cy="{_y(y, b):.1f}" r="3"><title>{b:.3g}</title></circle>'
        for a, b in (points if len(points) <= 12 else ())
    )
    weight = " first" if i == 0 else ""
    return f'<g class="s{i % COLOURS}{weight}"><polyline points="{path}"/>{dots}</g>'


def _bar(i: int, top: float, bar: Bar) -> str:
    width = WIDTH - LABELS - VALUES - RIGHT
    middle = top + (BAR - 2) / 2
    low, high = LABELS + bar.low * width, LABELS + bar.high * width
    return (
        f'<g class="s{i % COLOURS}"><rect x="{LABELS}" y="{top}" height="{BAR - 2}" rx="2" '
        f'width="{max(1.0, bar.value * width):.1f}"/></g>'
        f'<path class="whisker" d="M{low:.1f} {middle}H{high:.1f}'
        f'M{low:.1f} {middle - 3}v6M{high:.1f} {middle - 3}v6"/>'
        + _text(WIDTH - RIGHT, top + BAR - 3, f"{bar.value:.2f}", "end")
    )


def _grid(x: Axis, y: Axis) -> list[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = [f'<path class="grid" d="M{LEFT} {_y(y, v):.1f}H{right}"/>' for v in y.ticks]
    parts += [_text(LEFT - 6, _y(y, v) + 4, y.format(v), "end") for v in y.ticks]
    parts += [_text(_x(x, v), bottom + 17, x.format(v), "middle") for v in x.ticks]
    parts.append(f'<path class="axis" d="M{LEFT} {TOP}V{bottom}H{right}"/>')
    parts.append(_text((LEFT + right) / 2, bottom + 36, x.label, "middle"))
    parts.append(
        f'<text class="label" transform="translate(12 {(TOP + bottom) / 2}) rotate(-90)" '
        f'text-anchor="middle">{escape(y.label)}</text>'
    )
    return parts


def _legend(names: Sequence[str], top: float) -> tuple[list[str], float]:
    """Draw the legend below `top`, in as many rows as it needs; return it and its lower end.

    A single series needs no legend besides the title.
    """
    if len(names) == 1:
        return [], top
    parts, at, row = [], float(LABELS), top + LEGEND / 2
    for i, name in enumerate(names):
        width = 30 + sum(13 if ord(c) > 255 else 7.5 for c in name)
        if at + width > WIDTH:
            at, row = float(LABELS), row + LEGEND
        swatch = f'<rect x="{at:.0f}" y="{row - 9:.0f}" width="10" height="10" rx="2"/>'
        parts.append(f'<g class="s{i % COLOURS}">{swatch}</g>')
        parts.append(_text(at + 15, row, name, "start"))
        at += width
    return ['<g class="legend">', *parts, "</g>"], row + LEGEND / 2


def _x(axis: Axis, value: float) -> float:
    return LEFT + axis.place(value) * (WIDTH - LEFT - RIGHT)


def _y(axis: Axis, value: float) -> float:
    return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - TOP - BOTTOM)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(title: str, width: float, height: float, body: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 - numbers, and texts escaped above
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(body)}</svg>"
    )
