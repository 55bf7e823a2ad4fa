/** The lowest point of a piecewise linear function, by the places where its slope turns. @module */

import { sortPairs } from "./_sort_pairs.ts";

/** Turns in a bucket, about. */
const PER_BUCKET = 12;
/** What sums lose, as a part of the function's range. */
const ROUNDING = 1e-9;

/**
 * A piecewise linear function of a step in [low, high], as the places where its slope turns: any number of
 * them, in any order. It finds its lowest point without sorting them all: buckets of equal width tell the
 * function's value at their edges, and only those in which it could fall below all edges are sorted.
 */
export class Turns {
  #low = 0;
  #high = 0;
  #at = new Float64Array(4096);
  #turn = new Float64Array(4096);
  #count = 0;
  // By bucket: sums of turns, of turns times their places, and of those turns that bend down.
  #turned = new Float64Array(256);
  #moment = new Float64Array(256);
  #bent = new Float64Array(256);
  /** By bucket: value and slope at its lower edge. */
  #value = new Float64Array(256);
  #slope = new Float64Array(256);
  #open = new Uint8Array(256);

  /** The function at the lowest point, less the function at 0. */
  gain = 0;

  /** Begins a function; `most` is the number of turns that it can have. */
  begin(low: number, high: number, most: number): void {
    this.#low = low;
    this.#high = high;
    this.#count = 0;
    if (this.#at.length < most) {
      this.#at = new Float64Array(2 * most);
      this.#turn = new Float64Array(2 * most);
    }
  }

  /** Adds a turn of the slope; `at` is in [low, high] but for rounding. */
  add(at: number, turn: number): void {
    this.#at[this.#count] = at;
    this.#turn[this.#count++] = turn;
  }

  /**
   * The lowest point: a turn or an end, the first of equal ones.
   *
   * @param slope of the function at `low`, before any turn.
   */
  lowest(slope: number): number {
    const buckets = Math.max(1, Math.ceil(this.#count / PER_BUCKET));
    this.#reserve(buckets);
    const width = (this.#high - this.#low) / buckets;
    const atZero = this.#fillBuckets(buckets, width, slope);
    const atHigh = this.#walkEdges(buckets, width, slope);
    this.#keepOpen(buckets, width);
    sortPairs(this.#at, this.#turn, this.#count);
    return this.#walkTurns(buckets, width, atZero, atHigh);
  }

  #reserve(buckets: number): void {
    if (this.#turned.length < buckets) {
      this.#turned = new Float64Array(2 * buckets);
      this.#moment = new Float64Array(2 * buckets);
      this.#bent = new Float64Array(2 * buckets);
      this.#value = new Float64Array(2 * buckets);
      this.#slope = new Float64Array(2 * buckets);
      this.#open = new Uint8Array(2 * buckets);
    }
  }

  /** Sums the turns by bucket; returns the function at 0. The function is 0 at `low` here. */
  #fillBuckets(buckets: number, width: number, slope: number): number {
    this.#turned.fill(0, 0, buckets);
    this.#moment.fill(0, 0, buckets);
    this.#bent.fill(0, 0, buckets);
    const low = this.#low;
    let atZero = -low * slope;
    for (let i = 0; i < this.#count; i++) {
      const at = this.#at[i]!;
      const turn = this.#turn[i]!;
      const bucket = bucketOf(at - low, width, buckets);
      this.#turned[bucket]! += turn;
      this.#moment[bucket]! += turn * (at - low);
      this.#bent[bucket]! += Math.min(0, turn);
      atZero += turn * Math.max(0, -at);
    }
    return atZero;
  }

  /** Finds value and slope at all edges; returns the function at `high`. */
  #walkEdges(buckets: number, width: number, slope: number): number {
    let value = 0;
    let incline = slope;
    for (let bucket = 0; bucket < buckets; bucket++) {
      this.#value[bucket] = value;
      this.#slope[bucket] = incline;
      value += incline * width + this.#turned[bucket]! * (bucket + 1) * width - this.#moment[bucket]!;
      incline += this.#turned[bucket]!;
    }
    return value;
  }

  /** Keeps the turns in buckets where the function could be as low as at the lowest edge. */
  #keepOpen(buckets: number, width: number): void {
    let lowest = 0;
    let highest = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      lowest = Math.min(lowest, this.#value[bucket]!);
      highest = Math.max(highest, this.#value[bucket]!);
    }
    const enough = lowest + ROUNDING * (highest - lowest);
    for (let bucket = 0; bucket < buckets; bucket++) {
      const steepest = Math.min(0, this.#slope[bucket]! + this.#bent[bucket]!);
      this.#open[bucket] = this.#value[bucket]! + steepest * width <= enough ? 1 : 0;
    }
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const at = this.#at[i]!;
      if (this.#open[bucketOf(at - this.#low, width, buckets)] === 0) continue;
      this.#at[kept] = at;
      this.#turn[kept++] = this.#turn[i]!;
    }
    this.#count = kept;
  }

  /** Walks the turns that are left, from the lower edge of each bucket. */
  #walkTurns(buckets: number, width: number, atZero: number, atHigh: number): number {
    let best = atHigh < 0 ? this.#high : this.#low;
    let lowest = Math.min(0, atHigh);
    let bucket = -1;
    let from = 0;
    let value = 0;
    let slope = 0;
    for (let i = 0; i < this.#count; i++) {
      const at = this.#at[i]!;
      const own = bucketOf(at - this.#low, width, buckets);
      if (own !== bucket) {
        bucket = own;
        from = this.#low + own * width;
        value = this.#value[own]!;
        slope = this.#slope[own]!;
      }
      value += slope * (at - from);
      slope += this.#turn[i]!;
      from = at;
      if (value < lowest) {
        lowest = value;
        best = at;
      }
    }
    this.gain = lowest - atZero;
    return best;
  }
}

function bucketOf(distance: number, width: number, buckets: number): number {
  return Math.max(0, Math.min(buckets - 1, Math.floor(distance / width)));
}
