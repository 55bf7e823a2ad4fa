import { assertAlmostEquals } from "@std/assert";
import { chiSquareCdf, chiSquareQuantile } from "../../../src/analysis/statistics/chi_square.ts";
import {
  exactStudentQuantile,
  studentCdf,
  studentQuantile,
  Z_80,
  Z_975,
} from "../../../src/analysis/statistics/student.ts";

Deno.test("studentQuantile() agrees with the tables", () => {
  // Degrees of freedom, quantiles at 0.975 and 0.8, by scipy.stats.t.ppf.
  const table = [
    [8, 2.306004, 0.888890],
    [10.5, 2.213840, 0.877207],
    [12, 2.178813, 0.872609],
    [24, 2.063899, 0.856855],
    [120, 1.979930, 0.844634],
  ] as const;
  for (const [freedom, at975, at80] of table) {
    assertAlmostEquals(studentQuantile(Z_975, freedom), at975, 0.0005, `${freedom} degrees`);
    assertAlmostEquals(studentQuantile(Z_80, freedom), at80, 0.0005, `${freedom} degrees`);
  }
});

Deno.test("studentQuantile() of endless freedom is the normal quantile", () => {
  assertAlmostEquals(studentQuantile(Z_975, 1e9), Z_975, 1e-8);
});

Deno.test("studentCdf(), exactStudentQuantile() and χ² agree with scipy.stats", () => {
  const quantiles = [[0.975, 1, 12.7062047], [0.975, 2.5, 3.5746548], [0.8, 3, 0.9784723], [
    0.975,
    19,
    2.0930241,
  ], [1 - 0.025 / 3, 4, 3.9607865]] as const;
  for (const [level, freedom, expected] of quantiles) {
    assertAlmostEquals(exactStudentQuantile(level, freedom), expected, 1e-6, `t, ${freedom} degrees`);
  }
  const chances = [[-1.5, 2.5, 0.123918227], [0.3, 7, 0.613554975], [4, 30, 0.999809077]] as const;
  for (const [t, freedom, expected] of chances) {
    assertAlmostEquals(studentCdf(t, freedom), expected, 1e-9, `t, ${freedom} degrees`);
  }
  const squares = [[0.025, 1, 0.0009821], [0.025, 9, 2.7003895], [0.975, 9, 19.0227678], [
    0.975,
    500,
    563.8515293,
  ]] as const;
  for (const [level, freedom, expected] of squares) {
    assertAlmostEquals(chiSquareQuantile(level, freedom), expected, 1e-6, `χ², ${freedom} degrees`);
  }
  const sums = [[0.5, 1, 0.520499878], [12, 9.5, 0.751866129], [600, 500, 0.998622528]] as const;
  for (const [x, freedom, expected] of sums) {
    assertAlmostEquals(chiSquareCdf(x, freedom), expected, 1e-9, `χ², ${freedom} degrees`);
  }
});
