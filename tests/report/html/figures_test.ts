import { assertEquals } from "@std/assert";
import {
  bps,
  cash,
  count,
  dayOf,
  duration,
  figure,
  finePercent,
  fixed,
  percent,
  plain,
  savedBps,
  sentence,
  signed,
  timeOfDay,
  timeWindow,
} from "../../../src/report/html/figures.ts";
import { sourceOf } from "../../../src/report/html/markup.ts";

Deno.test("figures are rounded as their readers want them", () => {
  assertEquals([bps(-0.004), savedBps(0.004), savedBps(0.006), savedBps(-1.5)], [
    "0.00",
    "0.00",
    "+0.01",
    "−1.50",
  ]);
  assertEquals([count(12371516.6), cash(-1234.5), fixed(1)(-0), signed(1)(1234)], [
    "12,371,517",
    "−1,234.50",
    "0.0",
    "+1,234.0",
  ]);
  assertEquals([percent(0), percent(0.0004), percent(0.5526), finePercent(0.0055)], [
    "0.0\u00a0%",
    "<0.1\u00a0%",
    "55.3\u00a0%",
    "0.55\u00a0%",
  ]);
  assertEquals([plain(1.7875), plain(-0.000012345678), plain(1 / 3)], ["1.7875", "−0.000012346", "0.33333"]);
  assertEquals([duration(0.1), duration(600), duration(230.3), duration(23400)], [
    "0.1\u00a0s",
    "10\u00a0min",
    "3.84\u00a0min",
    "6.5\u00a0h",
  ]);
});

Deno.test("figure() has the exact value beside the rounded one, or why there is none", () => {
  const source = (value: number | null | undefined, reason?: string) => sourceOf(figure(value, bps, reason));
  assertEquals(source(1.23456), '<data value="1.23456">1.23</data>');
  assertEquals([source(null), source(undefined)], Array(2).fill('<span class="na">n/a</span>'));
  assertEquals(source(null, "<why>"), '<span class="na">n/a</span><span class="why">&lt;why&gt;</span>');
});

Deno.test("moments are shown to the second, a window's day once, and what is no moment as it is", () => {
  const [from, to] = ["2018-01-02T14:30:00.043000000Z", "2018-01-03T20:59:59Z"];
  const time = (stamp: string, shown: string) => `<time datetime="${stamp}">${shown}</time>`;
  assertEquals(
    sourceOf(timeWindow([from, from])),
    `2018-01-02 ${time(from, "14:30:00")} to ${time(from, "14:30:00")} UTC`,
  );
  assertEquals(
    sourceOf(timeWindow([from, to])),
    `${time(from, "2018-01-02 14:30:00 UTC")} to ${time(to, "2018-01-03 20:59:59 UTC")}`,
  );
  assertEquals([timeOfDay("noon"), dayOf("noon")], ["noon", ""]);
  assertEquals(sourceOf(timeOfDay(null)), '<span class="na">n/a</span>');
});

Deno.test("sentence() gives negative figures a true minus, and leaves dates, ranges and names alone", () => {
  assertEquals(
    sentence("Saves -0.02 bps (-0.10 to 0.06) on 2018-01-02, as twap-2 did in 10-20 s - or so"),
    "Saves \u22120.02 bps (\u22120.10 to 0.06) on 2018-01-02, as twap-2 did in 10-20 s - or so",
  );
});
