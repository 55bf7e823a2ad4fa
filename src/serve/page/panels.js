// The panels beside the heat map: ladder, decision, orders, costs, attribution, fills.

import {
  clockText,
  counted,
  figure,
  fitRows,
  lengthText,
  make,
  makeRow,
  makeTable,
  put,
  scrolling,
  whole,
} from "./dom.js";

/** What each venue displays. */
export function ladderPanel() {
  const { table, body } = makeTable("Venues", [
    ["venue", "text"],
    ["bid size"],
    ["bid"],
    ["ask"],
    ["ask size"],
    ["age"],
    ["note", "text"],
  ]);
  const row = () => makeRow(7, ["", "number bid", "number", "number", "number ask", "number", "text"]);
  return {
    element: table,
    show({ ladder, touch }, { venues }) {
      const largest = Math.max(1, ...ladder.map(({ bidSize, askSize }) => Math.max(bidSize, askSize)));
      const rows = fitRows(body, ladder.length, row);
      for (const [i, quote] of ladder.entries()) {
        const isLive = quote.state === "live";
        rows[i].className = `${quote.state} ${quote.against}`;
        const [venue, bidSize, bid, ask, askSize, age, note] = rows[i].cells;
        put(venue, venues[i]);
        put(bidSize, quote.bid === null ? "" : whole(quote.bidSize));
        put(bid, figure(quote.bid));
        put(ask, figure(quote.ask));
        put(askSize, quote.ask === null ? "" : whole(quote.askSize));
        put(age, lengthText(quote.ageMs));
        put(note, noteOf(quote));
        bidSize.style.setProperty("--part", quote.bid === null ? 0 : quote.bidSize / largest);
        askSize.style.setProperty("--part", quote.ask === null ? 0 : quote.askSize / largest);
        bid.classList.toggle("best", isLive && quote.bid !== null && quote.bid === touch.bid);
        ask.classList.toggle("best", isLive && quote.ask !== null && quote.ask === touch.ask);
      }
    },
  };
}

function noteOf({ state, against }) {
  if (state === "none") return "no quote yet";
  const words = [
    state === "ghost" ? "ghost" : "",
    against === "locked" || against === "crossed" ? against : "",
  ];
  return words.filter((word) => word !== "").join(", ");
}

/** The measured strategy's last decision. */
export function decisionPanel() {
  const when = make("p", { class: "sub" });
  const { table, body } = makeTable("Child orders", [
    ["venue", "text"],
    ["does", "text"],
    ["shares"],
    ["filled"],
    ["price"],
    ["displayed"],
    ["fee ¢"],
  ]);
  const row = () => makeRow(7, ["", "text"]);
  const why = make("ul");
  const box = scrolling(table, "Child orders");
  const element = make("section", { class: "decision" }, make("h2", {}, "Decision"), when, box, why);
  return {
    element,
    show({ decision }, { venues, source, strategies }) {
      box.hidden = decision === null || decision.children.length === 0;
      if (decision === null) {
        put(when, `${strategies[0].text} has not decided yet: the first order is still to come.`);
        why.replaceChildren();
        return;
      }
      const { side, order, timeNs, quantity } = decision;
      put(
        when,
        `${strategies[0].text}, order ${order}, ${side}, ${clockText(source.origin, timeNs, 3)}: ${
          whole(quantity)
        } shares due`,
      );
      const rows = fitRows(body, decision.children.length, row);
      for (const [i, child] of decision.children.entries()) {
        const [venue, kind, shares, filled, price, displayed, fee] = rows[i].cells;
        rows[i].className = child.kind;
        put(venue, venues[child.venue]);
        put(kind, child.kind === "take" ? "takes" : "rests");
        put(shares, whole(child.shares));
        put(filled, whole(child.filled));
        put(price, figure(child.price));
        put(displayed, child.kind === "take" ? whole(child.displayed) : `${whole(child.displayed)} ahead`);
        put(fee, figure(100 * child.fee));
      }
      while (why.children.length > decision.why.length) why.lastChild.remove();
      while (why.children.length < decision.why.length) why.append(make("li"));
      for (const [i, reason] of decision.why.entries()) put(why.children[i], reason);
    },
  };
}

/** Parent orders at work: how far each strategy is. */
export function ordersPanel() {
  const { table, body } = makeTable("Orders at work: the router, and the others on average", [
    ["order", "text"],
    ["ends in"],
    ["shares"],
    ["filled"],
    ["average"],
    ["cost bps"],
    ["others bps"],
  ]);
  const none = make("p", { class: "sub" }, "No order is at work.");
  return {
    element: make("div", {}, table, none),
    show({ orders, nowNs }) {
      const atWork = orders.filter(({ ended }) => !ended);
      table.hidden = atWork.length === 0;
      none.hidden = atWork.length > 0;
      const rows = fitRows(body, atWork.length, () => makeRow(7));
      for (const [i, { order, side, quantity, endNs, strategies }] of atWork.entries()) {
        const [name, left, shares, filled, average, cost, others] = rows[i].cells;
        const [router, ...rest] = strategies;
        put(name, `${order}, ${side}`);
        put(left, lengthText(Math.max(0, endNs - nowNs) / 1e6));
        put(shares, whole(quantity));
        put(filled, whole(router.filled));
        filled.style.setProperty("--part", Math.min(1, router.filled / quantity));
        filled.classList.add("part");
        put(average, figure(router.averagePrice, 4));
        put(cost, figure(router.costBps));
        const known = rest.map(({ costBps }) => costBps).filter((costBps) => costBps !== null);
        put(
          others,
          figure(known.length === 0 ? null : known.reduce((sum, bps) => sum + bps, 0) / known.length),
        );
      }
    },
  };
}

