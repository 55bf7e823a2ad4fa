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
  putClass,
  putMark,
  putPart,
  putStyle,
  scrolling,
  whole,
} from "./dom.js";

/** What each venue displays, and the best of all that is live. */
export function ladderPanel() {
  const { table, body } = makeTable("What each venue displays", [
    ["venue", "text"],
    ["bid size"],
    ["bid"],
    ["ask"],
    ["ask size"],
    ["age"],
  ]);
  table.className = "ladder";
  const newRow = () => {
    const made = makeRow(6, ["", "number bid", "number", "number", "number ask"]);
    made.cells[0].append(make("span", {}), " ", make("span", { class: "note" }));
    return made;
  };
  const bestRow = makeBestRow(table);
  const [bestName, bestBidSize, bestBid, bestAsk, bestAskSize, spread] = [...bestRow.cells];
  return {
    element: table,
    show({ ladder, touch }, { venues }) {
      const largest = Math.max(1, ...ladder.map(({ bidSize, askSize }) => Math.max(bidSize, askSize)));
      const rows = fitRows(body, ladder.length, newRow);
      const best = { bid: 0, ask: 0 };
      for (const [i, quote] of ladder.entries()) {
        const isLive = quote.state === "live";
        const isBest = {
          bid: isLive && quote.bid !== null && quote.bid === touch.bid,
          ask: isLive && quote.ask !== null && quote.ask === touch.ask,
        };
        if (isBest.bid) best.bid += quote.bidSize;
        if (isBest.ask) best.ask += quote.askSize;
        const { row, cells: [venue, bidSize, bid, ask, askSize, age] } = rows[i];
        putClass(row, `${quote.state} ${quote.against}`);
        put(venue.firstChild, venues[i]);
        put(venue.lastChild, noteOf(quote));
        put(bidSize, quote.bid === null ? "" : whole(quote.bidSize));
        put(bid, figure(quote.bid));
        put(ask, figure(quote.ask));
        put(askSize, quote.ask === null ? "" : whole(quote.askSize));
        put(age, lengthText(quote.ageMs));
        putPart(bidSize, quote.bid === null ? 0 : quote.bidSize / largest);
        putPart(askSize, quote.ask === null ? 0 : quote.askSize / largest);
        putMark(bid, "best", isBest.bid);
        putMark(ask, "best", isBest.ask);
      }
      putClass(bestRow, touch.state);
      put(bestName.lastChild, touch.state === "normal" ? "" : touch.state);
      put(bestBidSize, touch.bid === null ? "" : whole(best.bid));
      put(bestBid, figure(touch.bid));
      put(bestAsk, figure(touch.ask));
      put(bestAskSize, touch.ask === null ? "" : whole(best.ask));
      const isTwoSided = touch.bid !== null && touch.ask !== null;
      put(spread, isTwoSided ? `${figure(100 * (touch.ask - touch.bid), 1)} ¢` : "");
    },
  };
}

function makeBestRow(table) {
  const best = makeRow(6);
  best.cells[0].append("best live ", make("span", { class: "note" }));
  best.cells[5].title = "spread";
  table.append(make("tfoot", {}, best));
  return best;
}

