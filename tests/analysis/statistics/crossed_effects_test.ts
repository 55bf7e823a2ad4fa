// Crossed random effects and heterogeneity, against published figures, statsmodels and dense matrices.
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type Crossed, transposed } from "../../../src/analysis/statistics/crossed.ts";
import { crossedEffects } from "../../../src/analysis/statistics/crossed_effects.ts";
import { heterogeneity } from "../../../src/analysis/statistics/heterogeneity.ts";
import { type Random, seededRandom } from "../../../src/market/random.ts";
import { normal } from "./_series.ts";

/** A row for each value, in one column: a meta-analysis. */
function metaAnalysis(value: readonly number[], variance: readonly number[]): Crossed {
  return {
    rows: value.length,
    columns: 1,
    value: Float64Array.from(value),
    row: Int32Array.from(value, (_, i) => i),
    column: new Int32Array(value.length),
    precision: Float64Array.from(variance, (each) => 1 / each),
  };
}

/** Thirteen trials of the BCG vaccine (Colditz et al. 1994): cases and others among the vaccinated and the rest. */
const TRIALS = [
  [4, 119, 11, 128],
  [6, 300, 29, 274],
  [3, 228, 11, 209],
  [62, 13536, 248, 12619],
  [33, 5036, 47, 5761],
  [180, 1361, 372, 1079],
  [8, 2537, 10, 619],
  [505, 87886, 499, 87892],
  [29, 7470, 45, 7232],
  [17, 1699, 65, 1600],
  [186, 50448, 141, 27197],
  [5, 2493, 3, 2338],
  [27, 16886, 29, 17825],
] as const;

/** Log risk ratios and their variances, as metafor's `escalc(measure="RR")` has them. */
const BCG = metaAnalysis(
  TRIALS.map(([a, b, c, d]) => Math.log(a / (a + b) / (c / (c + d)))),
  TRIALS.map(([a, b, c, d]) => 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)),
);

/** Diameters of six samples of penicillin (columns) on 24 plates (rows): Davies & Goldsmith 1972, as in lme4. */
const PENICILLIN = crossedOf(
  (`27 23 26 23 23 21 27 23 26 23 23 21 25 21 25 24 24 20 26 23 25 23 23 20 25 22 26 22 23 20 24 22 25 23 22 19 ` +
    `24 20 23 21 22 19 26 22 26 24 24 21 24 21 24 22 22 20 24 21 24 23 22 19 26 23 26 24 24 21 25 22 26 24 24 20 ` +
    `26 24 26 24 25 22 26 23 26 23 23 20 26 23 25 24 24 22 25 22 25 23 23 20 25 21 24 23 23 20 25 22 24 23 23 19 ` +
    `24 21 23 21 21 19 26 23 26 24 24 21 25 21 24 22 22 18 25 22 25 22 22 20 24 21 24 22 24 19 24 21 24 22 21 18`)
    .split(" ").map(Number),
  6,
  () => true,
);

/** Values row by row, those left out that are not kept. */
function crossedOf(values: readonly number[], columns: number, kept: (i: number) => boolean): Crossed {
  const places = values.map((_, i) => i).filter(kept);
  return {
    rows: values.length / columns,
    columns,
    value: Float64Array.from(places, (i) => values[i]!),
    row: Int32Array.from(places, (i) => Math.floor(i / columns)),
    column: Int32Array.from(places, (i) => i % columns),
    precision: new Float64Array(places.length).fill(1),
  };
}

Deno.test("heterogeneity() and crossedEffects() give metafor's published figures of the BCG trials", () => {
  // Viechtbauer (2010), Conducting meta-analyses in R with the metafor package, sections 3.1 and 3.2.
  const fitted = crossedEffects(BCG, 1);
  assertAlmostEquals(fitted.mean, -0.7145, 5e-5);
  assertAlmostEquals(fitted.standardError, 0.1798, 5e-5);
  assertAlmostEquals(fitted.row, 0.3132, 5e-5);
  const found = heterogeneity(BCG, 1)!;
  assertAlmostEquals(found.q, 152.233, 5e-4);
  assertEquals(found.freedom, 12);
  assertAlmostEquals(found.variance, 0.3088, 5e-5); // DerSimonian–Laird
  assertAlmostEquals(found.share, 0.9212, 5e-5); // I² of DerSimonian–Laird
  assertAlmostEquals(found.interval.lower, 0.1197, 5e-5);
  assertAlmostEquals(found.interval.upper, 1.1115, 5e-5);
});

Deno.test("crossedEffects() gives lme4's published figures of penicillin, whichever grouping stands in rows", () => {
  // Bates (2010), lme4: Mixed-effects modeling with R, section 2.1, by REML.
  const plates = crossedEffects(PENICILLIN);
  assertAlmostEquals(plates.mean, 22.9722, 5e-5);
  assertAlmostEquals(plates.standardError, 0.8086, 5e-5);
  assertAlmostEquals(plates.row, 0.716908, 5e-6);
  assertAlmostEquals(plates.column, 3.73092, 5e-5);
  assertAlmostEquals(plates.rest, 0.302415, 2e-6);
  const samples = crossedEffects(transposed(PENICILLIN));
  assertAlmostEquals(samples.row, plates.column, 1e-4);
  assertAlmostEquals(samples.deviance, plates.deviance, 1e-8);
  // Balanced: the moments are the analysis of variance, and so is REML.
  assertAlmostEquals(heterogeneity(PENICILLIN, plates.rest)!.variance, plates.row, 1e-5);
});

