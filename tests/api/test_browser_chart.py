from __future__ import annotations

import math
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hrv import DailyValue, Kind, Quality, Rhythm
from store.subjects import Engine
from tests.browser import barriers, resize, served, sign_in

pytestmark = pytest.mark.browser
MISSED = {7, 8, 20}
A_FIGURE = """<figure data-chart="trend" id="late"><figcaption>Late.</figcaption><details><summary>Numbers</summary>
<table>
<thead><tr><th data-is="x">Day</th><th data-is="value">Value</th></tr></thead>
<tbody><tr><th><time datetime="2026-11-01">1 November</time></th><td data-value="3">3</td></tr></tbody>
</table></details></figure>"""


@pytest.fixture
def trends(chromium, house, anna):
    """Anna's trends after a month with two gaps."""
    today = house.now.date()
    with house.store.begin(Engine(), now=house.now) as record:
        for back in range(1, 40):
            if back not in MISSED:
                record.days.upsert(anna.id, day_value(today - timedelta(days=back)))
    with served(house.app) as url:
        context = chromium.new_context()
        complaints = []
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page = sign_in(context, url, house.link(anna))
        page.goto(f"{url}/trends")
        yield page
        context.close()
    assert complaints == []


def day_value(day):
    return DailyValue(
        day=day, kind=Kind.CHECK, ln_rmssd=math.log(40) + 0.1 * math.sin(day.toordinal()), se=0.08,
        resting_hr_bpm=60.0, quality=Quality.GOOD, rhythm=Rhythm.REGULAR, n_windows=1,
    )  # fmt: skip


def first_figure(page):
    return page.locator("figure[data-chart]").first


def test_a_chart_is_drawn_above_its_table_and_the_table_stays(trends):
    figure = first_figure(trends)
    expect(figure.locator("canvas")).to_be_visible()
    figure.locator("summary").click()
    expect(figure.get_by_role("table")).to_be_visible()
    assert figure.get_by_role("row").count() > 30


def test_arrow_keys_walk_days_and_a_live_region_reads_them(trends):
    figure = first_figure(trends)
    plot = figure.get_by_role("application")
    last, before = (row_sentence(figure, place) for place in (-1, -2))
    plot.focus()
    plot.press("End")
    expect(figure.get_by_role("status")).to_have_text(last)
    plot.press("ArrowLeft")
    expect(figure.get_by_role("status")).to_have_text(before)


@pytest.mark.nightly
def test_a_tap_reads_the_nearest_day(trends):
    figure = first_figure(trends)
    expect(figure.get_by_role("status")).to_have_text("Tap a day to read it.")
    box = figure.locator(".u-over").bounding_box()
    trends.mouse.click(box["x"] + box["width"] - 2, box["y"] + 20)
    expect(figure.get_by_role("status")).to_have_text(row_sentence(figure, -1))


def row_sentence(figure, place: int) -> str:
    """A row of the table as a chart reads it out."""
    return figure.locator("table").evaluate(
        """(table, place) => {
            const said = (cell) => cell.textContent.replace(/\\s+/g, " ").trim();
            const [day, ...cells] = [...[...table.tBodies[0].rows].at(place).cells];
            const heads = [...table.tHead.rows[0].cells].slice(1);
            return `${said(day)}: ${cells.map((cell, at) => said(cell) && `${said(heads[at])} ${said(cell)}`)
                .filter((text) => text).join("; ")}`;
        }""",
        place,
    )


@pytest.mark.nightly
def test_charts_have_no_barrier_in_light_and_dark(trends):
    expect(first_figure(trends).locator("canvas")).to_be_visible()
    assert barriers(trends) == []
    trends.emulate_media(color_scheme="dark")
    assert barriers(trends) == []


@pytest.mark.nightly
def test_printed_page_shows_the_table_not_the_chart(trends):
    figure = first_figure(trends)
    expect(figure.locator("canvas")).to_be_visible()
    trends.emulate_media(media="print")
    expect(figure.locator(".chart-plot")).to_be_hidden()
    expect(figure.get_by_role("table")).to_be_visible()


@pytest.mark.nightly
def test_a_figure_that_arrives_later_is_drawn_too(trends):
    trends.evaluate(
        """text => {
            document.querySelector("main").insertAdjacentHTML("beforeend", text);
            document.dispatchEvent(new Event("htmx:after:process"));
        }""",
        A_FIGURE,
    )
    expect(trends.locator("#late canvas")).to_be_visible()


@pytest.mark.nightly
def test_a_chart_follows_the_width_of_the_window(trends):
    canvas = first_figure(trends).locator("canvas")
    expect(canvas).to_be_visible()
    resize(trends, {"width": 390, "height": 844})
    expect(canvas).to_have_css(
        "width", first_figure(trends).locator(".chart-plot").evaluate("e => e.clientWidth + 'px'")
    )
    assert trends.evaluate("document.documentElement.scrollWidth <= innerWidth")
