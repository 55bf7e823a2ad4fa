import { assertEquals } from "@std/assert";
import { RiskAverseQueue } from "../../../src/execution/queue/risk_averse.ts";

Deno.test("RiskAverseQueue puts an order behind what is displayed and what is its own", () => {
  const queue = new RiskAverseQueue();
  queue.join(0, 300, 0);
  queue.join(1, 300, 100);
  assertEquals([queue.ahead(0), queue.ahead(1)], [300, 400]);
  // Its number may be used again.
  queue.join(0, 50, 0);
  assertEquals([queue.ahead(0), queue.ahead(1)], [50, 400]);
});

Deno.test("RiskAverseQueue hands on what a print has left after those ahead", () => {
  const queue = new RiskAverseQueue();
  queue.join(0, 300, 0);
  assertEquals([200, 150, 80].map((shares) => [queue.trade(0, shares), queue.ahead(0)]), [
    [0, 100],
    [50, 0],
    [80, 0],
  ]);
});

Deno.test("RiskAverseQueue has room for as many orders as come", () => {
  const queue = new RiskAverseQueue();
  queue.join(3, 7, 0);
  for (let order = 0; order < 100; order++) if (order !== 3) queue.join(order, 10 * order, 0);
  assertEquals([queue.ahead(3), queue.ahead(15), queue.ahead(16), queue.ahead(99)], [7, 150, 160, 990]);
  queue.join(1000, 1, 0);
  assertEquals([queue.ahead(99), queue.ahead(1000)], [990, 1]);
});

Deno.test("RiskAverseQueue learns nothing from quotes", () => {
  const queue = new RiskAverseQueue();
  queue.join(0, 300, 0);
  queue.quote();
  assertEquals(queue.ahead(0), 300);
});
