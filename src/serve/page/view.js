// The live view's page: shows what events tell, and asks for what its controls say.

const boot = JSON.parse(document.getElementById("boot").textContent);
const view = document.getElementById("view");
let hello;

const make = (tag, text = "", className = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
};

const table = (heads, rows) => {
  const made = make("table");
  const head = made.createTHead().insertRow();
  for (const text of heads) head.append(make("th", text));
  const body = made.createTBody();
  for (const { className = "", cells } of rows) {
    const row = body.insertRow();
    row.className = className;
    for (const text of cells) row.append(make("td", text));
  }
  return made;
};

const shown = (value, digits = 2) => value === null ? "–" : value.toFixed(digits);

async function ask(control) {
  const answer = await fetch("control", {
    method: "POST",
    headers: { "x-sorlab-token": boot.token },
    body: JSON.stringify(control),
  });
  message.textContent = answer.ok ? "" : (await answer.json()).error;
}

const message = make("p");
const state = make("p");
const parts = make("div");
const controls = make("p");
for (const control of [{ do: "pause" }, { do: "play" }, { do: "step", rows: 100 }]) {
  const button = make("button", control.do);
  button.onclick = () => ask(control);
  controls.append(button, " ");
}
view.append(make("h1", "sorlab"), state, controls, message, parts);
controls.hidden = boot.recording !== null;

function showHello(told) {
  hello = told;
  document.title = `${told.source.symbol || told.source.name} · sorlab`;
}

function showFrame(frame) {
  if (frame.run !== hello.run) return;
  const { playback, health, touch } = frame;
  const time = new Date(Date.parse(hello.source.origin) + frame.nowNs / 1e6).toISOString().slice(11, 23);
  state.textContent = `${hello.source.symbol} ${time} UTC, ${playback.state}, ${playback.rows} rows, ` +
    `${Math.round(health.rowsPerSecond)} rows/s, bid ${shown(touch.bid)}, ask ${
      shown(touch.ask)
    } (${touch.state})`;
  parts.replaceChildren(
    table(
      ["venue", "bid size", "bid", "ask", "ask size", "age ms", "state"],
      frame.ladder.map((quote, venue) => ({
        className: quote.state,
        cells: [
          hello.venues[venue],
          String(quote.bidSize),
          shown(quote.bid),
          shown(quote.ask),
          String(quote.askSize),
          shown(quote.ageMs, 0),
          `${quote.state} ${quote.against}`,
        ],
      })),
    ),
    ...(frame.decision?.why ?? []).map((reason) => make("p", reason)),
    table(
      ["strategy", "orders", "cost bps", "router saves bps"],
      frame.costs.map(({ orders, costBps, savingBps }, i) => ({
        cells: [hello.strategies[i].name, String(orders), shown(costBps), shown(savingBps)],
      })),
    ),
  );
}

if (boot.recording === null) {
  const events = new EventSource("events");
  events.addEventListener("hello", ({ data }) => showHello(JSON.parse(data)));
  events.addEventListener("frame", ({ data }) => showFrame(JSON.parse(data)));
} else {
  for (const [atMs, event, data] of boot.recording) {
    setTimeout(() => event === "hello" ? showHello(data) : showFrame(data), atMs);
  }
}
