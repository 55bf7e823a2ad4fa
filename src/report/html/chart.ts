/**
 * Charts with an axis below and one to the left. Marks are drawn in percent of the room there is, so that the text
 * keeps its size on a phone, a screen and paper; lines of many points lie in a drawing of their own that is stretched
 * over it.
 *
 * @module
 */

import { fixed } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { labelStyle, placeOn, rounded, type Scale } from "./scale.ts";
import { placeInTime, type TimeAxis } from "./time_axis.ts";

/** What a chart shows. */
interface Chart {
  /** In words: what it is. */
  readonly title: string;
  /** In words: what it shows. */
  readonly description?: string | undefined;
  /** The axis to the left. */
  readonly scale: Scale;
  /** What its numbers are. */
  readonly unit: string;
  /** The axis below. */
  readonly below: readonly Label[];
  readonly marks: Content;
  /** Its height, by the style sheet. */
  readonly size?: "tall" | "usual" | "low" | undefined;
}

/** A word below a chart, percent of the width. */
interface Label {
  readonly x: number;
  readonly text: string;
  readonly isZero?: boolean;
}

/** A chart. */
export function chart({ title, description, scale, unit, below, marks, size = "usual" }: Chart): Markup {
  const format = fixed(scale.decimals);
  const numbers = scale.ticks.map((tick) =>
    markup`<text x="100%" y="${heightOf(scale, tick)}%" dy=".35em">${format(tick)}</text>`
  );
  const lines = scale.ticks.map((tick) => level(scale, tick, "grid"));
  const zero = scale.low <= 0 && scale.high >= 0 ? level(scale, 0, "zero") : NOTHING;
  const verticals = below.map(({ x }) => markup`<line class="grid" x1="${x}%" x2="${x}%" y1="0" y2="100%"/>`);
  const zeroLabel = below.findIndex(({ isZero = false }) => isZero);
  const words = below.map(({ x, text }, i) =>
    markup`<text class="${anchorAt(x)} ${labelStyle(i, zeroLabel)}" x="${x}%" y="13">${text}</text>`
  );
  return markup`<div class="chart ${size}"><span class="unit">${unit}</span><svg class="left" aria-hidden="true">${numbers}</svg><svg class="area" role="img"><title>${title}</title>${
    description === undefined ? NOTHING : markup`<desc>${description}</desc>`
  }${verticals}${lines}${zero}${marks}</svg><svg class="below" aria-hidden="true">${words}</svg></div>
`;
}

/**
 * Charts that a reader can make several times as wide as the page, to tell apart what lies close.
 *
 * @param name what they are, unlike any other on the page.
 */
export function zoomable(name: string, charts: Content): Markup {
  return markup`<div class="zoom"><label><input type="checkbox"> wider</label>
<div class="scroll charts" role="region" aria-label="${name}" tabindex="0">${charts}</div></div>
`;
}

function anchorAt(x: number): string {
  return x < 6 ? "first" : x > 94 ? "last" : "middle";
}

/** A line across at a height. */
export function level(scale: Scale, value: number, style: string, title?: string): Markup {
  const y = heightOf(scale, value);
  return markup`<line class="${style}" x1="0" x2="100%" y1="${y}%" y2="${y}%">${
    title === undefined ? NOTHING : markup`<title>${title}</title>`
  }</line>`;
}

/** Where a figure lies, percent from above. */
export function heightOf(scale: Scale, value: number): number {
  return rounded(100 - placeOn(scale, value));
}

/** Characters that there is room for below a chart as wide as a quarter of the page. */
export const NARROW = 18;

/**
 * The labels of a time axis.
 *
 * @param room for how many characters; by default for all.
 */
export function timeLabels(axis: TimeAxis, room = Infinity): Label[] {
  const characters = axis.ticks.reduce((sum, { text }) => sum + text.length, 0);
  const every = Math.max(1, Math.ceil(characters / room));
  return axis.ticks.filter((_, i) => i % every === 0).map(({ ms, text }) => ({
    x: placeInTime(axis, ms),
    text,
  }));
}

/** A point of a line, percent of width and height; `null` is a gap. */
export type Place = readonly [x: number, y: number] | null;

/** A line through places, straight from one to the next. */
export function lineThrough(places: readonly Place[], style: string): Markup {
  return stretched(markup`<path class="${style}" d="${pathOf(places)}"/>`);
}

/** What fills the space between places above and below, from one gap to the next. */
export function areaBetween(above: readonly Place[], below: readonly Place[], style: string): Markup {
  const runs: string[] = [];
  let from = 0;
  for (let i = 0; i <= above.length; i++) {
    if (i < above.length && above[i] !== null && below[i] !== null) continue;
    if (i > from) runs.push(`${pathOf([...above.slice(from, i), ...below.slice(from, i).reverse()])}z`);
    from = i + 1;
  }
  return stretched(markup`<path class="${style}" d="${runs.join("")}"/>`);
}

/** A place stays until the next comes: as prices and sums do. */
export function stepped(places: readonly Place[]): Place[] {
  return places.flatMap((place, i): Place[] => {
    const before = places[i - 1];
    return before === undefined || before === null || place === null
      ? [place]
      : [[place[0], before[1]], place];
  });
}

function stretched(path: Markup): Markup {
  return markup`<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%">${path}</svg>`;
}

function pathOf(places: readonly Place[]): string {
  let isDown = false;
  return places.map((place) => {
    if (place === null) {
      isDown = false;
      return "";
    }
    const command = isDown ? "L" : "M";
    isDown = true;
    return `${command}${place[0]} ${place[1]}`;
  }).join("");
}

/** The shapes of marks, about their own zero. */
const SHAPES = {
  dot: markup`<circle r="3.5"/>`,
  triangle: markup`<path d="M0-4.6L4.2 3.2H-4.2z"/>`,
  square: markup`<path d="M-3.3-3.3H3.3V3.3H-3.3z"/>`,
  diamond: markup`<path d="M0-4.6L4.6 0L0 4.6L-4.6 0z"/>`,
  cross: markup`<path d="M-3.4-3.4L3.4 3.4M-3.4 3.4L3.4-3.4"/>`,
} as const;

/** One of the shapes that there are. */
export type Shape = keyof typeof SHAPES;

/** A mark at a place that keeps its size, and says in words what it is. */
export function mark(
  [x, y]: readonly [x: number, y: number],
  shape: Shape,
  style: string,
  title: string,
): Markup {
  return markup`<svg class="${style}" x="${x}%" y="${y}%"><title>${title}</title>${SHAPES[shape]}</svg>`;
}

/** A mark within a text, for the list of what marks mean. */
export function keyMark(shape: Shape, style: string): Markup {
  return markup`<svg class="keymark" viewBox="-6 -6 12 12" aria-hidden="true"><g class="${style}">${
    SHAPES[shape]
  }</g></svg>`;
}

/** A piece of a line within a text, likewise. */
export function keyLine(style: string): Markup {
  return markup`<svg class="keyline" aria-hidden="true"><line class="${style}" x1="0" x2="100%" y1="50%" y2="50%"/></svg>`;
}

/** What marks and lines mean. */
export function keys(list: readonly (readonly [sample: Content, words: Content])[]): Markup {
  return markup`<p class="keys">${
    list.map(([sample, words]) => markup`<span class="key">${sample}${words}</span> `)
  }</p>
`;
}
