/** When the synthetic market's events happen. @module */

import { type Random, randomInt } from "../../market/random.ts";

/** When events are received, and how they bunch. */
interface Pace {
  /** ns after the start, whole, never falling. */
  readonly recvNs: Float64Array;
  /** Events of the same burst that are still to come, at most 255. */
  readonly left: Uint8Array;
}

/** Gaps below this belong to a burst, on markets slow enough to have others. */
const BURST_NS = 1e6;
/** Mean size of a burst as {@linkcode burstSize} draws it. */
const MEAN_BURST = 1.75;
/** Share of the gaps within bursts that are zero; with the rows of one trade, a tenth of all gaps. */
const ZERO_SHARE = 0.12;
/** Spread of the gaps' logarithms. The larger makes the 99th percentile some 300 medians. */
const SIGMA_WITHIN = 1.2;
const SIGMA_BETWEEN = 1.85;
/** Median gap within a burst, as a share of the burst's limit: 50 µs of 1 ms. */
const MEDIAN_WITHIN = 0.05;

/** Sizes of bursts: 1: 71 %, 2: 16 %, 3: 6 %, 4: 3 %, more: the rest, 8 on average. */
function burstSize(random: Random): number {
  const u = random();
  if (u < 0.71) return 1;
  if (u < 0.87) return 2;
  if (u < 0.93) return 3;
  if (u < 0.96) return 4;
  return 5 + Math.min(200, Math.floor(-3.5 * Math.log(1 - random())));
}

/** One draw from the standard normal distribution (Box & Muller; the second one is not kept). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function gapWithin(random: Random, limitNs: number): number {
  if (random() < ZERO_SHARE) return 0;
  const gap = MEDIAN_WITHIN * Math.exp(SIGMA_WITHIN * normal(random));
  return limitNs * Math.min(gap, 0.999);
}

/**
 * Times of `count` events over `durationNs`. Bursts have the sizes and gaps that were measured; the gaps
 * between bursts are log-normal over a floor, and stretched so that the events just fill the duration.
 * Where the rate leaves no room for gaps of 1 ms, bursts shrink with it.
 */
export function drawPace(count: number, durationNs: number, random: Random): Pace {
  const recvNs = new Float64Array(count);
  const left = new Uint8Array(count);
  const limitNs = Math.min(BURST_NS, 0.2 * MEAN_BURST * durationNs / count);
  let fixedNs = 0;
  let elastic = 0;
  let remaining = 0;
  // First the gaps; a negative one is elastic: so many units on top of the floor.
  for (let event = 0; event < count; event++) {
    if (remaining > 0) {
      remaining--;
      const gap = gapWithin(random, limitNs);
      recvNs[event] = gap;
      fixedNs += gap;
    } else {
      remaining = burstSize(random) - 1;
      const units = Math.exp(SIGMA_BETWEEN * normal(random));
      recvNs[event] = -units;
      elastic += units;
      fixedNs += limitNs;
    }
    left[event] = Math.min(remaining, 255);
  }
  // The end is a moment after the last event, which therefore lies within the duration.
  const usableNs = durationNs * count / (count + 1);
  const stretchNs = Math.max(0, usableNs - fixedNs) / elastic;
  let now = 0;
  for (let event = 0; event < count; event++) {
    const gap = recvNs[event]!;
    now += gap < 0 ? limitNs - gap * stretchNs : gap;
    recvNs[event] = Math.floor(Math.min(now, usableNs));
  }
  return { recvNs, left };
}

/** Time from a venue to the receiver: 166 µs and its distance, some jitter, now and then a long wait. */
export function drawDelayNs(random: Random, baseNs: number): number {
  const jitterNs = 2000 * (random() + random() - 1);
  const late = random() < 0.005 ? randomInt(random, 2e6) : 0;
  return Math.round(baseNs + jitterNs) + late;
}

/** A venue's own distance, for {@linkcode drawDelayNs}. */
export function drawBaseDelayNs(random: Random): number {
  return 166_000 + 4000 * (2 * random() - 1);
}
