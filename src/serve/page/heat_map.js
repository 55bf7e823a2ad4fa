// The heat map: size by price over time, a ring of columns on a canvas, one a frame.

import { clockText } from "./dom.js";

/** Width and height of the axes: CSS pixels. */
const AXIS = { right: 64, bottom: 22 };
/** Ticks beyond the mids that are shown, to either side, and ticks that are shown at most. */
const BEYOND_TICKS = 6;
const MOST_TICKS = 80;
/** Height of a price on the axis. */
const LABEL = 12;
/** Pixels after which a time is written. */
const APART = 220;

/**
 * The prices to show: those about the touches, the newest of which is always among them. What was shown is kept while
 * it fits, so that the picture stands still, and before the first mid.
 */
export function rangeOf(touches, tick, before) {
  const last = touches.findLast(({ mid }) => mid !== null)?.mid;
  if (last === undefined) return before;
  const reach = (MOST_TICKS / 2 - BEYOND_TICKS) * tick;
  let [low, high] = [last, last];
  for (const { bid, ask, mid } of touches) {
    if (mid === null || Math.abs(mid - last) > reach) continue;
    low = Math.min(low, bid ?? mid);
    high = Math.max(high, ask ?? mid);
  }
  low -= BEYOND_TICKS * tick;
  high += BEYOND_TICKS * tick;
  const margin = BEYOND_TICKS / 2 * tick;
  const fits = before !== undefined && before.low <= low + margin && before.high >= high - margin &&
    before.high - before.low <= 2 * (high - low);
  return fits ? before : { low, high };
}

/** The least step between prices, at most a cent: the tick as far as it can be seen. */
export function tickOf(levels, before) {
  let tick = before;
  for (let i = 1; i < levels.length; i++) {
    const step = levels[i].price - levels[i - 1].price;
    if (step > 1e-6 && step < tick - 1e-9) tick = step;
  }
  return tick;
}

/** How strongly a size is shown, 0 to 1: by its logarithm, so that a lot and a block both can be seen. */
export function strength(size, largest) {
  return size <= 0 ? 0 : Math.log1p(size) / Math.log1p(largest);
}

/** Whether two lists of figures differ. */
function isOther(figures, before) {
  return figures.length !== before.length || figures.some((figure, i) => figure !== before[i]);
}

/** The heat map of a run. It keeps what it has drawn, to draw it again at another size or price. */
export class HeatMap {
  #canvas;
  #column;
  /** Columns from one time on the axis to the next. */
  #apart;
  #width;
  #context;
  #ring = document.createElement("canvas");
  #ringContext = this.#ring.getContext("2d");
  #columns = [];
  #head = 0;
  #range;
  #tick = 0.01;
  #largest = 100;
  #touch = { bid: null, ask: null };
  #scale = 1;
  #isStale = true;
  /** What the axes say now: prices, and seconds. */
  #prices = [];
  #seconds = [];
  #colours = {};

