import { assert, assertEquals, assertThrows } from "@std/assert";
import { randomInt } from "../../../src/market/random.ts";
import { roundToWhole } from "../../../src/model/cont_kukanov/whole_shares.ts";
import { forSeeds } from "./_problems.ts";

Deno.test("roundToWhole() keeps the rounded sum, and each count to within one share", () => {
  forSeeds(1, 500, (random) => {
    const shares = Float64Array.from(
      { length: 1 + randomInt(random, 9) },
      () => random() < 0.3 ? randomInt(random, 100) : 100 * random(),
    );
    const rounded = shares.slice();
    roundToWhole(rounded);
    const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0);
    assertEquals(sum(rounded), Math.round(sum(shares)));
    rounded.forEach((count, i) => {
      assert(Number.isInteger(count) && Math.floor(shares[i]!) <= count && count <= Math.ceil(shares[i]!));
    });
  });
});

Deno.test("roundToWhole() leaves whole counts alone and rejects what is no count", () => {
  const shares = Float64Array.of(3, 0, 5);
  roundToWhole(shares);
  assertEquals([...shares], [3, 0, 5]);
  for (const wrong of [-1, NaN, Infinity]) {
    assertThrows(() => roundToWhole(Float64Array.of(1, wrong)), RangeError, `${wrong} shares`);
  }
});
