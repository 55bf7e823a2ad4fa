import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { ConstantLatency, latencyModel, VenueLatency } from "../../src/execution/latency.ts";
import { BUY } from "../../src/market/side.ts";
import { quote, XNAS, XNYS } from "../market/_rows.ts";
import { fillsOf, marketOf, run, slices, takes } from "./_market.ts";

Deno.test("ConstantLatency is as far from every venue, out and back", () => {
  const latency = new ConstantLatency(500e3);
  assertEquals([latency.outNs(), latency.backNs(), latency.slowestNs], [500e3, 500e3, 500e3]);
});

Deno.test("VenueLatency has a distance for each venue, and knows the greatest", () => {
  const latency = new VenueLatency(Float64Array.of(200e3, 3e6, 0));
  assertEquals([0, 1, 2].map((venue) => latency.outNs(venue)), [200e3, 3e6, 0]);
  assertEquals([0, 1, 2].map((venue) => latency.backNs(venue)), [200e3, 3e6, 0]);
  assertEquals(latency.slowestNs, 3e6);
});

Deno.test("latencyModel() makes what plain data says, as it comes out of a message to a worker", () => {
  assertInstanceOf(latencyModel(structuredClone(500e3)), ConstantLatency);
  const byVenue = latencyModel(structuredClone(Float64Array.of(1, 2)));
  assertInstanceOf(byVenue, VenueLatency);
  assertEquals(byVenue.outNs(1), 2);
});

Deno.test("latencyModel() refuses what is no latency", () => {
  for (const ns of [-1, NaN, Infinity]) {
    assertThrows(() => latencyModel(ns), RangeError, `not ${ns} ns`);
    assertThrows(() => latencyModel(Float64Array.of(1, ns)), RangeError, `not ${ns} ns`);
  }
  assertThrows(() => latencyModel(new Float64Array()), RangeError);
});

Deno.test("latencyModel() moves fills alike, given one latency or the same by venue", () => {
  const ask = [10.01, 100] as const;
  const market = marketOf([quote(0, XNAS, [10, 100], ask), quote(0, XNYS, [10, 100], ask)]);
  const order = { side: BUY, quantity: 20, startNs: 1e9, endNs: 2e9 };
  const times = (latencyNs: number | readonly number[]) => {
    const execution = run(market, order, slices([1, 2], [20]), takes({ 0: 10, 1: 10 }), { latencyNs });
    return fillsOf(execution, market).map(([at, venue]) => [at, venue]);
  };
  assertEquals(times(5e8), [[1.5, "XNAS"], [1.5, "XNYS"]]);
  assertEquals(times([5e8, 5e8]), times(5e8));
  assertEquals(times([5e8, 1e8]), [[1.1, "XNYS"], [1.5, "XNAS"]]);
});
