// Notices when kafkajs does not use what is replaced in it any more.
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import Connection from "kafkajs/src/network/connection.js";
import ConnectionPool from "kafkajs/src/network/connectionPool.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import Record from "kafkajs/src/protocol/recordBatch/record/v0/index.js";
import fetch from "kafkajs/src/protocol/requests/fetch/index.js";
import response from "kafkajs/src/protocol/requests/fetch/v11/response.js";
import openSocket from "kafkajs/src/network/socketFactory.js";
import RequestQueue from "kafkajs/src/network/requestQueue/index.js";
import { replaceInKafkajs } from "../../../src/kafka/_kafkajs/replace.ts";

// deno-lint-ignore no-explicit-any -- kafkajs's inner modules have no types
type Any = any;
type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Counts the calls of a method while something is done. */
async function calls(of: Any, name: string, action: () => unknown): Promise<number> {
  const method: Method = of[name];
  let count = 0;
  of[name] = function (this: unknown, ...args: unknown[]): unknown {
    count++;
    return method.apply(this, args);
  };
  try {
    await action();
  } finally {
    of[name] = method;
  }
  return count;
}

const parts = (): unknown[] => [
  (Connection as Any).prototype.connect,
  (Connection as Any).prototype.send,
  Decoder.prototype.readArray,
  Decoder.prototype.readArrayAsync,
  Encoder.prototype.writeUVarInt,
  (response as Any).decode,
  (RequestQueue as Any).prototype.scheduleCheckPendingRequests,
];
/** As kafkajs has them: by the time of a test, another of this thread may have had them replaced. */
const before = parts();

Deno.test("replaceInKafkajs() replaces these functions, once", () => {
  replaceInKafkajs();
  const after = parts();
  for (const [i, part] of after.entries()) assert(typeof before[i] === "function" && part !== before[i]);
  replaceInKafkajs();
  assertEquals(parts(), after);
});

Deno.test("trap: kafkajs writes records by the encoder's writeUVarInt()", async () => {
  const record = () =>
    (Record as Any)({ offsetDelta: 1, timestampDelta: 2, key: null, value: "value", headers: { run: "x" } });
  // Length, offset, key, value, number of headers, and one header's name and value.
  assertEquals(await calls(Encoder.prototype, "writeUVarInt", record), 7);
});

Deno.test("trap: version 11 is the newest fetch that kafkajs speaks, and its answer is read by decode()", () => {
  replaceInKafkajs();
  assertEquals(Math.max(...(fetch as Any).versions.map(Number)), 11);
  const { response: answer } = (fetch as Any).protocol({ version: 11 })({ topics: [] });
  assertEquals(answer.decode, (response as Any).decode);
  assertEquals(answer.decode.name, "decodeResponse");
});

Deno.test("trap: an answer makes no room for a list longer than itself", async () => {
  replaceInKafkajs();
  const bytes = new Encoder().writeInt32(0x7fff_ffff).writeInt32(1).buffer;
  assertThrows(() => new Decoder(bytes).readArray(() => 0), RangeError, "a list of 2147483647 in 8 bytes");
  await assertRejects(async () => await new Decoder(bytes).readArrayAsync(() => 0), RangeError);
  const fetched = new Encoder().writeInt32(0).writeInt16(0).writeInt32(0).writeInt32(0x7000_0000).buffer;
  await assertRejects(() => (response as Any).decode(fetched), RangeError);
});

/** A queue of kafkajs's in which one request is on its way and another waits. */
function busyQueue(): { queue: Any; sent: number[] } {
  const sent: number[] = [];
  const logger = { debug() {}, warn() {} };
  const queue = new (RequestQueue as Any)({
    maxInFlightRequests: 1,
    requestTimeout: 1000,
    logger,
    broker: "b",
  });
  for (const correlationId of [1, 2]) {
    const entry = { correlationId, resolve() {}, reject() {} };
    queue.push({ entry, expectResponse: true, sendRequest: () => sent.push(correlationId) });
  }
  return { queue, sent };
}

