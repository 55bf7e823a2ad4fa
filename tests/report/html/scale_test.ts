import { assert, assertEquals } from "@std/assert";
import { randomInt } from "../../../src/market/random.ts";
import { labelStyle, placeOn, scaleBetween, scaleOf } from "../../../src/report/html/scale.ts";
import { forSeeds } from "../../_tapes.ts";

Deno.test("scaleOf() holds all figures and zero, with few round ticks", () => {
  forSeeds(1, 300, (random) => {
    const size = 10 ** (randomInt(random, 20) - 8);
    const figures = Array.from({ length: randomInt(random, 7) }, () => (random() - 0.5) * size);
    const most = 3 + randomInt(random, 4);
    const scale = scaleOf(figures, most);
    const { low, high, ticks, decimals } = scale;
    const step = (high - low) / (ticks.length - 1);
    assert(low <= 0 && high >= 0 && low < high);
    for (const figure of figures) {
      assert(figure >= low - 0.011 * step && figure <= high + 0.011 * step);
      const place = placeOn(scale, figure);
      assert(place >= 4 && place <= 96);
    }
    assert(ticks.length >= 2 && ticks.length <= most + 1, `${ticks}`);
    assert(ticks.includes(0), `${ticks}`);
    assertEquals(new Set(ticks.map((tick) => tick.toFixed(decimals))).size, ticks.length);
  });
});

Deno.test("scaleBetween() makes room about figures that cannot be told apart", () => {
  for (const [least, greatest] of [[0, 0], [3, 3], [-2e9, -2e9], [5, 1], [9e15, 9e15]] as const) {
    const { low, high, ticks } = scaleBetween(least, greatest);
    assert(low < high && ticks.length <= 7, `${least} ${greatest}`);
  }
});

Deno.test("labelStyle() keeps every second label, and that of zero", () => {
  const styles = (zero: number) => [0, 1, 2, 3].map((i) => labelStyle(i, zero));
  assertEquals(styles(1), ["spare", "kept", "spare", "kept"]);
  for (const zero of [-1, 0, 2]) assertEquals(styles(zero), ["kept", "spare", "kept", "spare"]);
});