Deno.test("crossedEffects() agrees with statsmodels where cells are empty", () => {
  const some = crossedOf([...PENICILLIN.value], 6, (i) => i % 7 !== 3 && i % 11 !== 5);
  // statsmodels 0.15.0: MixedLM("y ~ 1", groups=1, vc_formula={"p": "0+C(p)", "s": "0+C(s)"}).fit(reml=True).
  const { mean, standardError, row, column, rest } = crossedEffects(some);
  assertEquals(some.value.length, 112);
  assertAlmostEquals(mean, 22.993945, 2e-6);
  assertAlmostEquals(standardError, 0.811516, 5e-5);
  assertAlmostEquals(row, 0.745633, 5e-6);
  assertAlmostEquals(column, 3.74984, 5e-4);
  assertAlmostEquals(rest, 0.276777, 2e-6);
});

Deno.test("crossedEffects() has the deviance of dense matrices, and no neighbour has less", () => {
  const random = seededRandom(11);
  const observations = unbalanced(5, 4, random);
  const fitted = crossedEffects(observations);
  const deviance = (row: number, column: number, rest: number): number =>
    denseDeviance(observations, row, column, rest);
  assertAlmostEquals(deviance(fitted.row, fitted.column, fitted.rest), fitted.deviance, 1e-6);
  for (const step of [0.98, 1.02]) {
    const { row, column, rest } = fitted;
    for (const [a, b, c] of [[step, 1, 1], [1, step, 1], [1, 1, step]] as const) {
      assert(deviance(a * row, b * column, c * rest) > fitted.deviance);
    }
  }
});

Deno.test("heterogeneity() is the same whatever columns differ by, and null where nothing joins the rows", () => {
  const observations = unbalanced(6, 3, seededRandom(5));
  const shifted: Crossed = {
    ...observations,
    value: observations.value.map((y, i) => y + 1000 * observations.column[i]!),
  };
  const found = heterogeneity(observations, 0.5)!;
  const same = heterogeneity(shifted, 0.5)!;
  assertAlmostEquals(found.q, same.q, 1e-6);
  assertAlmostEquals(found.interval.upper, same.interval.upper, 1e-6);
  const apart: Crossed = {
    rows: 2,
    columns: 2,
    value: Float64Array.of(1, 2, 3, 4),
    row: Int32Array.of(0, 0, 1, 1),
    column: Int32Array.of(0, 0, 1, 1),
    precision: Float64Array.of(1, 1, 1, 1),
  };
  assertEquals(heterogeneity(apart, 1), null);
});

/** Observations of unequal precision, some cells empty, some with two. */
function unbalanced(rows: number, columns: number, random: Random): Crossed {
  const dayEffects = Float64Array.from({ length: rows }, () => normal(random));
  const places = Array.from({ length: rows * columns }, (_, i) => i).flatMap((i) =>
    i % 7 === 2 ? [] : i % 5 === 0 ? [i, i] : [i]
  );
  return {
    rows,
    columns,
    value: Float64Array.from(
      places,
      (i) => dayEffects[Math.floor(i / columns)]! + (i % columns) + 0.7 * normal(random),
    ),
    row: Int32Array.from(places, (i) => Math.floor(i / columns)),
    column: Int32Array.from(places, (i) => i % columns),
    precision: Float64Array.from(places, () => 0.5 + 2 * random()),
  };
}

/** −2·ln of the restricted likelihood but for a constant, with the covariance written out and eliminated. */
function denseDeviance({ value, row, column, precision }: Crossed, a: number, b: number, c: number): number {
  const n = value.length;
  // V beside the columns 1 and y; elimination leaves ln|V|, and V⁻¹ of both.
  const rows = Array.from({ length: n }, (_, i) => [
    ...Array.from(
      { length: n },
      (_, j) =>
        (row[i] === row[j] ? a : 0) + (column[i] === column[j] ? b : 0) + (i === j ? c / precision[i]! : 0),
    ),
    1,
    value[i]!,
  ]);
  let logDeterminant = 0;
  for (let k = 0; k < n; k++) {
    logDeterminant += Math.log(rows[k]![k]!);
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const times = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j < n + 2; j++) rows[i]![j]! -= times * rows[k]![j]!;
    }
  }
  let [ones, mixed, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [rows[i]![n]! / rows[i]![i]!, rows[i]![n + 1]! / rows[i]![i]!];
    ones += x;
    mixed += y;
    squares += y * value[i]!;
  }
  return logDeterminant + Math.log(ones) + squares - mixed * mixed / ones;
}
