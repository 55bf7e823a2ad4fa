import { assertEquals, assertMatch } from "@std/assert";
import {
  LARGE_PARTICIPATION,
  participationOf,
  participationWarning,
} from "../../src/analysis/participation.ts";

Deno.test("participationOf() is a part of what was traded, and unknown where nothing was", () => {
  assertEquals(participationOf(50, 1000), 0.05);
  assertEquals(participationOf(5000, 2), 2500);
  assertEquals(participationOf(50, 0), null);
});

Deno.test("participationWarning() warns above the limit, not at it", () => {
  const traded = 10_000;
  assertEquals(participationWarning(traded * LARGE_PARTICIPATION, traded), null);
  assertMatch(participationWarning(traded * LARGE_PARTICIPATION + 1, traded)!, /traded 10000: .* 10\.0 %/);
  assertMatch(participationWarning(5000, 2)!, /250000\.0 %/);
});

Deno.test("participationWarning() warns of fills where the tape traded nothing, but not of no fills", () => {
  assertEquals(participationWarning(5, 0), "5 shares were filled while the tape traded none");
  assertEquals(participationWarning(0, 0), null);
  assertEquals(participationWarning(0, 100), null);
});
