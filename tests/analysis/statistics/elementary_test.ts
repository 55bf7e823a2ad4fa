import { assert, assertEquals } from "@std/assert";
import { exp, ln, ln1p } from "../../../src/analysis/statistics/elementary.ts";
import { seededRandom } from "../../../src/market/random.ts";

/** By how much a figure is off, relative. */
function error(found: number, expected: number): number {
  return expected === 0 ? Math.abs(found) : Math.abs(found / expected - 1);
}

Deno.test("ln(), ln1p() and exp() are those of Math but for the last bits, seed 5", () => {
  const random = seededRandom(5);
  for (let i = 0; i < 20_000; i++) {
    const x = 10 ** (600 * random() - 300);
    assert(error(ln(x), Math.log(x)) < 6e-16, `ln ${x}`);
    const near = 1 + (random() - 0.5) / 10 ** (16 * random());
    assert(error(ln(near), Math.log(near)) < 6e-16, `ln ${near}`);
    const small = (2 * random() - 0.999) / 10 ** (20 * random());
    assert(error(ln1p(small), Math.log1p(small)) < 6e-16, `ln1p ${small}`);
    const power = 1400 * random() - 700;
    assert(error(exp(power), Math.exp(power)) < 6e-16, `exp ${power}`);
  }
});

Deno.test("ln() and exp() at the ends of what there is", () => {
  assertEquals([ln(0), ln(Infinity), ln(-1), ln1p(0)], [-Infinity, Infinity, NaN, 0]);
  assert(error(ln(5e-324), Math.log(5e-324)) < 6e-16);
  assert(error(ln(Number.MAX_VALUE), Math.log(Number.MAX_VALUE)) < 6e-16);
  assertEquals([exp(-745), exp(710), exp(0)], [0, Infinity, 1]);
});

Deno.test("ln() and exp() are the same bits everywhere: as IEEE 754 rounds, operation by operation", () => {
  // Found by the same operations in Python, whose doubles are those of C.
  assertEquals([ln(3), ln(0.1), exp(1), exp(-20.5)], [
    1.0986122886681098,
    -2.3025850929940455,
    2.7182818284590455,
    1.2501528663867428e-9,
  ]);
});
