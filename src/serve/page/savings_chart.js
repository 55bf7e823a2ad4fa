// What the router saved on the primary comparison, order by order as they end, and over all of them so far.

import { figure, make, put } from "./dom.js";

/** Orders that are shown: the last ones. */
const MOST_ORDERS = 300;
/** Height of a figure on the axis, of a hundred. */
const LABEL_PART = 14;
const SVG = "http://www.w3.org/2000/svg";

function draw(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** The chart of a run. Its area is 100 wide and high, whatever its size; nothing that is drawn grows with it. */
export class SavingsChart {
  #orders = [];
  #primary = 0;
  #isStale = true;
  #top = make("span", { class: "top" });
  #zero = make("span", { class: "zero" });
  #bottom = make("span", { class: "bottom" });
  #zeroLine = draw("line", { class: "zero", x1: 0, x2: 100 });
  #good = draw("path", { class: "dots good" });
  #bad = draw("path", { class: "dots bad" });
  #mean = draw("path", { class: "mean" });
  #caption = make("figcaption", {}, "");

  constructor() {
    const area = draw("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" });
    area.append(this.#zeroLine, this.#good, this.#bad, this.#mean);
    const axis = make("div", { class: "left", "aria-hidden": "true" }, this.#top, this.#zero, this.#bottom);
    this.element = make("figure", { class: "savings" }, axis, area, this.#caption);
  }

  clear({ primary }) {
    this.#primary = primary;
    this.#orders = [];
    this.#isStale = true;
  }

  add({ orders, costs }) {
    for (const { ended, strategies } of orders) {
      const [own, other] = [strategies[0].costBps, strategies[this.#primary].costBps];
      if (!ended || own === null || other === null) continue;
      this.#orders.push({ saving: other - own, soFar: costs[this.#primary].savingBps });
      this.#isStale = true;
    }
    if (this.#orders.length > MOST_ORDERS) this.#orders.splice(0, this.#orders.length - MOST_ORDERS);
  }

  show(_, { strategies }) {
    this.element.hidden = this.#orders.length < 2;
    if (!this.#isStale || this.element.hidden) return;
    this.#isStale = false;
    const savings = this.#orders.map(({ saving }) => saving);
    const means = this.#orders.flatMap(({ soFar }) => soFar ?? []);
    const top = Math.max(0.1, ...savings, ...means);
    const bottom = Math.min(-0.1, ...savings, ...means);
    const y = (bps) => (95 - 90 * (bps - bottom) / (top - bottom)).toFixed(2);
    const x = (i) => (100 * (i + 0.5) / savings.length).toFixed(2);
    const dots = (isWanted) => savings.map((bps, i) => isWanted(bps) ? `M${x(i)} ${y(bps)}h0` : "").join("");
    this.#good.setAttribute("d", dots((bps) => bps >= 0));
    this.#bad.setAttribute("d", dots((bps) => bps < 0));
    const points = this.#orders.flatMap(({ soFar }, i) => soFar === null ? [] : [`${x(i)} ${y(soFar)}`]);
    this.#mean.setAttribute("d", points.length === 0 ? "" : `M${points.join("L")}`);
    this.#zeroLine.setAttribute("y1", y(0));
    this.#zeroLine.setAttribute("y2", y(0));
    for (const [label, bps] of [[this.#top, top], [this.#zero, 0], [this.#bottom, bottom]]) {
      put(label, figure(bps, bps === 0 ? 0 : 1));
      label.style.top = `${y(bps)}%`;
      label.hidden = bps !== 0 && Math.abs(y(bps) - y(0)) < LABEL_PART;
    }
    put(
      this.#caption,
      `Saved on ${
        strategies[this.#primary].name
      }, basis points: each of the last ${savings.length} orders, and as a line all so far that can be compared`,
    );
  }
}
