import * as v from "valibot";
import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { Checkpoint } from "../../src/search/checkpoint.ts";
import { MemoryStore } from "./_memory_store.ts";

Deno.test("Checkpoint.open() reads back what was saved; where nothing was it is empty", async () => {
  const store = new MemoryStore();
  const checkpoint = await Checkpoint.open<{ value: number }>(store, "mine", v.any());
  assertEquals(checkpoint.results.size, 0);
  for (const key of ["", "2", "10", "0.1 0.2 0.3", "π"]) checkpoint.results.set(key, { value: key.length });
  await checkpoint.save();
  const again = await Checkpoint.open<{ value: number }>(store, "mine", v.any());
  assertEquals(new Map(again.results), new Map(checkpoint.results));
});

Deno.test("Checkpoint.save() keeps its format, so that a later sorlab goes on from it", async () => {
  const store = new MemoryStore();
  const checkpoint = await Checkpoint.open<number>(store, "mine", v.any());
  checkpoint.results.set("0.4 0.6 0.3", 17);
  await checkpoint.save();
  assertEquals(
    store.text,
    '{"format":"sorlab-checkpoint-1","identity":"mine",' +
      '"digest":"172a6fbe8a94d9eb81a609633eb04372cdb6e2dc14a937f67af9727b2a502c15",' +
      '"results":{"0.4 0.6 0.3":17}}\n',
  );
});

Deno.test("Checkpoint.save() writes one after the other, and goes on after one that failed", async () => {
  const written: string[] = [];
  let writing = 0;
  const checkpoint = await Checkpoint.open<number>(
    {
      name: "slow",
      read: () => Promise.resolve(undefined),
      async write(text) {
        assertEquals(++writing, 1);
        await Promise.resolve();
        writing--;
        written.push(text);
        if (written.length === 1) throw new Deno.errors.NotFound("gone");
      },
      nowMs: () => 0,
    },
    "mine",
    v.number(),
  );
  const saves = [1, 2, 3].map((result) => {
    checkpoint.results.set("a", result);
    return checkpoint.save();
  });
  await assertRejects(() => saves[0]!, Deno.errors.NotFound, "gone");
  await Promise.all(saves.slice(1));
  assertEquals(written.map((text) => JSON.parse(text).results.a), [3, 3, 3]);
});

Deno.test("Checkpoint.saveIfDue() waits for 64 new results, and then until storing was a twentieth of the time", async () => {
  const store = new MemoryStore();
  const checkpoint = await Checkpoint.open<number>(store, "mine", v.number());
  const write = store.write.bind(store);
  store.write = (text) => {
    store.clockMs += 10;
    return write(text);
  };
  const writesAfter = async (results: number, ms: number): Promise<number> => {
    store.clockMs += ms;
    for (let i = 0; i < results; i++) {
      checkpoint.results.set(`${checkpoint.results.size}`, i);
      await checkpoint.saveIfDue();
    }
    return store.writes;
  };
  assertEquals(await writesAfter(63, 1000), 0);
  assertEquals(await writesAfter(1, 0), 1);
  assertEquals(await writesAfter(1000, 199), 1);
  assertEquals(await writesAfter(1, 1), 2);
  assertEquals(await writesAfter(63, 1000), 2);
  assertEquals(await writesAfter(1, 0), 3);
  // A search that ends stores what it has all the same.
  checkpoint.results.set("last", 7);
  await checkpoint.save();
  assertEquals([store.writes, JSON.parse(store.text!).results.last], [4, 7]);
});

Deno.test("Checkpoint.open() refuses the checkpoint of another search", async () => {
  const store = new MemoryStore();
  await (await Checkpoint.open(store, "mine", v.any())).save();
  await assertRejects(
    () => Checkpoint.open(store, "yours", v.any()),
    DataError,
    "the store: is the checkpoint of another",
  );
});

Deno.test("Checkpoint.open() refuses what is no checkpoint", async () => {
  const store = new MemoryStore();
  const texts = ["", "{", "null", "5", "[]", "{}", '"text"', "\ufffd\0", '{"format":"sorlab-checkpoint-0"}'];
  for (const text of texts) {
    store.text = text;
    await assertRejects(
      () => Checkpoint.open(store, "mine", v.any()),
      DataError,
      "the store: is no checkpoint",
    );
  }
  const forms = [{ results: [] }, { results: null }, { results: { "": 5 } }, { results: {}, digest: 5 }];
  for (const form of forms) {
    store.text = JSON.stringify({ format: "sorlab-checkpoint-1", identity: "mine", digest: "", ...form });
    await assertRejects(() => Checkpoint.open(store, "mine", v.any()), DataError, "the store");
  }
});

Deno.test("Checkpoint.open() refuses a checkpoint cut short or changed at any character", async () => {
  const store = new MemoryStore();
  const checkpoint = await Checkpoint.open<object>(store, "mine", v.any());
  checkpoint.results.set("a", { cashUnits: "123", excess: 0, execution: "ab" });
  await checkpoint.save();
  const whole = store.text!;
  for (let length = 0; length < whole.length - 1; length++) {
    store.text = whole.slice(0, length);
    await assertRejects(() => Checkpoint.open(store, "mine", v.any()), DataError, "the store");
  }
  for (let at = 0; at < whole.length - 1; at++) {
    const changed = String.fromCharCode(whole.charCodeAt(at) ^ 1);
    store.text = whole.slice(0, at) + changed + whole.slice(at + 1);
    await assertRejects(() => Checkpoint.open(store, "mine", v.any()), DataError, "the store");
  }
});
