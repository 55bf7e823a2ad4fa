import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Distribution } from "../../../../src/model/cont_kukanov/outflow/distribution.ts";
import { empirical } from "../../../../src/model/cont_kukanov/outflow/empirical.ts";
import { exponential } from "../../../../src/model/cont_kukanov/outflow/exponential.ts";
import { pareto } from "../../../../src/model/cont_kukanov/outflow/pareto.ts";
import { poisson } from "../../../../src/model/cont_kukanov/outflow/poisson.ts";

const CASES: Record<string, Distribution> = {
  "exponential()": exponential(2200),
  "pareto()": pareto(1760, 5),
  "poisson()": poisson(2200),
  "poisson() of a small mean": poisson(0.3),
  "empirical()": empirical(Float64Array.of(5, 1, 1, 3, 2, 8, 8, 8, 13)),
};

for (const [name, distribution] of Object.entries(CASES)) {
  Deno.test(`${name} has a quantile that is the least x with F(x) ≥ p`, () => {
    let before = 0;
    for (let i = 1; i < 1000; i++) {
      const p = i / 1000;
      const x = distribution.quantile(p);
      assert(distribution.cdf(x) >= p - 1e-12, `F(${x}) < ${p}`);
      assert(x === 0 || distribution.cdf(x * (1 - 1e-9)) < p, `${x} is not the least at ${p}`);
      assert(x >= before);
      before = x;
    }
  });

  Deno.test(`${name} has the mean that its quantiles have`, () => {
    const n = 200_000;
    let mean = 0;
    for (let i = 0; i < n; i++) mean += distribution.quantile((i + 0.5) / n) / n;
    assertAlmostEquals(mean / distribution.mean, 1, 1e-3);
  });
}

Deno.test("poisson() is exact against the sum of its probabilities, also far out", () => {
  const { cdf, quantile } = poisson(10);
  let probability = Math.exp(-10);
  let sum = 0;
  for (let n = 0; n < 40; n++) {
    sum += probability;
    assertAlmostEquals(cdf(n), sum, 1e-15);
    assertEquals(cdf(n + 0.5), cdf(n));
    probability *= 10 / (n + 1);
  }
  assertEquals([cdf(-1), cdf(1e6)], [0, 1]);
  assertEquals(quantile(poisson(10).cdf(12)), 12);
});

Deno.test("poisson() serves means up to a billion", () => {
  const { cdf, quantile } = poisson(1e9);
  assertAlmostEquals(cdf(1e9), 0.5, 1e-4);
  // The normal distribution that it tends to.
  assertAlmostEquals((quantile(0.8413447460685429) - 1e9) / Math.sqrt(1e9), 1, 1e-3);
});

Deno.test("pareto() has no mean up to a tail of 1", () => {
  assertEquals([pareto(100, 1).mean, pareto(100, 0.5).mean], [Infinity, Infinity]);
  assertEquals(pareto(100, 2).cdf(99), 0);
});

Deno.test("empirical() keeps its quantiles exact where p is a multiple of 1/N", () => {
  for (let n = 1; n < 60; n++) {
    const { quantile } = empirical(Float64Array.from({ length: n }, (_, i) => i));
    for (let i = 1; i <= n; i++) assertEquals(quantile(i / n), i - 1, `${i}/${n}`);
    assertEquals(quantile(0), 0);
  }
});

Deno.test("distributions reject terms that they cannot have", () => {
  for (const wrong of [0, -1, NaN, Infinity]) {
    assertThrows(() => exponential(wrong), RangeError, `mean ${wrong}`);
    assertThrows(() => poisson(wrong), RangeError, `mean ${wrong}`);
    assertThrows(() => pareto(wrong, 5), RangeError, `from ${wrong} shares`);
    assertThrows(() => pareto(100, wrong), RangeError, `tail of ${wrong}`);
  }
  assertThrows(() => empirical(new Float64Array()), RangeError, "without samples");
  assertThrows(() => empirical(Float64Array.of(1, -1)), RangeError, "-1 shares");
  assertThrows(() => empirical(Float64Array.of(1, NaN)), RangeError, "NaN shares");
});
