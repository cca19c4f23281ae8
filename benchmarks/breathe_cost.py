"""What the picture of *Breathe* costs: frames, processor, memory, script, and whether the page jumps."""

from __future__ import annotations

import gzip
import json
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from api.app import STATIC

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

FIGURES: Final = ("water", "trees", "flower")
ENTRY: Final = "breathe/page.ts"
FRAMES: Final = """(forMs) => new Promise((done) => {
  let frames = 0;
  const start = performance.now();
  const frame = () => {
    frames += 1;
    const passed = performance.now() - start;
    if (passed < forMs) requestAnimationFrame(frame);
    else done((1000 * frames) / passed);
  };
  requestAnimationFrame(frame);
})"""
SHIFTS: Final = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({type: "layout-shift", buffered: true});
"""
# A page whose clock is moved by hand, four frames a second, and that hears a strap of this browser once a second.
BY_HAND: Final = """
let nowMs = 1000, beatS = Date.now() / 1000, nextMs = 0;
const beganMs = Date.now(), frames = [], beats = [];
performance.now = () => nowMs;
Date.now = () => beganMs + nowMs;
window.requestAnimationFrame = (frame) => frames.push(frame);
const strap = new BroadcastChannel("pulsro-own-strap");
function packet() {
  const clockS = Date.now() / 1000;
  while (beatS < clockS) {
    const rrMs = 950 + 60 * Math.sin((2 * Math.PI * beatS) / 10);
    beatS += rrMs / 1000;
    beats.push({timeS: beatS, rrMs, segment: 0, flags: 0});
  }
  const settled = beats.splice(0, Math.max(0, beats.length - 2));
  strap.postMessage({person: document.body.dataset.person, beats: settled, open: beats, clockS: beatS});
}
window.live = async (seconds) => {
  for (const untilMs = nowMs + 1000 * seconds; nowMs < untilMs; ) {
    nowMs += 250;
    if (nowMs >= nextMs) {
      nextMs = nowMs + 1000;
      packet();
      await new Promise((heard) => setTimeout(heard));
    }
    for (const frame of frames.splice(0)) frame(nowMs);
  }
};
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Frames a second, and the shares of a core that the page's main thread and the GPU process take."""

    frames_per_s: float
    main_thread: float
    gpu_process: float

    def __str__(self) -> str:
        a_frame_ms = 1000 * self.main_thread / self.frames_per_s
        return f"{self.frames_per_s:.0f} | {self.main_thread:.0%} | {a_frame_ms:.1f} ms | {self.gpu_process:.0%}"


@dataclass(frozen=True, slots=True)
class Held:
    """What a page holds after garbage was collected."""

    objects_bytes: float
    code_bytes: float
    nodes: float
    listeners: float


class Lateness:
    """How late a plain sleep ends meanwhile: what a loaded machine adds to every figure; a context manager."""

    def __init__(self) -> None:
        self._late: list[float] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def __str__(self) -> str:
        median, p99 = np.quantile(self._late or [0.0], (0.5, 0.99)) * 1000
        load = os.getloadavg()[0]
        return (
            f"Load {load:.1f} on {os.cpu_count()} cores; a sleep of 50 ms ended {median:.0f} ms late, p99 {p99:.0f} ms"
        )

    def _watch(self) -> None:
        while not self._stop.is_set():
            since = time.monotonic()
            self._stop.wait(0.05)
            self._late.append(max(0.0, time.monotonic() - since - 0.05))


def cost_of(page: Page, devtools: CDPSession, figure: str, *, for_s: float = 8.0) -> Cost:
    """What a figure costs while it moves."""
    page.evaluate("name => document.querySelector(`[name=figure][value=${name}]`).click()", figure)
    page.wait_for_timeout(500)
    before, gpu_before = metrics_of(devtools), _gpu_s(page)
    frames = page.evaluate(FRAMES, 1000 * for_s)
    after, gpu_after = metrics_of(devtools), _gpu_s(page)
    passed_s = after["Timestamp"] - before["Timestamp"]
    return Cost(frames, (after["ThreadTime"] - before["ThreadTime"]) / passed_s, (gpu_after - gpu_before) / passed_s)


def metrics_of(devtools: CDPSession) -> dict[str, float]:
    """Chromium's own counters of a page."""
    return {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}


def _gpu_s(page: Page) -> float:
    """Processor seconds of the process that puts pages together."""
    told = page.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return float(sum(each["cpuTime"] for each in told if each["type"] == "GPU"))


def held_after(page: Page, devtools: CDPSession, *minutes: int) -> list[Held]:
    """What a session holds after so many minutes by a clock that is moved by hand (`BY_HAND`)."""
    held, passed = [], 0
    for each in minutes:
        for _ in range(each - passed):
            page.evaluate("live(60)")
        passed = each
        devtools.send("HeapProfiler.collectGarbage")
        now = metrics_of(devtools)
        code = _code_bytes(devtools)
        held.append(Held(now["JSHeapUsedSize"] - code, code, now["Nodes"], now["JSEventListeners"]))
    return held


def _code_bytes(devtools: CDPSession) -> float:
    """How much of the heap is compiled scripts: that grows while Chromium finds out what is worth compiling better."""
    chunks: list[str] = []
    hear = lambda event: chunks.append(event["chunk"])  # noqa: E731 - the same one is taken away again
    devtools.on("HeapProfiler.addHeapSnapshotChunk", hear)
    devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    devtools.remove_listener("HeapProfiler.addHeapSnapshotChunk", hear)
    told = json.loads("".join(chunks))
    fields, kinds = told["snapshot"]["meta"]["node_fields"], told["snapshot"]["meta"]["node_types"][0]
    nodes = np.array(told["nodes"], dtype=np.int64).reshape(-1, len(fields))
    is_code = nodes[:, fields.index("type")] == kinds.index("code")
    return float(nodes[is_code, fields.index("self_size")].sum())


def script_bytes() -> int:
    """The scripts of the page and all that they import, compressed."""
    built = STATIC / "dist"
    manifest = json.loads((built / ".vite" / "manifest.json").read_text())
    wanted, found = [ENTRY], set[str]()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted.extend(manifest[name].get("imports", ()))
    return sum(len(gzip.compress((built / manifest[name]["file"]).read_bytes())) for name in found)
