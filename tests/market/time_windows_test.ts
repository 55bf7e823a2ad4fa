import { assertEquals } from "@std/assert";
import { randomInt } from "../../src/market/random.ts";
import { momentWithin, type TimeWindow, timeWithin } from "../../src/market/time_windows.ts";
import { forSeeds } from "../_tapes.ts";

Deno.test("timeWithin() counts the nanoseconds that lie in a window, momentWithin() finds them again", () => {
  forSeeds(1, 300, (random) => {
    const windows: TimeWindow[] = [];
    let atNs = randomInt(random, 5);
    for (let i = 0; i < 1 + randomInt(random, 4); i++) {
      const fromNs = atNs + randomInt(random, 4);
      atNs = fromNs + 1 + randomInt(random, 6);
      windows.push({ fromNs, toNs: atNs });
    }
    const inSession = Array.from({ length: atNs }, (_, ns) => ns)
      .filter((ns) => windows.some(({ fromNs, toNs }) => fromNs <= ns && ns < toNs));
    const [a, b] = [randomInt(random, atNs + 4) - 2, randomInt(random, atNs + 4) - 2];
    assertEquals(timeWithin(windows, a, b), inSession.filter((ns) => a <= ns && ns < b).length);
    const first = randomInt(random, inSession.length);
    for (let passed = 0; first + passed < inSession.length; passed++) {
      assertEquals(momentWithin(windows, inSession[first]!, passed), inSession[first + passed]);
    }
    // All of the time has passed at the end of the last window.
    assertEquals(momentWithin(windows, inSession[first]!, inSession.length - first), atNs);
  });
});
