/** Where figures lie across a plot. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Round numbers, from low to high. */
  readonly ticks: readonly number[];
  /** Decimals that tell the ticks apart. */
  readonly decimals: number;
}

/** Left free at either end of a plot, percent of its width, so that what is there is seen whole. */
const MARGIN = 4;

/** Of two figures' size: where they differ by less, ticks between them would say nothing. */
const NEGLIGIBLE = 1e-9;

/** Part of the step between ticks by which a figure may lie outside, sooner than open another step for it. */
const HAIR = 0.01;

/**
 * A scale on which all of these figures lie, and zero, with some ticks.
 *
 * @example
 * ```ts
 * import { scaleOf } from "./scale.ts";
 * import { assertEquals } from "@std/assert";
 * const { low, high, ticks, decimals } = scaleOf([-0.22, 0.68], 4);
 * assertEquals([low, high, decimals], [-0.5, 1, 1]);
 * assertEquals(ticks, [-0.5, 0, 0.5, 1]);
 * ```
 */
export function scaleOf(figures: readonly number[], most = 5): Scale {
  const least = figures.reduce((a, b) => Math.min(a, b), 0);
  const greatest = figures.reduce((a, b) => Math.max(a, b), 0);
  return scaleBetween(least, greatest, most);
}

/** A scale from one figure to another, or a little beyond; about them if they cannot be told apart. */
export function scaleBetween(least: number, greatest: number, most = 5): Scale {
  const size = Math.max(1, Math.abs(least), Math.abs(greatest));
  if (greatest - least < NEGLIGIBLE * size) return scaleBetween(least - size, greatest + size, most);
  const { step, decimals } = stepOf((greatest - least) / (most - 1));
  const first = Math.floor(least / step + HAIR);
  const last = Math.ceil(greatest / step - HAIR);
  const ticks = Array.from(
    { length: last - first + 1 },
    (_, i) => Number(((first + i) * step).toFixed(decimals)),
  );
  return { low: ticks[0]!, high: ticks.at(-1)!, ticks, decimals };
}

/** The next of …, 1, 2, 5, 10, … */
function stepOf(atLeast: number): { step: number; decimals: number } {
  const exponent = Math.floor(Math.log10(atLeast));
  const power = 10 ** exponent;
  const digit = [1, 2, 5, 10].find((candidate) => candidate * power >= atLeast * (1 - 1e-9)) ?? 10;
  return { step: digit * power, decimals: Math.max(0, digit === 10 ? -exponent - 1 : -exponent) };
}

/** Where a figure lies, percent of the plot's width, or height from below; what is beyond lies at the end. */
export function placeOn({ low, high }: Scale, value: number): number {
  const part = (Math.min(high, Math.max(low, value)) - low) / (high - low);
  return rounded(MARGIN + (100 - 2 * MARGIN) * part);
}

/**
 * The style of the label of a tick: every second one goes where there is no room for all, but never that of zero.
 *
 * @param i its index.
 * @param zero that of the tick at zero, or -1.
 */
export function labelStyle(i: number, zero: number): "kept" | "spare" {
  return (i - Math.max(0, zero)) % 2 === 0 ? "kept" : "spare";
}

/** As many digits as a screen has pixels. */
export function rounded(percentage: number): number {
  return Math.round(percentage * 100) / 100;
}
