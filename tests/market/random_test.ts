import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { randomInt, seededRandom } from "../../src/market/random.ts";

Deno.test("seededRandom() gives the same numbers for ever", () => {
  const random = seededRandom(1);
  assertEquals(Array.from({ length: 4 }, random), [
    0.09156953175513294,
    0.8881928137485323,
    0.43427017709149285,
    0.746779782068075,
  ]);
  assertEquals(Array.from({ length: 2 }, seededRandom(20240801)), [0.3390968943666567, 0.749858543499973]);
});

Deno.test("seededRandom() counts only the low 32 bits of the seed", () => {
  assertEquals(seededRandom(-1)(), seededRandom(0xffffffff)());
  assertEquals(seededRandom(2 ** 32 + 5)(), seededRandom(5)());
  assertNotEquals(seededRandom(0)(), seededRandom(1)());
});

Deno.test("seededRandom() is uniform in [0, 1), with no memory of the number before", () => {
  for (const seed of [0, 1, 2, 12345]) {
    const random = seededRandom(seed);
    const rows = 200_000;
    const cells = new Float64Array(16);
    let sum = 0;
    let squares = 0;
    let products = 0;
    let before = random();
    for (let i = 0; i < rows; i++) {
      const x = random();
      assert(x >= 0 && x < 1);
      sum += x;
      squares += x * x;
      products += (x - 0.5) * (before - 0.5);
      cells[Math.floor(x * 16)]!++;
      before = x;
    }
    assertAlmostEquals(sum / rows, 1 / 2, 0.003);
    assertAlmostEquals(squares / rows, 1 / 3, 0.003);
    assertAlmostEquals(products / rows, 0, 0.001);
    const chiSquare = cells.reduce((total, n) => total + (n - rows / 16) ** 2 / (rows / 16), 0);
    // 15 degrees of freedom: above 44 once in ten thousand.
    assert(chiSquare < 44, `chi-square ${chiSquare} for seed ${seed}`);
  }
});

Deno.test("seededRandom() fills the low bits too", () => {
  const random = seededRandom(3);
  const ones = new Float64Array(53);
  for (let i = 0; i < 20_000; i++) {
    const bits = BigInt(random() * 2 ** 53);
    for (let bit = 0; bit < 53; bit++) ones[bit]! += Number((bits >> BigInt(bit)) & 1n);
  }
  for (const [bit, count] of ones.entries()) assertAlmostEquals(count / 20_000, 0.5, 0.02, `bit ${bit}`);
});

Deno.test("randomInt() gives every integer below the bound, and none else", () => {
  const random = seededRandom(4);
  const seen = new Set(Array.from({ length: 1000 }, () => randomInt(random, 7)));
  assertEquals([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assertEquals(randomInt(random, 1), 0);
});
