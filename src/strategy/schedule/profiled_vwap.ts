/** A schedule that follows the volume of an earlier day. @module */

import type { Schedule } from "../../execution/strategy.ts";
import { DataError } from "../../market/data_error.ts";
import { formatTime } from "../../market/time.ts";
import { sliced, Slices } from "./slices.ts";
import { ExpectedVolume, newYorkShiftNs, type VolumeProfile } from "./volume_profile.ts";

/**
 * Slices proportional to the volume that a profile learnt on an earlier tape expects
 * in each. What a slice could not fill, the next one catches up.
 *
 * Its `begin` throws a `DataError` if the profile saw anything at or after the order's start, which
 * would be a look into the future, or has no volume in the order's window.
 *
 * @param intervalNs length of a slice, ns; the profile's buckets may be of another.
 */
export function profiledVwap(intervalNs: number, profile: VolumeProfile): Schedule {
  const expected = new ExpectedVolume(profile);
  return {
    name: "vwap-learnt",
    begin(order, { tape }) {
      const { quantity, startNs, endNs } = order;
      const start = tape.originNs + BigInt(Math.ceil(startNs));
      if (profile.untilNs >= start) {
        throw new DataError(
          `The volume profile was learnt until ${formatTime(profile.untilNs)}, but the order starts at ` +
            `${formatTime(start)}: learn it on an earlier day`,
        );
      }
      const shiftNs = newYorkShiftNs(tape, startNs);
      const before = expected.until(startNs + shiftNs);
      const total = expected.until(endNs + shiftNs) - before;
      if (!(total > 0)) {
        throw new DataError(
          `The volume profile has no volume in the order's window, from ${formatTime(start)} to ` +
            formatTime(tape.originNs + BigInt(Math.ceil(endNs))),
        );
      }
      const slices = new Slices(order, intervalNs);
      return sliced(slices, (slice) => {
        const volume = expected.until(slices.startNs(slice + 1) + shiftNs) - before;
        return Math.round(quantity * volume / total);
      });
    },
  };
}
