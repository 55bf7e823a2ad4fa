import { assert, assertEquals } from "@std/assert";
import { intervalBars } from "../../../src/report/terminal/interval_bar.ts";
import { seededRandom } from "../../../src/market/random.ts";

const ascii = { ascii: true };

Deno.test("intervalBars() has the zero on the scale, whichever side all savings are on", () => {
  const drawn = { at: 8, interval: { lower: 6, upper: 10 } };
  assertEquals(intervalBars([drawn], 11, ascii), ["|     [-*-]"]);
  const mirrored = { at: -8, interval: { lower: -10, upper: -6 } };
  assertEquals(intervalBars([mirrored], 11, ascii), ["[-*-]     |"]);
  assertEquals(intervalBars([{ at: 0, interval: null }], 3, ascii), ["*  "]);
});

Deno.test("intervalBars() puts all on one scale: larger values lie further to the right", () => {
  const seed = 5;
  const random = seededRandom(seed);
  for (let round = 0; round < 200; round++) {
    const drawn = Array.from({ length: 5 }, () => {
      const at = 4 * random() - 2;
      return { at, interval: { lower: at - random(), upper: at + random() } };
    });
    const bars = intervalBars(drawn, 40, ascii);
    assert(bars.every((bar) => bar.length === 40), `seed ${seed}, round ${round}`);
    const places = drawn.map(({ at }, i) => ({ at, place: bars[i]!.indexOf("*") })).sort((a, b) =>
      a.at - b.at
    );
    assert(
      places.every(({ place }, i) => i === 0 || places[i - 1]!.place <= place),
      `seed ${seed}, round ${round}`,
    );
  }
});