Deno.test("trap: kafkajs's queue looks for waiting requests by scheduleCheckPendingRequests()", async () => {
  replaceInKafkajs();
  const { prototype } = RequestQueue as Any;
  const count = await calls(prototype, "scheduleCheckPendingRequests", () => {
    const { queue, sent } = busyQueue();
    queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    queue.fulfillRequest({ correlationId: 2, payload: null, size: 0 });
    queue.destroy();
    assertEquals(sent, [1, 2]);
  });
  assert(count >= 3);
});

Deno.test("trap: kafkajs's queue sets no timer of a negative time", () => {
  replaceInKafkajs();
  const times: number[] = [];
  const { setTimeout } = globalThis;
  Object.assign(globalThis, {
    setTimeout(action: () => void, ms: number) {
      times.push(ms);
      return setTimeout(action, Math.max(0, ms));
    },
  });
  try {
    const { queue } = busyQueue();
    queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    queue.fulfillRequest({ correlationId: 2, payload: null, size: 0 });
    assertEquals([queue.pending.length, queue.inflight.size], [0, 0]);
    queue.destroy();
  } finally {
    Object.assign(globalThis, { setTimeout });
  }
  assert(times.length > 0 && times.every((ms) => ms >= 0), times.join());
});

/** A pool of kafkajs's to a listener on this machine. */
function poolTo(port: number, requestTimeout: number): Any {
  const logger: Any = { namespace: () => logger, debug() {}, info() {}, warn() {}, error() {} };
  return new (ConnectionPool as Any)({
    host: "127.0.0.1",
    port,
    logger,
    socketFactory: openSocket(),
    connectionTimeout: 2_000,
    requestTimeout,
  });
}

const REQUEST = {
  request: {
    apiKey: 18,
    apiName: "ApiVersions",
    apiVersion: 0,
    encode: () => Promise.resolve(new Encoder()),
  },
  response: { decode: (payload: unknown) => Promise.resolve(payload), parse: (data: unknown) => data },
};

/** An answer to the first request of a connection: length, number of the request, four bytes. */
const ANSWER = Uint8Array.from([0, 0, 0, 8, 0, 0, 0, 0, 1, 2, 3, 4]);

Deno.test("trap: kafkajs's connection forgets a half-read answer when it is cut, and is used by the pool", async () => {
  replaceInKafkajs();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const pool = poolTo(listener.addr.port, 5_000);
  try {
    assert(pool.pool.every((connection: unknown) => connection instanceof (Connection as Any)));
    for (let cut = 1; cut < ANSWER.length; cut++) {
      const failing = assertRejects(() => pool.send(REQUEST));
      const first = await listener.accept();
      await first.read(new Uint8Array(100));
      await first.write(ANSWER.subarray(0, cut));
      first.close();
      await failing;
      pool.pool[0].correlationId = 0;
      const answered = pool.send(REQUEST);
      const second = await listener.accept();
      await second.read(new Uint8Array(100));
      await second.write(ANSWER);
      assertEquals([...await answered], [1, 2, 3, 4], `cut at byte ${cut}`);
      second.close();
      while (pool.isConnected()) await new Promise((resolve) => setTimeout(resolve, 1));
      pool.pool[0].correlationId = 0;
    }
  } finally {
    await pool.destroy();
    listener.close();
  }
});

Deno.test("trap: kafkajs's connection is replaced once a request has found no answer on it", async () => {
  replaceInKafkajs();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const pool = poolTo(listener.addr.port, 200);
  try {
    const error = await assertRejects(() => pool.send(REQUEST)) as Error;
    assertEquals([error.name, pool.isConnected()], ["KafkaJSConnectionError", false]);
    const silent = await listener.accept();
    pool.pool[0].correlationId = 0;
    const [one, other] = [pool.send(REQUEST), pool.send(REQUEST)];
    const second = await listener.accept();
    // What comes late on the first connection is not read any more.
    await silent.write(ANSWER).catch(() => {});
    await second.read(new Uint8Array(100));
    const next = ANSWER.slice();
    next[7] = 1;
    await second.write(ANSWER);
    await second.write(next);
    assertEquals([[...await one], [...await other]], [[1, 2, 3, 4], [1, 2, 3, 4]], "over one connection");
    silent.close();
    second.close();
  } finally {
    await pool.destroy();
    listener.close();
  }
});
