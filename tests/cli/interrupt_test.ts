import { assertEquals, assertRejects } from "@std/assert";
import { interruptible } from "../../src/cli/interrupt.ts";

// That the listeners are gone afterwards is what the test runner's sanitizers see to.
Deno.test("interruptible() hands the result through and stops listening", async () => {
  assertEquals(await interruptible((interruption) => Promise.resolve(interruption.check() ?? 7)), 7);
});

Deno.test("interruptible() stops listening when the work fails", async () => {
  await assertRejects(() => interruptible(() => Promise.reject(new TypeError("x"))), TypeError, "x");
});
