/** Draws every `<figure data-chart>` from the table inside it, as README.md describes. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { textsOf } from "../shared/texts.ts";
import { stepTo } from "./rows.ts";
import { readTable, type TableData } from "./table.ts";
import { type Look, optionsFor } from "./uplot_options.ts";

/** Draw the figures below `root` that have a table with rows and are not drawn yet. */
export function drawCharts(root: ParentNode): void {
  for (const figure of root.querySelectorAll<HTMLElement>("figure[data-chart]:not([data-drawn])")) {
    const table = figure.querySelector("table");
    if (table === null || !table.tHead || !table.tBodies[0]?.rows.length) continue;
    figure.dataset["drawn"] = "";
    draw(figure, readTable(table));
  }
}

function draw(figure: HTMLElement, table: TableData): void {
  const { place, readout } = frame(figure);
  const scale = figure.dataset["scale"] === "log" ? "log" : "linear";
  const look = () => lookOf(figure);
  const options = optionsFor(table, look, { scale, language: document.getElementById("chart-words")?.dataset["locale"] ?? "en", widthPx: place.clientWidth });
  const plot = new uPlot({ ...options, ...sizeOf(place) }, dataOf(table), place);
  new ResizeObserver(() => plot.setSize(sizeOf(place))).observe(place);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw(false));
  followPointer(plot, table, readout);
  followKeys(place, plot, table, readout);
}

/** The plot and the line that reads it out, put before the table. */
function frame(figure: HTMLElement): { place: HTMLElement; readout: HTMLElement } {
  const words = textsOf("chart-words");
  const place = document.createElement("div");
  place.className = "chart-plot";
  place.tabIndex = 0;
  place.setAttribute("role", "application");
  place.setAttribute("aria-label", words("hint"));
  const readout = document.createElement("p");
  readout.className = "chart-readout";
  readout.setAttribute("role", "status");
  readout.textContent = words("tap");
  const details = figure.querySelector("details");
  (details?.parentElement ?? figure).insertBefore(place, details);
  place.after(readout);
  return { place, readout };
}

function dataOf(table: TableData): uPlot.AlignedData {
  const drawn = table.columns.filter((column) => column.role === "x" || column.role === "value");
  return drawn.map((column) => column.values) as unknown as uPlot.AlignedData;
}

function sizeOf(place: HTMLElement): { width: number; height: number } {
  return { width: place.clientWidth, height: place.clientHeight };
}

/** A tap, a finger drawn along, or a mouse above: the nearest day is read out. */
function followPointer(plot: uPlot, table: TableData, readout: HTMLElement): void {
  const read = (event: PointerEvent) => {
    const row = plot.posToIdx(event.clientX - plot.over.getBoundingClientRect().left);
    show(plot, table, readout, row);
  };
  plot.over.addEventListener("pointerdown", read);
  plot.over.addEventListener("pointermove", read);
}

function followKeys(place: HTMLElement, plot: uPlot, table: TableData, readout: HTMLElement): void {
  let row: number | null = null;
  place.addEventListener("keydown", (event) => {
    const next = stepTo(event.key, row, table.sentences.length);
    if (next === null) return;
    event.preventDefault();
    row = next;
    show(plot, table, readout, row);
  });
}

function show(plot: uPlot, table: TableData, readout: HTMLElement, row: number): void {
  plot.setCursor({ left: plot.valToPos(plot.data[0][row]!, "x"), top: plot.over.clientHeight / 2 });
  say(readout, table, row);
}

function say(readout: HTMLElement, table: TableData, row: number): void {
  const sentence = table.sentences[row] ?? "";
  if (readout.textContent !== sentence) readout.textContent = sentence;
}

function lookOf(figure: HTMLElement): Look {
  const style = getComputedStyle(figure);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: token("--ink"),
    soft: token("--ink-soft"),
    line: token("--line"),
    range: token("--accent"),
    values: [token("--clay"), token("--ink"), token("--ink-soft")],
    face: `14px ${style.fontFamily}`,
  };
}