/** What the strategies' orders cost that have ended, and what the measured one saves. */
export function costsPanel() {
  const { table, body } = makeTable("Orders that have ended, and what the router saves on each strategy", [
    ["strategy", "text"],
    ["orders"],
    ["cost bps"],
    ["saves bps"],
    ["95 % interval"],
  ]);
  return {
    element: table,
    show({ costs }, { strategies, primary }) {
      const rows = fitRows(body, costs.length, () => makeRow(5));
      for (const [i, { orders, compared, costBps, savingBps, interval }] of costs.entries()) {
        const [name, count, cost, saving, between] = rows[i].cells;
        rows[i].className = i === primary ? "primary" : "";
        put(name, i === 0 ? `router (${strategies[0].text})` : strategies[i].name);
        put(count, whole(orders));
        put(cost, figure(costBps));
        put(saving, i === 0 ? "" : figure(savingBps));
        put(between, i === primary ? intervalText(interval, orders, compared) : "");
        saving.classList.toggle("good", savingBps !== null && savingBps > 0);
        saving.classList.toggle("bad", savingBps !== null && savingBps < 0);
      }
    },
  };
}

function intervalText(interval, orders, compared) {
  if (interval !== null) return interval.map((end) => figure(end)).join(" to ");
  return compared < orders ? `${compared} compared` : "too few yet";
}

const PARTS = ["drift", "spread", "venue", "passive", "residual", "fees", "opportunity"];

/** What the saving is made of so far. */
export function attributionPanel() {
  const head = make("p", { class: "sub" });
  const bars = PARTS.map((part) => ({
    part,
    name: make("dt", {}, part),
    bar: make("span", { class: `bar ${part}` }),
    value: make("span", { class: "value" }),
  }));
  const list = make(
    "dl",
    { class: "parts" },
    ...bars.flatMap((
      { name, bar, value },
    ) => [name, make("dd", {}, make("span", { class: "track" }, bar), value)]),
  );
  return {
    element: make("section", {}, make("h2", {}, "What the saving is made of"), head, list),
    show({ attribution, costs }, { strategies }) {
      list.hidden = attribution === null;
      if (attribution === null) {
        put(head, "No order has ended yet.");
        return;
      }
      const { against, savingBps, parts } = attribution;
      const { compared, orders } = costs[against];
      const left = orders - compared;
      const without = left === 0 ? "" : `; ${counted(left, "other")} cannot be compared by all strategies`;
      const over = `over ${counted(compared, "order")}${without}`;
      put(head, `${figure(savingBps)} bps against ${strategies[against].name} ${over}`);
      const most = Math.max(0.01, ...Object.values(parts).map(Math.abs));
      for (const { part, bar, value } of bars) {
        const share = parts[part] / most;
        bar.style.width = `${50 * Math.abs(share)}%`;
        bar.style.left = `${share < 0 ? 50 - 50 * Math.abs(share) : 50}%`;
        put(value, figure(parts[part]));
      }
    },
  };
}

const MOST_FILLS = 12;

/** The last fills of the measured strategy. */
export function fillsPanel() {
  const { table, body } = makeTable("The router's last fills", [
    ["time", "text"],
    ["order", "text"],
    ["venue", "text"],
    ["shares"],
    ["price"],
    ["kind", "text"],
    ["fee $"],
  ]);
  const row = () => makeRow(7, ["", "text", "text", "number", "number", "text"]);
  const none = make("p", { class: "sub" }, "The router has filled nothing yet.");
  let fills = [];
  const showAll = ({ source, venues }) => {
    table.hidden = fills.length === 0;
    none.hidden = fills.length > 0;
    const rows = fitRows(body, fills.length, row);
    for (const [i, fill] of fills.entries()) {
      const [time, order, venue, shares, price, kind, fee] = rows[i].cells;
      put(time, clockText(source.origin, fill.timeNs, 3));
      put(order, `${fill.order}, ${fill.side}`);
      put(venue, venues[fill.venue] ?? "beyond");
      put(shares, whole(fill.shares));
      put(price, figure(fill.price));
      put(kind, fill.kind);
      put(fee, figure(fill.fee, 4));
    }
  };
  return {
    element: make("div", {}, table, none),
    clear(hello) {
      fills = [];
      showAll(hello);
    },
    show(frame, hello) {
      const own = frame.fills.filter(({ strategy }) => strategy === 0);
      if (own.length === 0) return;
      fills = [...own.toSorted((a, b) => b.timeNs - a.timeNs), ...fills].slice(0, MOST_FILLS);
      showAll(hello);
    },
  };
}
