import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { randomInt } from "../../../src/market/random.ts";
import { NS_PER_DAY } from "../../../src/market/time.ts";
import {
  ExpectedVolume,
  learnVolumeProfile,
  newYorkShiftNs,
} from "../../../src/strategy/schedule/volume_profile.ts";
import { forSeeds, ORIGIN_NS } from "../../_tapes.ts";
import { generated, marketOf, marketWith, OFF_EXCHANGE, tapeOf } from "./_market.ts";

const HOUR = 3600;
const HOUR_NS = 3600e9;

Deno.test("learnVolumeProfile() adds up prints that count by time of day in New York", () => {
  const market = marketWith({
    prints: [
      [13 * HOUR, 100],
      [13.9 * HOUR, 50, OFF_EXCHANGE],
      [14 * HOUR, 7],
      [15 * HOUR, 10_001],
      [26 * HOUR, 3],
      [38 * HOUR, 20],
    ],
  });
  const { shares, intervalNs, untilNs } = learnVolumeProfile(market, HOUR_NS);
  // In August New York is four hours behind: 9:00, 10:00 (of two days), 22:00 of the day before.
  const expected = new Float64Array(24);
  expected[9] = 150;
  expected[10] = 7 + 20;
  expected[22] = 3;
  assertEquals(shares, expected);
  assertEquals([intervalNs, untilNs], [HOUR_NS, ORIGIN_NS + BigInt(38 * HOUR_NS)]);
});

Deno.test("learnVolumeProfile() counts every print once, whatever the interval", () => {
  const market = marketOf(generated(3));
  const { volumeShares } = market.live;
  for (const intervalNs of [1e9, 7e9, 1234567891, HOUR_NS, 5 * HOUR_NS, 2 * NS_PER_DAY]) {
    const { shares } = learnVolumeProfile(market, intervalNs);
    assertEquals(shares.length, Math.ceil(NS_PER_DAY / intervalNs));
    assertEquals(shares.reduce((sum, count) => sum + count), volumeShares.at(-1));
  }
});

Deno.test("learnVolumeProfile() refuses a tape without prints, and an interval that is not positive", () => {
  assertThrows(() => learnVolumeProfile(marketWith({ prints: [[5, 10_001]] }), 1e9), DataError, "no print");
  assertThrows(() => learnVolumeProfile(marketOf(generated(1, 5)), 0), RangeError, "positive");
});

Deno.test("newYorkShiftNs() is four hours in summer and five in winter", () => {
  const tape = tapeOf({});
  assertEquals(newYorkShiftNs(tape, 12 * HOUR_NS), -4 * HOUR_NS);
  // The clocks went back on 3 November 2024 at 06:00 UTC, 94 days after the origin.
  assertEquals(newYorkShiftNs(tape, 94 * NS_PER_DAY + 6 * HOUR_NS - 1), -4 * HOUR_NS);
  assertEquals(newYorkShiftNs(tape, 94 * NS_PER_DAY + 6 * HOUR_NS), -5 * HOUR_NS);
});

Deno.test("ExpectedVolume is the sum of the buckets before, and of the current one its part", () => {
  const expected = new ExpectedVolume({
    intervalNs: 10 * HOUR_NS,
    shares: Float64Array.of(100, 0, 40),
    untilNs: 0n,
  });
  const at = (hours: number) => expected.until(hours * HOUR_NS);
  // The last bucket has four hours.
  assertEquals([0, 5, 10, 15, 20, 23, 24].map(at), [0, 50, 100, 100, 100, 130, 140]);
  assertEquals([-4, 29, 48].map(at), [-40, 190, 280]);
});

Deno.test("ExpectedVolume adds up to the same in small steps as by a sum over seconds", () => {
  forSeeds(1, 30, (random) => {
    const intervalNs = 1e9 * (1 + randomInt(random, 40_000));
    const shares = Float64Array.from(
      { length: Math.ceil(NS_PER_DAY / intervalNs) },
      () => randomInt(random, 3) * randomInt(random, 1000),
    );
    const expected = new ExpectedVolume({ intervalNs, shares, untilNs: 0n });
    const [from, to] = [randomInt(random, 86_400), randomInt(random, 2 * 86_400)].sort((a, b) => a - b);
    let sum = 0;
    for (let second = from!; second < to!; second++) {
      const bucket = Math.floor((second % 86_400) * 1e9 / intervalNs);
      const seconds = Math.min(intervalNs, NS_PER_DAY - bucket * intervalNs) / 1e9;
      sum += shares[bucket]! / seconds;
    }
    assertAlmostEquals(expected.until(to! * 1e9) - expected.until(from! * 1e9), sum, 1e-6 * (1 + sum));
  });
});
