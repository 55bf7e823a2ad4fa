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
 * it fits, so that the picture stands still.
 */
export function rangeOf(touches, tick, before) {
  const { mid: last } = touches.at(-1);
  const reach = (MOST_TICKS / 2 - BEYOND_TICKS) * tick;
  const near = touches.filter(({ mid }) => Math.abs(mid - last) <= reach);
  const low = Math.min(...near.map(({ bid, mid }) => bid ?? mid)) - BEYOND_TICKS * tick;
  const high = Math.max(...near.map(({ ask, mid }) => ask ?? mid)) + BEYOND_TICKS * tick;
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

/** The heat map of a run. It keeps what it has drawn, to draw it again at another size or price. */
export class HeatMap {
  #canvas;
  #column;
  #width;
  #context;
  #ring = document.createElement("canvas");
  #columns = [];
  #head = 0;
  #range;
  #tick = 0.01;
  #largest = 100;
  #touch = { bid: null, ask: null };
  #origin = "1970-01-01T00:00:00Z";
  #scale = 1;
  #isStale = true;
  #colours = {};

  /** @param column width of a frame's column, CSS pixels */
  constructor(canvas, column) {
    this.#canvas = canvas;
    this.#column = column;
    this.#width = canvas.clientWidth;
    this.#context = canvas.getContext("2d");
    new ResizeObserver(() => this.#resize()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#repaint());
  }

  /** Forgets all: another run. */
  clear(origin) {
    this.#origin = origin;
    this.#columns = [];
    this.#range = undefined;
    this.#largest = 100;
    this.#repaint();
  }

  /** Takes a frame. */
  add({ column, touch, trades, fills, nowNs }) {
    const own = fills.filter(({ strategy }) => strategy === 0);
    this.#touch = touch;
    this.#columns.push({ levels: column, touch, mid: touch.mid, trades, own, nowNs });
    const most = this.#count();
    if (this.#columns.length > most) this.#columns.splice(0, this.#columns.length - most);
    this.#tick = tickOf(column, this.#tick);
    const largest = column.reduce(
      (size, { bidSize, askSize }) => Math.max(size, bidSize, askSize),
      this.#largest,
    );
    const range = this.#rangeNow();
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

  /** The prices to show by now; none before the first mid. */
  #rangeNow() {
    const touches = this.#columns.map(({ touch }) => touch).filter(({ mid }) => mid !== null);
    return touches.length === 0 ? this.#range : rangeOf(touches, this.#tick, this.#range);
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
    this.#head = 0;
    this.#ring.width = Math.max(1, this.#count() * this.#column * this.#scale);
    this.#ring.height = Math.max(1, this.#height());
    if (this.#range === undefined) return;
    for (const column of this.#columns) this.#paint(column);
  }

  /** Paints a column where the ring goes on. */
  #paint({ levels, mid, trades, own }) {
    const context = this.#ring.getContext("2d");
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
    const { width, height } = this.#canvas;
    context.clearRect(0, 0, width, height);
    if (this.#range === undefined) return;
    const ring = this.#ring;
    const painted = Math.min(this.#columns.length * this.#column * this.#scale, ring.width);
    const isFull = painted >= ring.width;
    const left = isFull ? ring.width - this.#head : 0;
    if (isFull && left > 0) {
      context.drawImage(ring, this.#head, 0, left, ring.height, 0, 0, left, ring.height);
    }
    const behind = isFull ? this.#head : painted;
    if (behind > 0) context.drawImage(ring, 0, 0, behind, ring.height, left, 0, behind, ring.height);
    this.#axes(painted);
  }

  #axes(painted) {
    const context = this.#context;
    const { width } = this.#canvas;
    const bottom = this.#height();
    const font = `${11 * this.#scale}px system-ui, sans-serif`;
    context.font = font;
    context.fillStyle = this.#colours.muted;
    context.strokeStyle = this.#colours.grid;
    context.lineWidth = this.#scale;
    const { low, high } = this.#range;
    const step = Math.max(1, Math.ceil((high - low) / this.#tick / 14)) * this.#tick;
    context.textBaseline = "middle";
    context.textAlign = "left";
    const x = width - (AXIS.right - 8) * this.#scale;
    const touches = this.#touchLabels();
    for (let n = Math.ceil(low / step); n * step < high; n++) {
      const y = this.#y(n * step);
      if (y < 8 * this.#scale || y > bottom - 8 * this.#scale) continue;
      if (touches.some((each) => Math.abs(each.y - y) < LABEL * this.#scale)) continue;
      context.fillText((n * step).toFixed(2), x, y);
    }
    context.font = `bold ${font}`;
    for (const { price, side, y } of touches) {
      context.fillStyle = this.#colours[side];
      context.fillText(price.toFixed(2), x, y);
    }
    context.font = font;
    context.fillStyle = this.#colours.muted;
    context.textBaseline = "alphabetic";
    context.textAlign = "center";
    const apart = Math.ceil(APART / this.#column);
    for (let i = apart >> 1; i < this.#columns.length; i += apart) {
      const x = Math.min(painted, i * this.#column * this.#scale);
      context.fillText(clockText(this.#origin, this.#columns[i].nowNs), x, bottom + 15 * this.#scale);
    }
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
