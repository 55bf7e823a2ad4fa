/** Sizes of the synthetic market's quotes and prints. @module */

import { type Random, randomInt } from "../../market/random.ts";

/**
 * Shares displayed at a quote. With what trades leave of them: 27 % odd lots, 35 % exactly 100;
 * q50/95/99 = 100/500/1,600.
 */
export function drawDisplayed(random: Random): number {
  const u = random();
  if (u < 0.275) return 1 + randomInt(random, 99);
  if (u < 0.66) return 100;
  if (u < 0.944) return drawSeveralLots(random);
  if (u < 0.964) return 500;
  if (u < 0.987) return 600 + 100 * randomInt(random, 10);
  if (u < 0.9945) return 1600;
  return 1700 + 100 * randomInt(random, 34);
}

/** 101 to 499 shares, mostly in round lots. */
function drawSeveralLots(random: Random): number {
  const u = random();
  if (u < 0.5) return 200;
  if (u < 0.7) return 300;
  if (u < 0.8) return 400;
  return 101 + randomInt(random, 399);
}

/** Shares of one print: 45 % under 100, 42 % exactly 100; q50/95/99 = 100/200/700. */
export function drawPrint(random: Random): number {
  const u = random();
  if (u < 0.45) return 1 + randomInt(random, 99);
  if (u < 0.87) return 100;
  if (u < 0.91) return 101 + randomInt(random, 99);
  if (u < 0.972) return 200;
  if (u < 0.987) return 300 + 100 * randomInt(random, 4);
  if (u < 0.993) return 700;
  return 800 + 100 * randomInt(random, 13);
}

/** The most resting orders that one trade consumes. */
export const MAX_PRINTS = 5;

/** Resting orders that one trade consumes, as measured: three quarters one, the rest 2 to 5. */
export function drawPrintCount(random: Random): number {
  const u = random();
  if (u < 0.78) return 1;
  if (u < 0.91) return 2;
  if (u < 0.96) return 3;
  return u < 0.985 ? 4 : MAX_PRINTS;
}

/** Ticks between a venue's quote and the touch, if it is not at the touch. */
export function drawBehind(random: Random): number {
  const u = random();
  if (u < 0.6) return 1;
  return u < 0.85 ? 2 : 3;
}

/** The most ticks that a venue's quote stays behind the touch before it follows. */
export const MAX_BEHIND = 4;
