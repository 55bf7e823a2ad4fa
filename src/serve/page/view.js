// The live view's page: shows what events tell, and asks for what its controls say.

import { listenToKeys, playbackControls, questionForm } from "./controls.js";
import { clockText, figure, lengthText, make, put, putClass, putMark, scrolling, whole } from "./dom.js";
import { HeatMap } from "./heat_map.js";
import {
  attributionPanel,
  costsPanel,
  decisionPanel,
  fillsPanel,
  ladderPanel,
  ordersPanel,
} from "./panels.js";
import { recordingPlayer } from "./player.js";
import { SavingsChart } from "./savings_chart.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const isLive = boot.recording === null;
/** A lag that people notice. */
const LATE_MS = 1000;
let hello;

/** Sends a control. The answer is what was wrong with it, for people; empty where nothing was. */
async function ask(control) {
  try {
    const answer = await fetch("control", {
      method: "POST",
      headers: { "x-sorlab-token": boot.token },
      body: JSON.stringify(control),
    });
    if (answer.ok) return "";
    return answer.status === 400 ? (await answer.json()).error : await answer.text();
  } catch {
    return "The server does not answer.";
  }
}

const title = make("h1", {}, "sorlab");
const state = make("span", { class: "state" });
const clock = make("span", { class: "clock" });
const touch = make("span", { class: "touch" });
const connection = make("p", { class: "message connection", role: "status" });
const canvas = make("canvas", {
  class: "heat",
  role: "img",
  "aria-label": "Size displayed by price over time, and trades",
});
const mostShares = make("span", {}, "");
const key = make(
  "p",
  { class: "key" },
  ...[["bid", "bids"], ["ask", "asks"], ["trade", "trades"], ["own", "the router's fills"]].map((
    [name, text],
  ) => make("span", {}, make("span", { class: `swatch ${name}` }), text)),
  mostShares,
);
const health = healthLine();
const facts = make("div", { class: "facts" });

const controls = isLive
  ? playbackControls(ask)
  : recordingPlayer(boot.recording, receive, () => hello = undefined);
const question = questionForm(ask);
const savings = new SavingsChart();
const ladder = ladderPanel();
const decision = decisionPanel();
const orders = ordersPanel();
const costs = costsPanel();
const attribution = attributionPanel();
const fills = fillsPanel();
const painted = [ladder, decision, orders, costs, attribution];

document.getElementById("view").append(
  make(
    "header",
    {},
    title,
    make("p", { class: "now" }, state, " ", clock, " ", touch),
    controls.element,
    health.element,
    connection,
  ),
  make(
    "main",
    {},
    make(
      "div",
      { class: "stack" },
      panel("map", "Size by price", canvas, key),
      panel("cost", "Cost", costs.head, savings.element, scrolling(costs.element, "Costs")),
      panel("parts-panel", "What the saving is made of", attribution.element),
    ),
    make(
      "div",
      { class: "stack" },
      panel("book", "Ladder", scrolling(ladder.element, "Ladder")),
      panel("decision", "The router's decision", decision.element),
      panel("orders", "Orders at work", orders.element),
      panel("fills", "The router's last fills", fills.element),
    ),
    isLive ? panel("asking", "Change the question", question.element) : "",
    panel("about", "The same in a back-test", facts),
  ),
  make("footer", {}, make("p", { class: "sub" }, "Keys: space pauses and plays, a full stop steps.")),
);

function panel(name, heading, ...contents) {
  return make("section", { class: name }, make("h2", {}, heading), ...contents);
}

// A recording has fewer frames a second.
const map = new HeatMap(canvas, isLive ? 2 : 5);
listenToKeys(controls);

function receive(event, data) {
  if (event === "hello") showHello(data);
  else if (hello !== undefined && data.run === hello.run) showFrame(data);
}

function showHello(told) {
  const isOther = told.run !== hello?.run;
  hello = told;
  const { source, backtest, settled } = told;
  const name = source.symbol || source.name;
  document.title = `${name} · sorlab`;
  put(title, `${name} · ${source.kind === "synthetic" ? "synthetic market" : source.name}`);
  facts.replaceChildren(
    make("p", {}, "This command answers the same question about the same rows, fill by fill:"),
    make("pre", {}, make("code", {}, backtest)),
    ...settled.map((text) => make("p", { class: "sub" }, text)),
  );
  if (!isOther) return;
  if (isLive) {
    controls.begin(told);
    question.begin(told);
  }
  map.clear();
  fills.clear(told);
  savings.clear(told);
}

/** Who wants less motion sees a frame a second. */
const motion = matchMedia("(prefers-reduced-motion: reduce)");
let isCalm = motion.matches;
motion.addEventListener("change", () => isCalm = motion.matches);

// Frames come as they like; the screen is painted when it is its turn.
let waiting;

function showFrame(frame) {
  map.add(frame);
  fills.add(frame);
  savings.add(frame);
  if (waiting === undefined) {
    if (isCalm && frame.playback.state === "playing") setTimeout(paint, 1000);
    else requestAnimationFrame(paint);
  }
  waiting = frame;
}

function paint() {
  const frame = waiting;
  waiting = undefined;
  if (frame.run !== hello?.run) return;
  map.show();
  put(mostShares, `the stronger the colour, the more shares: up to ${whole(map.mostShares)}`);
  for (const each of painted) each.show(frame, hello);
  fills.show(hello);
  savings.show(frame, hello);
  if (isLive) controls.show(frame);
  showHead(frame);
}

function showHead({ playback, touch: best, nowNs, health: own, merged }) {
  put(state, playback.state);
  putClass(state, `state ${playback.state}`);
  put(clock, `${hello.source.origin.slice(0, 10)} ${clockText(nowNs, 1)} UTC`);
  const book = best.state === "normal" ? "" : `, ${best.state}`;
  put(touch, `${figure(best.bid)} / ${figure(best.ask)}${book}`);
  health.show({ playback, own, merged });
}

/** How the view itself is: figures that stay in their places. */
function healthLine() {
  const names = [
    "rows",
    "rows a second",
    "lag",
    "frames dropped",
    "pages watching",
    "memory",
    "frames in this one",
  ];
  const values = names.map(() => make("dd"));
  const groups = names.map((name, i) => make("div", {}, make("dt", {}, name), values[i]));
  groups[4].hidden = !isLive;
  return {
    element: make("dl", { class: "health" }, ...groups),
    show({ playback, own, merged }) {
      const texts = [
        whole(playback.rows),
        whole(own.rowsPerSecond),
        lengthText(own.lagMs),
        whole(own.dropped),
        whole(own.pages),
        `${whole(own.memoryBytes / 1e6)} MB`,
        whole(merged),
      ];
      for (const [i, text] of texts.entries()) put(values[i], text);
      groups[6].hidden = merged === 1;
      putMark(values[2], "late", own.lagMs > LATE_MS);
    },
  };
}

/** Reads events for as long as the page is open; a connection that is lost is told, and made again. */
function connect() {
  const events = new EventSource("events");
  for (const name of ["hello", "frame"]) {
    events.addEventListener(name, ({ data }) => receive(name, JSON.parse(data)));
  }
  events.onopen = () => put(connection, "");
  events.onerror = () => {
    hello = undefined; // the next server may be another, with a run of the same number
    put(connection, "The connection is lost; what is shown is old. Trying again.");
    put(state, "no connection");
    putClass(state, "state waiting");
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

if (isLive) connect();
else controls.start();
