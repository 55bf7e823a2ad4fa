/** When in a day volume is traded. @module */

import type { Market } from "../../execution/market.ts";
import { DataError } from "../../market/data_error.ts";
import type { Tape } from "../../market/tape.ts";
import { NS_PER_DAY, NS_PER_MS } from "../../market/time.ts";
import { zoneOffsetMs } from "../../market/time_zone.ts";

/** Volume by time of day, learnt on a tape: plain data, to be kept and sent to workers. */
export interface VolumeProfile {
  /** Length of a bucket, ns; the day's last one may be shorter. */
  readonly intervalNs: number;
  /** Shares printed in each bucket of the day, from midnight in New York. */
  readonly shares: Float64Array;
  /** When the last row that it was learnt on was received, ns since the Unix epoch. */
  readonly untilNs: bigint;
}

/**
 * Learns when volume is traded: prints everywhere and off exchange, but for those beyond reason, by time
 * of receipt. Days of a tape that has several are added up.
 *
 * @param intervalNs length of a bucket, ns.
 * @throws {RangeError} if the interval is not positive.
 * @throws {DataError} if no print on the tape counts.
 */
export function learnVolumeProfile({ live, tape }: Market, intervalNs: number): VolumeProfile {
  if (!(intervalNs > 0)) throw new RangeError(`The interval must be positive, not ${intervalNs} ns`);
  const { clockNs, volumeRow, volumeShares } = live;
  if (volumeRow.length === 0) {
    throw new DataError("Cannot learn a volume profile: no print on the tape counts");
  }
  const shares = new Float64Array(Math.ceil(NS_PER_DAY / intervalNs));
  const shiftNs = newYorkShiftNs(tape, clockNs[0]!);
  for (let print = 0; print < volumeRow.length; print++) {
    const dayNs = timeOfDay(clockNs[volumeRow[print]!]! + shiftNs);
    shares[Math.floor(dayNs / intervalNs)]! += volumeShares[print + 1]! - volumeShares[print]!;
  }
  return { intervalNs, shares, untilNs: tape.originNs + BigInt(clockNs.at(-1)!) };
}

/**
 * What has to be added to a time after the tape's origin for its time of day to be New York's, ns. The
 * exchanges go by that clock, so a profile holds on either side of a change to summer time.
 */
export function newYorkShiftNs({ originNs }: Tape, timeNs: number): number {
  const ms = Number((originNs + BigInt(Math.floor(timeNs))) / NS_PER_MS);
  return zoneOffsetMs(ms, "America/New_York") * 1e6;
}

/**
 * The shares a profile expects from some midnight, New York's, to a moment, evenly traded within a bucket.
 *
 * @example
 * ```ts
 * import { ExpectedVolume } from "./volume_profile.ts";
 * import { assertEquals } from "@std/assert";
 * const halfDays = { intervalNs: 43_200e9, shares: Float64Array.of(100, 60), untilNs: 0n };
 * const expected = new ExpectedVolume(halfDays);
 * assertEquals(expected.until(64_800e9), 130);
 * ```
 */
export class ExpectedVolume {
  #intervalNs: number;
  /** Shares before each bucket, and in the whole day at the end. */
  #before: Float64Array;

  constructor({ intervalNs, shares }: VolumeProfile) {
    this.#intervalNs = intervalNs;
    this.#before = new Float64Array(shares.length + 1);
    for (const [bucket, count] of shares.entries()) this.#before[bucket + 1] = this.#before[bucket]! + count;
  }

  /** @param timeNs ns after a midnight in New York, any number of days. */
  until(timeNs: number): number {
    const dayNs = timeOfDay(timeNs);
    const bucket = Math.floor(dayNs / this.#intervalNs);
    const startNs = bucket * this.#intervalNs;
    const lengthNs = Math.min(this.#intervalNs, NS_PER_DAY - startNs);
    const before = this.#before[bucket]!;
    const inBucket = this.#before[bucket + 1]! - before;
    const days = Math.round((timeNs - dayNs) / NS_PER_DAY);
    return days * this.#before.at(-1)! + before + inBucket * (dayNs - startNs) / lengthNs;
  }
}

/** The time of day, which is not negative. */
function timeOfDay(timeNs: number): number {
  return timeNs - Math.floor(timeNs / NS_PER_DAY) * NS_PER_DAY;
}
