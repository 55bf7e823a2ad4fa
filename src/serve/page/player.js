// A recording, played by the times at which it was shown.

import { playButton, speedOption } from "./controls.js";
import { make, put } from "./dom.js";

/** Frames before a moment that are shown again at once where somebody goes to it. */
const LOOK_BACK = 900;
const RECORDED_SPEEDS = [0.5, 1, 2, 5, 10];

/**
 * Plays recorded events: `show` gets them one by one, `forget` is told before they do not follow what was shown.
 */
export function recordingPlayer(events, show, forget) {
  const endMs = events.at(-1)?.[0] ?? 0;
  let next = 0;
  let nowMs = 0;
  let timer;
  let sinceMs = 0;
  const isPlaying = () => timer !== undefined;

  function showUntil(end) {
    for (; next < end; next++) show(events[next][1], events[next][2]);
    position.value = Math.round(1000 * Math.min(1, nowMs / Math.max(1, endMs)));
    if (next === events.length) pause();
  }
  function tick() {
    nowMs += (performance.now() - sinceMs) * Number(speed.value);
    sinceMs = performance.now();
    let end = next;
    while (end < events.length && events[end][0] <= nowMs) end++;
    showUntil(end);
  }
  function pause() {
    clearInterval(timer);
    timer = undefined;
    put(play, next === events.length ? "Play again" : "Play");
  }
  function start() {
    if (next === events.length) goTo(0);
    sinceMs = performance.now();
    timer = setInterval(tick, 33);
    put(play, "Pause");
  }
  function step() {
    pause();
    if (next === events.length) return;
    let end = next + 1;
    while (end < events.length && events[end - 1][1] !== "frame") end++;
    nowMs = events[end - 1][0];
    showUntil(end);
  }
  function goTo(ms) {
    nowMs = ms;
    next = events.findIndex(([atMs]) => atMs > ms);
    if (next < 0) next = events.length;
    forget();
    // A picture needs the run that it is of, and what led to it.
    const run = events.slice(0, next).findLastIndex(([, event]) => event === "hello");
    if (run < 0) return;
    show("hello", events[run][2]);
    for (let i = Math.max(run + 1, next - LOOK_BACK); i < next; i++) show(events[i][1], events[i][2]);
  }

  const toggle = () => isPlaying() ? pause() : start();
  const play = playButton(toggle);
  const speed = make("select", {}, ...RECORDED_SPEEDS.map(speedOption));
  speed.value = "1";
  const position = make("input", {
    type: "range",
    min: 0,
    max: 1000,
    value: 0,
    "aria-label": "Position in the recording",
    oninput: () => goTo(endMs * Number(position.value) / 1000),
  });
  return {
    element: make(
      "div",
      { class: "controls" },
      play,
      make("button", { type: "button", title: "Full stop", onclick: step }, "Step"),
      make("label", {}, "Speed ", speed),
      position,
      make("span", { class: "sub" }, "a recording"),
    ),
    start,
    toggle,
    step,
  };
}
