/**
 * Plots: drawn in percentages of the room they are given, so that they fit a phone, a screen and a page
 * while their text keeps its size. Colours are classes of the style sheet; a plot says in words, in its
 * title and in those of its marks, what it shows.
 *
 * @module
 */

import type { Part } from "../../analysis/attribution.ts";
import { fixed, type Format } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { labelStyle, placeOn, rounded, type Scale } from "./scale.ts";

/** A plot that fills its cell of a table, over the grid of its scale; nothing hides the line of zero. */
export function rowPlot(title: string, scale: Scale, marks: Content): Markup {
  return markup`<svg class="row" role="img"><title>${title}</title>${
    scale.ticks.map((tick) => vertical(scale, tick, "grid"))
  }${marks}${vertical(scale, 0, "zero")}</svg>`;
}

/** The numbers of a scale, for the cell below such plots. */
export function axis(scale: Scale, unit: string): Markup {
  const format = fixed(scale.decimals);
  const zero = scale.ticks.indexOf(0);
  const numbers = scale.ticks.map((tick, i) =>
    markup`<text class="${labelStyle(i, zero)}" x="${placeOn(scale, tick)}%" y="13">${format(tick)}</text>`
  );
  return markup`<svg class="axis" role="img"><title>${axisTitle(scale, unit)}</title>${numbers}</svg>`;
}

function axisTitle({ low, high, decimals }: Scale, unit: string): string {
  const format = fixed(decimals);
  return `Axis from ${format(low)} to ${format(high)} ${unit}`;
}

function vertical(scale: Scale, value: number, style: string): Markup {
  if (value < scale.low || value > scale.high) return NOTHING;
  const x = placeOn(scale, value);
  return markup`<line class="${style}" x1="${x}%" x2="${x}%" y1="0" y2="100%"/>`;
}

/** A figure, and how sure it is. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [lower: number, upper: number] | null;
  /** Smaller ones could not have been told from none. */
  readonly detectable: number | null;
}

/** The figures that a scale for estimates has to hold: not the detectable, which may be far out. */
export function reachOf({ value, interval }: Estimate): number[] {
  return interval === null ? [value] : [value, ...interval];
}

/** A point on its interval, over the band of what could not have been detected. */
export function estimateMarks({ value, interval, detectable }: Estimate, scale: Scale): Content {
  const marks: Markup[] = [];
  if (detectable !== null) {
    const left = placeOn(scale, -detectable);
    const width = rounded(placeOn(scale, detectable) - left);
    marks.push(markup`<rect class="undetectable" x="${left}%" width="${width}%" y="0" height="100%"/>`);
  }
  if (interval !== null) {
    const [x1, x2] = interval.map((end) => placeOn(scale, end)) as [number, number];
    marks.push(markup`<line class="interval" x1="${x1}%" x2="${x2}%" y1="50%" y2="50%"/>`);
    for (const x of [x1, x2]) {
      marks.push(markAt(x, markup`<line class="end" y1="-6" y2="6"/>`));
    }
  }
  const kind = interval === null ? "point open" : "point";
  marks.push(markup`<circle class="${kind}" cx="${placeOn(scale, value)}%" cy="50%" r="5"/>`);
  return marks;
}

/** A mark that keeps its size, in the middle of a row: its own zero lies at `x` percent. */
function markAt(x: number, mark: Markup): Markup {
  return markup`<svg x="${x}%" y="50%">${mark}</svg>`;
}

/** Figures of parts, in the order they are stacked. */
export type PartFigures = readonly (readonly [part: Part, value: number])[];

/** How far parts reach when what is above zero is stacked to the right, what is below to the left. */
export function reachOfParts(parts: PartFigures): number[] {
  const sum = (sign: number): number =>
    parts.reduce((total, [, value]) => total + (value * sign > 0 ? value : 0), 0);
  return [sum(-1), sum(1)];
}

/** Parts stacked away from zero to either side, and their sum. */
export function partMarks(parts: PartFigures, total: number, scale: Scale, format: Format): Content {
  const reached = { left: 0, right: 0 };
  const marks = parts.filter(([, value]) => value !== 0).map(([part, value]) => {
    const side = value < 0 ? "left" : "right";
    const from = placeOn(scale, reached[side]);
    const to = placeOn(scale, reached[side] += value);
    const x = Math.min(from, to);
    const width = rounded(Math.abs(to - from));
    return markup`<rect class="part ${part}" x="${x}%" width="${width}%" y="20%" height="60%"><title>${part} ${
      format(value)
    } bps</title></rect>`;
  });
  const x = placeOn(scale, total);
  return [
    marks,
    markup`<line class="halo" x1="${x}%" x2="${x}%" y1="6%" y2="94%"/>`,
    markup`<line class="total" x1="${x}%" x2="${x}%" y1="6%" y2="94%"><title>all together ${
      format(total)
    } bps</title></line>`,
  ];
}

/** What was seen in-sample, and what came of it out of sample; either may be missing. */
export function overfitMarks(inSample: number | null, outOfSample: number | null, scale: Scale): Content {
  const marks: Markup[] = [];
  const at = (value: number): number => placeOn(scale, value);
  if (inSample !== null && outOfSample !== null) {
    marks.push(
      markup`<line class="gap" x1="${at(inSample)}%" x2="${at(outOfSample)}%" y1="50%" y2="50%"/>`,
    );
  }
  if (inSample !== null) {
    marks.push(markup`<circle class="point open" cx="${at(inSample)}%" cy="50%" r="5"/>`);
  }
  if (outOfSample !== null) {
    marks.push(markup`<circle class="point" cx="${at(outOfSample)}%" cy="50%" r="5"/>`);
  }
  return marks;
}

/** The values of a parameter that are as good as the best, and those chosen. */
export function plateauMarks(
  asGood: readonly [low: number, high: number],
  chosen: readonly number[],
  scale: Scale,
): Content {
  const [x1, x2] = asGood.map((end) => placeOn(scale, end)) as [number, number];
  return [
    markup`<line class="plateau" x1="${x1}%" x2="${x2}%" y1="50%" y2="50%"/>`,
    chosen.map((value) => markup`<circle class="point open" cx="${placeOn(scale, value)}%" cy="50%" r="5"/>`),
  ];
}

/** Two bars from zero, one above the other: the router's and the market's. */
export function pairMarks(own: number, market: number, scale: Scale): Content {
  const zero = placeOn(scale, 0);
  const bar = (value: number, style: string, y: number): Markup =>
    markup`<rect class="share ${style}" x="${zero}%" width="${
      rounded(placeOn(scale, value) - zero)
    }%" y="${y}%" height="32%"/>`;
  return [bar(own, "own", 16), bar(market, "market", 52)];
}

/** A bar from zero. */
export function barMarks(value: number, scale: Scale): Content {
  const [zero, end] = [placeOn(scale, 0), placeOn(scale, value)];
  const width = rounded(Math.abs(end - zero));
  return markup`<rect class="bar" x="${Math.min(zero, end)}%" width="${width}%" y="24%" height="52%"/>`;
}