function noteOf({ state, against }) {
  if (state === "none") return "no quote yet";
  if (against !== "locked" && against !== "crossed") return state;
  return state === "live" ? against : `${state}, ${against}`;
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
    ["fee ¢", "number extra"],
  ]);
  const newRow = () => makeRow(7, ["", "text", "number", "number", "number", "number", "number extra"]);
  const why = make("ul");
  const box = scrolling(table, "Child orders");
  return {
    element: make("div", {}, when, box, why),
    show({ decision }, { venues, strategies }) {
      box.hidden = decision === null || decision.children.length === 0;
      if (decision === null) {
        put(when, `${strategies[0].text} has not decided yet: the first order is still to come.`);
        why.replaceChildren();
        return;
      }
      const { side, order, timeNs, quantity } = decision;
      put(
        when,
        `${strategies[0].text}, order ${order}, ${side}, ${clockText(timeNs, 3)}: ${
          whole(quantity)
        } shares due`,
      );
      const rows = fitRows(body, decision.children.length, newRow);
      for (const [i, child] of decision.children.entries()) {
        const { row, cells: [venue, kind, shares, filled, price, displayed, fee] } = rows[i];
        putClass(row, child.kind);
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
    ["filled"],
    ["average", "number extra"],
    ["cost, bps"],
    ["others' cost"],
  ]);
  const newRow = () => makeRow(6, ["", "number", "number part", "number extra"]);
  const box = scrolling(table, "Orders at work");
  const none = make("p", { class: "sub" }, "No order is at work.");
  return {
    element: make("div", {}, box, none),
    show({ orders, nowNs }) {
      const atWork = orders.filter(({ ended }) => !ended);
      box.hidden = atWork.length === 0;
      none.hidden = atWork.length > 0;
      const rows = fitRows(body, atWork.length, newRow);
      for (const [i, { order, side, quantity, endNs, strategies }] of atWork.entries()) {
        const [name, left, filled, average, cost, others] = rows[i].cells;
        const [router, ...rest] = strategies;
        put(name, `${order}, ${side}`);
        put(left, lengthText(Math.max(0, endNs - nowNs) / 1e6));
        put(filled, `${whole(router.filled)} of ${whole(quantity)}`);
        putPart(filled, Math.min(1, router.filled / quantity));
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

/** What is less is written as nothing. */
const LEAST_BPS = 0.005;

/** What the strategies' orders cost that have ended, and what the measured one saves. */
export function costsPanel() {
  const head = make("p", { class: "words" });
  const { table, body } = makeTable("Cost of orders that have ended, against the mid at arrival", [
    ["strategy", "text"],
    ["cost, bps"],
    ["router saves, bps"],
  ]);
  const newRow = () => {
    const made = makeRow(3);
    made.cells[0].append(make("span", {}), " ", make("span", { class: "note" }));
    return made;
  };
  return {
    element: table,
    head,
    show({ costs }, { strategies, primary }) {
      put(head, headline(costs[primary], strategies[primary].name));
      const rows = fitRows(body, costs.length, newRow);
      for (const [i, { costBps, savingBps }] of costs.entries()) {
        const { row, cells: [name, cost, saving] } = rows[i];
        putClass(row, i === primary ? "primary" : "");
        put(name.firstChild, strategies[i].name);
        put(name.lastChild, strategies[i].text === strategies[i].name ? "" : strategies[i].text);
        put(cost, figure(costBps));
        put(saving, i === 0 ? "" : figure(savingBps));
        putMark(saving, "good", savingBps !== null && savingBps >= LEAST_BPS);
        putMark(saving, "bad", savingBps !== null && savingBps <= -LEAST_BPS);
      }
    },
  };
}

function headline({ orders, compared, savingBps, interval }, name) {
  if (savingBps === null) {
    return orders === 0
      ? "No order has ended yet."
      : `${counted(orders, "order")} ended; none can be compared by all strategies.`;
  }
  const saved = `${savingBps < 0 ? "Costs" : "Saves"} ${figure(Math.abs(savingBps))} bps`;
  const against = savingBps < 0 ? `more than ${name}` : `on ${name}`;
  const sure = interval === null
    ? "too few for an interval"
    : `95 % interval: ${interval.map((end) => figure(end)).join(" to ")}`;
  return `${saved} ${against} over ${counted(compared, "order")}; ${sure}.`;
}

const PARTS = {
  drift: "the market moved",
  spread: "half of it, paid by taking",
  venue: "prices beside the touch",
  passive: "earned by resting",
  residual: "crossed at the end",
  fees: "less rebates",
  opportunity: "shares never filled",
};

/** What the saving is made of so far. */
export function attributionPanel() {
  const head = make("p", { class: "sub" });
  const bars = Object.entries(PARTS).map(([part, meaning]) => ({
    part,
    name: make("dt", {}, `${part} `, make("span", { class: "note" }, meaning)),
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
    element: make("div", {}, head, list),
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
        putStyle(bar, "width", `${50 * Math.abs(share)}%`);
        putStyle(bar, "left", `${share < 0 ? 50 - 50 * Math.abs(share) : 50}%`);
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
    ["order", "text extra"],
    ["venue", "text"],
    ["shares"],
    ["price"],
    ["kind", "text"],
    ["fee $", "number extra"],
  ]);
  const newRow = () => makeRow(7, ["", "text extra", "text", "number", "number", "text", "number extra"]);
  const box = scrolling(table, "The router's last fills");
  const none = make("p", { class: "sub" }, "The router has filled nothing yet.");
  let fills = [];
  let isStale = true;
  return {
    element: make("div", {}, box, none),
    clear() {
      fills = [];
      isStale = true;
    },
    add(frame) {
      const own = frame.fills.filter(({ strategy }) => strategy === 0);
      if (own.length === 0) return;
      fills = [...own.toSorted((a, b) => b.timeNs - a.timeNs), ...fills].slice(0, MOST_FILLS);
      isStale = true;
    },
    show({ venues }) {
      if (!isStale) return;
      isStale = false;
      box.hidden = fills.length === 0;
      none.hidden = fills.length > 0;
      const rows = fitRows(body, fills.length, newRow);
      for (const [i, fill] of fills.entries()) {
        const [time, order, venue, shares, price, kind, fee] = rows[i].cells;
        put(time, clockText(fill.timeNs, 3));
        put(order, `${fill.order}, ${fill.side}`);
        put(venue, venues[fill.venue] ?? "beyond");
        put(shares, whole(fill.shares));
        put(price, figure(fill.price));
        put(kind, fill.kind);
        put(fee, figure(fill.fee, 4));
      }
    },
  };
}
