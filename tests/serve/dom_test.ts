// The page's texts, as far as they take no browser.
import { assertEquals } from "@std/assert";
import { clockText, counted, figure, lengthText, whole } from "../../src/serve/page/dom.js";

Deno.test("clockText() is the time of day, UTC, whatever day it is, its fraction cut off", () => {
  const hourNs = 3600e9;
  assertEquals(clockText(9 * hourNs + 4 * 60e9 + 3.9996e9), "09:04:03");
  assertEquals(clockText(9 * hourNs + 4 * 60e9 + 3.9996e9, 1), "09:04:03.9");
  assertEquals(clockText(23 * hourNs + 59 * 60e9 + 59.0421e9, 3), "23:59:59.042");
  assertEquals([clockText(25 * hourNs), clockText(-1e9)], ["01:00:00", "23:59:59"]);
  for (let ns = 0; ns < 24 * hourNs; ns += 977_123_456_789) {
    assertEquals(`${clockText(ns, 3)}Z`, new Date(Math.floor(ns / 1e6)).toISOString().slice(11));
  }
});

Deno.test("figures have a real minus sign and their thousands apart, and nothing is no minus nothing", () => {
  const numbers = [0, -0.2, 7.5, 999.4, 999.5, 1000, 123_456, 1_234_567.8, -1234, -123_456];
  const expected = "0 0 8 999 1,000 1,000 123,456 1,234,568 −1,234 −123,456".split(" ");
  assertEquals(numbers.map((number) => whole(number)), expected);
  assertEquals([figure(-0.001), figure(-1.5), figure(null)], ["0.00", "−1.50", "–"]);
  assertEquals([counted(1, "order"), counted(1200, "order")], ["1 order", "1,200 orders"]);
  assertEquals([lengthText(null), lengthText(999.4), lengthText(1500), lengthText(6e6)], [
    "–",
    "999 ms",
    "1.5 s",
    "100 min",
  ]);
});
