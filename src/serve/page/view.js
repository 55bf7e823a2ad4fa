// The live view's page: shows what events tell, and asks for what its controls say.

import { playbackControls, questionForm } from "./controls.js";
import { clockText, counted, figure, lengthText, make, put, scrolling, whole } from "./dom.js";
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

const boot = JSON.parse(document.getElementById("boot").textContent);
const isLive = boot.recording === null;
let hello;

async function ask(control) {
  put(message, "");
  try {
    const answer = await fetch("control", {
      method: "POST",
      headers: { "x-sorlab-token": boot.token },
      body: JSON.stringify(control),
    });
    if (!answer.ok) put(message, answer.status === 400 ? (await answer.json()).error : await answer.text());
  } catch {
    put(message, "The server does not answer.");
  }
}

const title = make("h1", {}, "sorlab");
const state = make("span", { class: "state" });
const clock = make("span", { class: "clock" });
const touch = make("span", { class: "touch" });
const message = make("p", { class: "message", role: "status" });
const canvas = make("canvas", {
  class: "heat",
  role: "img",
  "aria-label": "Size displayed by price over time, and trades",
});
const key = make(
  "p",
  { class: "key" },
  ...[["bid", "bids"], ["ask", "asks"], ["trade", "trades"], ["own", "the router's fills"]].flatMap((
    [name, text],
  ) => [
    make("span", { class: `swatch ${name}` }),
    `${text} `,
  ]),
);
const health = make("p", { class: "health" });
const facts = make("div", { class: "facts" });

const player = isLive ? undefined : recordingPlayer(boot.recording, receive);
const controls = playbackControls(ask);
const question = questionForm(ask);
const panels = [
  ladderPanel(),
  decisionPanel(),
  ordersPanel(),
  costsPanel(),
  attributionPanel(),
  fillsPanel(),
];
const [ladder, decision, orders, costs, attribution, fills] = panels;

document.getElementById("view").append(
  make(
    "header",
    {},
    title,
    make("p", { class: "now" }, state, " ", clock, " ", touch),
    player?.element ?? controls.element,
    message,
  ),
  make(
    "main",
    {},
    make("section", { class: "map" }, make("h2", {}, "Size by price"), canvas, key),
    make("section", { class: "book" }, make("h2", {}, "Ladder"), scrolling(ladder.element, "Ladder")),
    decision.element,
    make(
      "section",
      {},
      make("h2", {}, "Cost"),
      scrolling(orders.element, "Orders"),
      scrolling(costs.element, "Costs"),
    ),
    attribution.element,
    make("section", {}, make("h2", {}, "Fills"), scrolling(fills.element, "Fills")),
    make(
      "section",
      { class: "asking", hidden: !isLive },
      make("h2", {}, "Change the question"),
      question.element,
    ),
    make("section", { class: "about" }, make("h2", {}, "The same later"), facts),
  ),
  make("footer", {}, health),
);

const map = new HeatMap(canvas);

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
    make("p", {}, "The back-test that answers the same question about the same rows, fill by fill:"),
    make("pre", {}, make("code", {}, backtest)),
    ...settled.map((text) => make("p", { class: "sub" }, text)),
  );
  if (!isOther) return;
  controls.begin(told);
  question.begin(told);
  map.clear(source.origin);
  fills.clear(told);
}

// Frames come as they like; the screen is painted when it is its turn.
let waiting;

function showFrame(frame) {
  map.add(frame);
  fills.show(frame, hello);
  if (waiting === undefined) requestAnimationFrame(paint);
  waiting = frame;
}

function paint() {
  const frame = waiting;
  waiting = undefined;
  if (frame.run !== hello.run) return;
  map.show();
  for (const panel of panels) if (panel !== fills) panel.show(frame, hello);
  controls.show(frame);
  showHead(frame);
}

function showHead({ playback, touch: best, nowNs, health: own, merged }) {
  put(state, playback.state);
  state.className = `state ${playback.state}`;
  put(clock, `${hello.source.origin.slice(0, 10)} ${clockText(hello.source.origin, nowNs, 1)} UTC`);
  const book = best.state === "normal" ? "" : `, ${best.state}`;
  put(touch, `${figure(best.bid)} / ${figure(best.ask)}${book}`);
  const parts = [
    counted(playback.rows, "row"),
    `${counted(own.rowsPerSecond, "row")} a second`,
    `lag ${lengthText(own.lagMs)}`,
    `${counted(own.dropped, "frame")} dropped`,
    ...merged > 1 ? [`this one stands for ${merged}`] : [],
    ...isLive ? [`${own.pages} ${own.pages === 1 ? "page watches" : "pages watch"}`] : [],
    `${whole(own.memoryBytes / 1e6)} MB`,
  ];
  put(health, parts.join(" · "));
}

if (isLive) {
  const events = new EventSource("events");
  for (const name of ["hello", "frame"]) {
    events.addEventListener(name, ({ data }) => receive(name, JSON.parse(data)));
  }
  events.onerror = () => put(message, "The connection is lost; trying again.");
  events.onopen = () => put(message, "");
} else player.start();
