// A recording, played by the times at which it was shown.

import { make, put } from "./dom.js";

/** Frames before a moment that are shown again at once where somebody goes to it. */
const LOOK_BACK = 900;

/** Plays recorded events: `show` gets them one by one. */
export function recordingPlayer(events, show) {
  const endMs = events.at(-1)?.[0] ?? 0;
  let next = 0;
  let nowMs = 0;
  let timer;
  let sinceMs = 0;
  const isPlaying = () => timer !== undefined;

  function tick() {
    nowMs += performance.now() - sinceMs;
    sinceMs = performance.now();
    for (; next < events.length && events[next][0] <= nowMs; next++) show(events[next][1], events[next][2]);
    position.value = Math.round(1000 * Math.min(1, nowMs / Math.max(1, endMs)));
    if (next === events.length) pause();
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
  function goTo(ms) {
    nowMs = ms;
    next = events.findIndex(([atMs]) => atMs > ms);
    if (next < 0) next = events.length;
    // A picture needs the run that it is of, and what led to it.
    const run = events.slice(0, next).findLastIndex(([, event]) => event === "hello");
    if (run < 0) return;
    show("hello", events[run][2]);
    for (let i = Math.max(run + 1, next - LOOK_BACK); i < next; i++) show(events[i][1], events[i][2]);
  }

  const play = make("button", {
    type: "button",
    class: "primary",
    onclick: () => isPlaying() ? pause() : start(),
  }, "Pause");
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
      position,
      make("span", { class: "sub" }, "a recording"),
    ),
    start,
  };
}
