import { assertEquals } from "@std/assert";
import { FillLog, NO_CHILD, RESTED, TAKEN } from "../../src/execution/fill_log.ts";
import { randomInt } from "../../src/market/random.ts";
import { forSeeds } from "../_tapes.ts";

function rowsOf(fills: FillLog): number[][] {
  return Array.from(
    { length: fills.length },
    (_, i) =>
      [
        fills.timeNs,
        fills.venue,
        fills.price,
        fills.shares,
        fills.fee,
        fills.kind,
        fills.mid,
        fills.touch,
        fills.child,
      ].map((column) => column[i]!),
  );
}

Deno.test("FillLog.sortByTime() keeps fills whole, and those of one time in order", () => {
  forSeeds(1, 50, (random) => {
    const fills = new FillLog();
    for (let round = 0; round < 2; round++) {
      fills.clear();
      const expected: number[][] = [];
      for (let i = 0; i < randomInt(random, 60); i++) {
        const fill = [
          randomInt(random, 9),
          randomInt(random, 4),
          i,
          1,
          -i,
          i % 2,
          10 + i,
          11 + i,
          i,
        ] as const;
        fills.add(...fill);
        expected.push([...fill]);
      }
      fills.sortByTime();
      assertEquals(rowsOf(fills), expected.toSorted((a, b) => a[0]! - b[0]!));
      assertEquals(fills.sharesFilled, expected.length);
    }
  });
});

Deno.test("FillLog counts shares that went back", () => {
  const fills = new FillLog();
  fills.add(1, 0, 10e9, 300, 0, RESTED, 9.5e9, 10e9);
  fills.add(2, 0, 10e9, -100, 0);
  assertEquals([fills.sharesFilled, fills.length, fills.kind[1]], [200, 2, TAKEN]);
  assertEquals([fills.mid[1], fills.touch[1]], [NaN, NaN]);
  fills.clear();
  assertEquals([fills.sharesFilled, fills.length], [0, 0]);
});

Deno.test("FillLog numbers child orders from 1, and knows when that of a fill was sent", () => {
  const fills = new FillLog();
  for (let round = 0; round < 2; round++) {
    for (let child = 1; child <= 40; child++) assertEquals(fills.send(100 * round + child), child);
    fills.add(200, 0, 10e9, 1, 0, TAKEN, NaN, NaN, 40);
    fills.add(200, 0, 10e9, 1, 0, TAKEN, NaN, NaN, 7);
    fills.add(201, 0, 10e9, 1, 0);
    assertEquals([0, 1, 2].map((i) => fills.child[i]), [40, 7, NO_CHILD]);
    assertEquals([0, 1, 2].map((i) => fills.sentNs(i)), [100 * round + 40, 100 * round + 7, NaN]);
    fills.clear();
  }
});
