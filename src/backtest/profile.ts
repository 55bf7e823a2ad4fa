/** The volume profile of an earlier day. @module */

import { Market } from "../execution/market.ts";
import { tapeDigest } from "../market/digest.ts";
import { FeeSchedule } from "../market/fee_schedule.ts";
import { sortByReceipt, type Tape } from "../market/tape.ts";
import { learnVolumeProfile, type VolumeProfile } from "../strategy/schedule/volume_profile.ts";
import type { Plan } from "./plan.ts";

/** A volume profile, and what it was learnt on. */
export interface LearntProfile {
  /** When volume is traded. */
  readonly profile: VolumeProfile;
  /** Digest of the rows that it was learnt on. */
  readonly digest: string;
}

/**
 * Learns the volume profile that a plan's `vwap-learnt` goes by.
 *
 * @param earlier a tape that ends before the orders of the plan start.
 * @throws {RangeError} if no print on the tape counts.
 */
export function learnProfile(earlier: Tape, { question: { strategy, rules } }: Plan): LearntProfile {
  const tape = sortByReceipt(earlier);
  // Fees do not matter to volumes.
  const market = new Market(tape, FeeSchedule.flat(0, 0), { maxPrint: rules.quotes.maxPrint });
  return { profile: learnVolumeProfile(market, strategy.intervalNs), digest: tapeDigest(tape, "event") };
}
