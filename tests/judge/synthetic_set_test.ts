import { assert } from "@std/assert";
import { cancelsAhead } from "../../src/execution/queue/models.ts";
import { makeSet } from "./_sets.ts";

Deno.test("makeFillSet() fills no child order with more than its shares, where two rest at a price too", () => {
  const orders = { count: 12, sides: "both", horizonNs: 10e9, from: undefined } as const;
  const { set } = makeSet({}, { orders, rules: { queue: cancelsAhead(0.4) } }, {
    durationSeconds: 120,
    eventsPerSecond: 40,
  });
  const filled = new Float64Array(set.children.length);
  for (const { child, shares, venue, timeNs } of set.fills) {
    filled[child]! += shares;
    const { venue: at, reachedNs, untilNs } = set.children[child]!;
    assert(venue === at && reachedNs <= timeNs && timeNs <= untilNs, `a fill of child order ${child}`);
  }
  for (const [child, { shares }] of set.children.entries()) {
    assert(filled[child]! <= shares, `child order ${child}: ${filled[child]} of ${shares}`);
  }
  const rested = set.children.filter(({ takes }, child) => !takes && filled[child]! > 0);
  const isBeside = (a: typeof rested[number], b: typeof rested[number]): boolean =>
    a !== b && a.order === b.order && a.venue === b.venue && a.price === b.price &&
    a.reachedNs <= b.reachedNs &&
    b.reachedNs < a.untilNs;
  assert(rested.some((one) => rested.some((other) => isBeside(one, other))), "none rests beside another");
});
