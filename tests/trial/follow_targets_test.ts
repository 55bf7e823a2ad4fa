import { assertEquals } from "@std/assert";
import { makeOffers } from "../../src/execution/offers.ts";
import { BUY } from "../../src/market/side.ts";
import { Slices } from "../../src/strategy/schedule/slices.ts";
import { followTargets } from "../../src/trial/follow_targets.ts";

const order = { side: BUY, quantity: 100, startNs: 0, endNs: 40 } as const;
const offers = makeOffers(1);

Deno.test("followTargets() sends what is missing to a slice's target, once, at its first snapshot", () => {
  const run = followTargets(order, new Slices(order, 10), (slice) => [10, 50, 50, 100][slice]!);
  const due = [[0, 100], [5, 100], [10, 95], [19, 95], [20, 50], [30, 40]] as const;
  assertEquals(due.map(([nowNs, leaves]) => run.due(nowNs, leaves, offers)), [10, 0, 45, 0, 0, 40]);
});

Deno.test("followTargets() catches up slices without a snapshot, and never sends more than is left", () => {
  const run = followTargets(order, new Slices(order, 10), (slice) => 30 * (slice + 1));
  assertEquals([run.due(25, 100, offers), run.due(30, 10, offers)], [90, 10]);
});
