// What sorlab kafka status --watch shows, of readings made by hand.
import { assertEquals } from "@std/assert";
import { statusLine, type StatusReading, statusTable } from "../../src/cli/status_view.ts";

function reading(
  atS: number,
  cpuSeconds: number,
  end: bigint,
  others: Partial<StatusReading> = {},
): StatusReading {
  return {
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5) + atS * 1000,
    bootstrap: "127.0.0.1:9092",
    cluster: {
      topics: new Map([["day", [{ partition: 0, low: 5n, end }, { partition: 1, low: 0n, end: 20n }]]]),
      groups: [{ group: "desk", topic: "day", lag: 12 }],
    },
    broker: { pid: 7, version: "4.3.0", usage: { residentMb: 250, cpuSeconds } },
    processes: [
      {
        address: "127.0.0.1:9100",
        values: new Map([
          ["process_resident_memory_bytes", 96 * 2 ** 20],
          ["process_cpu_seconds_total", cpuSeconds / 2],
          ["sorlab_produce_lag_seconds", 0.25],
        ]),
      },
      { address: "127.0.0.1:9101", values: undefined },
    ],
    ...others,
  };
}

const FIRST = reading(0, 10, 105n);

Deno.test("statusTable() shows memory, processor, growth and lag, the rates from the second reading on", () => {
  assertEquals(statusTable(FIRST, undefined), [
    "2026-01-02 03:04:05 UTC  broker 127.0.0.1:9092 (Kafka 4.3.0, process 7)",
    "memory 250 MB",
    "",
    "topic  messages  a second",
    "day         120",
    "",
    "group  topic  behind",
    "desk   day        12",
    "",
    "process            memory  processor    lag",
    "127.0.0.1:9100      96 MB             0.3 s",
    "127.0.0.1:9101  no answer",
  ]);
  const table = statusTable(reading(2, 10.5, 305n), FIRST);
  assertEquals([table[1], table[4], table[10]], [
    "memory 250 MB, processor 25 %",
    "day         320       100",
    "127.0.0.1:9100      96 MB       13 %  0.3 s",
  ]);
});

Deno.test("statusLine() says the same in one line", () => {
  assertEquals(
    statusLine(reading(2, 10.5, 305n), FIRST),
    "2026-01-02 03:04:07 UTC  broker 127.0.0.1:9092: memory 250 MB, processor 25 %; " +
      "topic day: 320 messages, 100 a second; group desk: 12 behind in day; " +
      "process 127.0.0.1:9100: 96 MB, 13 %, lag 0.3 s; process 127.0.0.1:9101: no answer",
  );
});

Deno.test("statusTable() claims no rate of another process, no memory of a broker elsewhere, nothing new on failure", () => {
  const restarted = reading(2, 1, 305n, {
    broker: { pid: 8, version: "4.3.0", usage: { residentMb: 90, cpuSeconds: 1 } },
  });
  assertEquals(statusTable(restarted, FIRST)[1], "memory 90 MB");
  // The other process began anew: its processor time is less than it was.
  assertEquals(statusTable(restarted, FIRST)[10], "127.0.0.1:9100      96 MB             0.3 s");
  const elsewhere = statusTable(reading(2, 1, 305n, { broker: undefined, processes: [] }), undefined);
  assertEquals(elsewhere.slice(0, 2), [
    "2026-01-02 03:04:07 UTC  broker 127.0.0.1:9092",
    "memory and processor unknown: a broker elsewhere does not tell them",
  ]);
  assertEquals(elsewhere.length, 8);
  assertEquals(statusTable(reading(2, 10, 105n, { failure: "no answer" }), FIRST)[1], "no answer");
});