  /** @param column width of a frame's column, CSS pixels */
  constructor(canvas, column) {
    this.#canvas = canvas;
    this.#column = column;
    this.#apart = Math.ceil(APART / column);
    this.#width = canvas.clientWidth;
    this.#context = canvas.getContext("2d");
    new ResizeObserver(() => this.#resize()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#repaint());
  }

  /** Forgets all: another run. */
  clear() {
    this.#columns = [];
    this.#range = undefined;
    this.#largest = 100;
    this.#repaint();
  }

  /** Takes a frame. */
  add({ column, touch, trades, fills, nowNs }) {
    const own = fills.filter(({ strategy }) => strategy === 0);
    this.#touch = touch;
    const { bid, ask, mid } = touch;
    this.#columns.push({ levels: column, bid, ask, mid, trades, own, nowNs });
    const most = this.#count();
    if (this.#columns.length > most) this.#columns.splice(0, this.#columns.length - most);
    this.#tick = tickOf(column, this.#tick);
    const largest = column.reduce(
      (size, { bidSize, askSize }) => Math.max(size, bidSize, askSize),
      this.#largest,
    );
    const range = rangeOf(this.#columns, this.#tick, this.#range);
    if (range !== this.#range || largest > 2 * this.#largest) {
      this.#largest = largest;
      this.#range = range;
      this.#isStale = true;
    }
    if (!this.#isStale) this.#paint(this.#columns.at(-1));
  }

  /** Shares that have the strongest colour. */
  get mostShares() {
    return this.#largest;
  }

  /** Shows what it has. */
  show() {
    if (this.#isStale) this.#paintAll();
    this.#blit();
  }

  #repaint() {
    this.#isStale = true;
    requestAnimationFrame(() => this.show());
  }

  /** Columns that there is room for. */
  #count() {
    return Math.max(1, Math.floor((this.#width - AXIS.right) / this.#column));
  }

  #resize() {
    this.#scale = devicePixelRatio || 1;
    const { clientWidth, clientHeight } = this.#canvas;
    this.#width = clientWidth;
    this.#canvas.width = Math.round(clientWidth * this.#scale);
    this.#canvas.height = Math.round(clientHeight * this.#scale);
    this.#repaint();
  }

  #height() {
    return this.#canvas.height - AXIS.bottom * this.#scale;
  }

  #y(price) {
    const { low, high } = this.#range;
    return (high - price) / (high - low) * this.#height();
  }

  #paintAll() {
    const style = getComputedStyle(this.#canvas);
    for (const name of ["bid", "ask", "trade", "own", "muted", "grid", "back", "text"]) {
      this.#colours[name] = style.getPropertyValue(`--${name}`).trim();
    }
    this.#isStale = false;
    this.#prices = [];
    this.#seconds = [];
    this.#head = 0;
    this.#ring.width = Math.max(1, this.#count() * this.#column * this.#scale);
    this.#ring.height = Math.max(1, this.#height());
    if (this.#range === undefined) return;
    for (const column of this.#columns) this.#paint(column);
  }

  /** Paints a column where the ring goes on. */
  #paint({ levels, mid, trades, own }) {
    const context = this.#ringContext;
    const width = this.#column * this.#scale;
    const x = this.#head;
    this.#head = (x + width) % this.#ring.width;
    context.clearRect(x, 0, width, this.#ring.height);
    if (this.#range === undefined) return;
    const row = Math.max(1, Math.abs(this.#y(this.#tick) - this.#y(0)));
    for (const { price, bidSize, askSize } of levels) {
      const isBid = bidSize >= askSize;
      context.globalAlpha = strength(Math.max(bidSize, askSize), this.#largest);
      context.fillStyle = this.#colours[isBid ? "bid" : "ask"];
      context.fillRect(x, this.#y(price) - row / 2, width, Math.max(1, row - this.#scale));
    }
    context.globalAlpha = 1;
    if (mid !== null) {
      context.fillStyle = this.#colours.text;
      context.fillRect(x, this.#y(mid) - this.#scale / 2, width, this.#scale);
    }
    const most = Math.max(1.5, 0.4 * row / this.#scale);
    for (const { price, shares } of trades) {
      this.#mark(context, x, price, Math.min(most, Math.sqrt(shares) / 6), "trade");
    }
    for (const { price } of own) this.#mark(context, x, price, Math.min(most, 4), "own");
  }

  /** A mark whose middle is at the column's right edge, as what follows has yet to be painted. */
  #mark(context, x, price, radius, colour) {
    const r = Math.min(7, Math.max(1.5, radius)) * this.#scale;
    context.fillStyle = this.#colours[colour];
    context.strokeStyle = this.#colours.back;
    context.beginPath();
    context.arc(x + this.#column * this.#scale - r, this.#y(price), r, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }

  /** Puts the ring on the canvas, its oldest column at the left, with the axes. */
  #blit() {
    const context = this.#context;
    const ring = this.#ring;
    if (this.#range === undefined) {
      context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
      return;
    }
    context.clearRect(0, 0, ring.width, ring.height);
    const painted = Math.min(this.#columns.length * this.#column * this.#scale, ring.width);
    const isFull = painted >= ring.width;
    const left = isFull ? ring.width - this.#head : 0;
    if (isFull && left > 0) {
      context.drawImage(ring, this.#head, 0, left, ring.height, 0, 0, left, ring.height);
    }
    const behind = isFull ? this.#head : painted;
    if (behind > 0) context.drawImage(ring, 0, 0, behind, ring.height, left, 0, behind, ring.height);
    this.#axes();
  }

  /** Draws the axes, where they say something else than before. */
  #axes() {
    const { bid, ask } = this.#touch;
    const { low, high } = this.#range;
    const prices = [low, high, this.#tick, bid, ask];
    if (isOther(prices, this.#prices)) this.#priceAxis();
    this.#prices = prices;
    const seconds = [];
    for (let i = this.#apart >> 1; i < this.#columns.length; i += this.#apart) {
      seconds.push(Math.floor(this.#columns[i].nowNs / 1e9));
    }
    if (isOther(seconds, this.#seconds)) this.#timeAxis(seconds);
    this.#seconds = seconds;
  }

  #priceAxis() {
    const context = this.#context;
    const { width, height } = this.#canvas;
    context.clearRect(this.#ring.width, 0, width, height);
    const font = this.#font();
    context.font = font;
    context.fillStyle = this.#colours.muted;
    context.textBaseline = "middle";
    context.textAlign = "left";
    const { low, high } = this.#range;
    const step = Math.max(1, Math.ceil((high - low) / this.#tick / 14)) * this.#tick;
    const x = width - (AXIS.right - 8) * this.#scale;
    const touches = this.#touchLabels();
    for (let n = Math.ceil(low / step); n * step < high; n++) {
      const y = this.#y(n * step);
      if (y < 8 * this.#scale || y > this.#height() - 8 * this.#scale) continue;
      if (touches.some((each) => Math.abs(each.y - y) < LABEL * this.#scale)) continue;
      context.fillText((n * step).toFixed(2), x, y);
    }
    context.font = `bold ${font}`;
    for (const { price, side, y } of touches) {
      context.fillStyle = this.#colours[side];
      context.fillText(price.toFixed(2), x, y);
    }
    // The times share the corner.
    this.#seconds = [];
  }

  #timeAxis(seconds) {
    const context = this.#context;
    const { width, height } = this.#canvas;
    const bottom = this.#height();
    context.clearRect(0, bottom, width, height);
    context.font = this.#font();
    context.fillStyle = this.#colours.muted;
    context.textBaseline = "alphabetic";
    context.textAlign = "center";
    for (const [i, second] of seconds.entries()) {
      const x = (this.#apart * i + (this.#apart >> 1)) * this.#column * this.#scale;
      context.fillText(clockText(1e9 * second), x, bottom + 15 * this.#scale);
    }
  }

  #font() {
    return `${11 * this.#scale}px system-ui, sans-serif`;
  }

  /** The best live prices, which the axis names, no nearer to each other than can be read. */
  #touchLabels() {
    const { bid, ask } = this.#touch;
    const labels = [["ask", ask], ["bid", bid]].flatMap(([side, price]) =>
      price === null ? [] : [{ side, price, y: this.#y(price) }]
    );
    if (labels.length === 2) {
      const missing = LABEL * this.#scale - Math.abs(labels[1].y - labels[0].y);
      const down = labels[1].y >= labels[0].y ? 1 : -1;
      if (missing > 0) {
        labels[0].y -= down * missing / 2;
        labels[1].y += down * missing / 2;
      }
    }
    return labels;
  }
}
