import { assertAlmostEquals } from "@std/assert";
import { studentQuantile, Z_80, Z_975 } from "../../../src/analysis/statistics/student.ts";

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
