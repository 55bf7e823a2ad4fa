import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { randomInt } from "../../../src/market/random.ts";
import { NS_PER_DAY } from "../../../src/market/time.ts";
import { profiledVwap } from "../../../src/strategy/schedule/profiled_vwap.ts";
import { learnVolumeProfile, type VolumeProfile } from "../../../src/strategy/schedule/volume_profile.ts";
import { forSeeds, ORIGIN_NS } from "../../_tapes.ts";
import { generated, marketOf, marketWith, orderOf, targetsOf } from "./_market.ts";

const HOUR = 3600;

/** Learnt the day before: by hour of the day in New York. */
function hourly(shares: Record<number, number>): VolumeProfile {
  const hours = Float64Array.from({ length: 24 }, (_, hour) => shares[hour] ?? 0);
  return { intervalNs: HOUR * 1e9, shares: hours, untilNs: ORIGIN_NS - 1n };
}

const market = marketWith({});

Deno.test("profiledVwap() follows the profile within the window, at New York's time of day", () => {
  const order = orderOf(1000, 14 * HOUR, 16 * HOUR);
  const profile = hourly({ 9: 7777, 10: 300, 11: 100, 12: 9999 });
  const half = profiledVwap(HOUR * 1e9 / 2, profile);
  assertEquals(targetsOf(half, order, market), [375, 750, 875, 1000]);
  assertEquals(targetsOf(profiledVwap(1.5 * HOUR * 1e9, profile), order, market), [875, 1000]);
  assertEquals(targetsOf(profiledVwap(HOUR * 1e9, hourly({ 11: 1 })), order, market), [0, 1000]);
});

Deno.test("profiledVwap() follows a profile learnt in summer on a winter's day", () => {
  const winter = marketOf(
    Object.create(market.tape, { originNs: { value: ORIGIN_NS + BigInt(150 * NS_PER_DAY) } }),
  );
  const order = orderOf(400, 15 * HOUR, 17 * HOUR);
  assertEquals(targetsOf(profiledVwap(HOUR * 1e9, hourly({ 10: 300, 11: 100 })), order, winter), [300, 400]);
});

Deno.test("profiledVwap() does not depend on the tape that it works on", () => {
  const order = orderOf(997, 14 * HOUR, 14.5 * HOUR);
  const schedule = profiledVwap(60e9, hourly({ 10: 1 }));
  const busy = marketWith({ prints: [[14 * HOUR, 500], [14.3 * HOUR, 9000]] });
  assertEquals(targetsOf(schedule, order, busy), targetsOf(schedule, order, market));
});

Deno.test("profiledVwap() ascends in whole shares to the order, whatever the profile", () => {
  forSeeds(1, 300, (random) => {
    const shares = Object.fromEntries(
      Array.from({ length: 24 }, (_, hour) => [hour, randomInt(random, 2) * randomInt(random, 1e6)]),
    );
    const start = randomInt(random, 86_400);
    const order = orderOf(1 + randomInt(random, 5000), start, start + 86_400 + randomInt(random, 7200));
    if (Object.values(shares).every((count) => count === 0)) return;
    const schedule = profiledVwap(1e9 * (60 + randomInt(random, 3000)), hourly(shares));
    const targets = targetsOf(schedule, order, market);
    assert(targets.every((target, i) => Number.isInteger(target) && target >= (targets[i - 1] ?? 0)));
    assertEquals(targets.at(-1), order.quantity);
  });
});

Deno.test("profiledVwap() refuses a profile that saw the order's start, or anything later", () => {
  const tape = generated(1, 20);
  const sameDay = marketOf(tape);
  const profile = learnVolumeProfile(sameDay, 1e9);
  const order = {
    ...orderOf(100, 0, 0),
    startNs: sameDay.live.clockNs[0]!,
    endNs: sameDay.live.clockNs.at(-1)!,
  };
  assertThrows(
    () => profiledVwap(1e9, profile).begin(order, sameDay),
    DataError,
    "learn it on an earlier day",
  );
  const late = { ...profile, untilNs: ORIGIN_NS + BigInt(order.startNs) };
  assertThrows(() => profiledVwap(1e9, late).begin(order, sameDay), DataError, "learnt until 2024-08-01T");
  profiledVwap(1e9, { ...late, untilNs: late.untilNs - 1n }).begin(order, sameDay);
});

Deno.test("profiledVwap() refuses a window in which the profile has no volume", () => {
  const schedule = profiledVwap(1e9, hourly({ 9: 5, 12: 5 }));
  const order = orderOf(100, 14 * HOUR, 16 * HOUR);
  assertThrows(
    () => schedule.begin(order, market),
    DataError,
    "no volume in the order's window, from 2024-08-01T14",
  );
});
