import { assert, assertEquals } from "@std/assert";
import {
  envelopeOf,
  markerHeaders,
  parseEnd,
  parseStart,
  type StartMarker,
} from "../../src/kafka/replay_messages.ts";
import { RunCollector } from "../../src/kafka/run_collector.ts";

const RUN_ID = "0123456789ab-01234567";

const START: StartMarker = {
  run_id: RUN_ID,
  codec: "1",
  tape_digest: "0".repeat(64),
  messages: 1,
  rows: 1,
  origin_ns: "1722470400000000000",
  symbol: "X",
  skipped_rows: 0,
  started: "2024-08-01T00:00:00.000Z",
  arguments: {},
};

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** What nobody may put in the place of a marker's values, by key. */
const WRONG: readonly (readonly [keyof StartMarker, unknown])[] = [
  ...["x", "", "-1", "1.5", "9".repeat(19), "1".repeat(20), 1722470400000000000, null, {}].map((value) =>
    ["origin_ns", value] as const
  ),
  ["symbol", {}],
  ["symbol", null],
  ["symbol", "x".repeat(1001)],
  ["run_id", 7],
  ["codec", []],
  ["tape_digest", "abc"],
  ["messages", -1],
  ["messages", 1.5],
  ["messages", "1"],
  ["rows", 1e300],
  ["skipped_rows", null],
  ["started", 5],
  ["arguments", null],
  ["arguments", []],
  ["arguments", { from: 7 }],
  ["arguments", { to: "soon" }],
];

Deno.test("trap: a start marker of another shape is counted as no run's, and named", () => {
  const values = [
    ...WRONG.map(([key, value]) => [key, bytes({ ...START, [key]: value })] as const),
    ...Object.keys(START).map((key) => [key, bytes({ ...START, [key]: undefined })] as const),
    ...["7", "null", "[]", "{", ""].map((text) => ["a marker", new TextEncoder().encode(text)] as const),
    ["a marker", null] as const,
  ];
  for (const [named, value] of values) {
    const collector = new RunCollector(0, () => true);
    const text = value === null ? "null" : new TextDecoder().decode(value);
    collector.take({ offset: "41", headers: markerHeaders("start", RUN_ID), value });
    assertEquals([collector.counts.unclaimed, collector.open], [1, undefined], text);
    const { offset, reason } = collector.malformed!;
    assert(offset === "41" && reason.includes(named) && reason.length < 100, `${reason}: ${text}`);
    collector.take({ offset: "42", headers: markerHeaders("start", RUN_ID), value: bytes(START) });
    assertEquals(collector.open?.start, START, text);
  }
});

Deno.test("parseStart() and parseEnd() read what was written", () => {
  assertEquals(parseStart(bytes(START)), START);
  const end = { run_id: RUN_ID, messages: 1, digest: "f".repeat(64) };
  assertEquals(parseEnd(bytes(end)), end);
});

Deno.test("trap: another producer's headers of our names are no run of ours", () => {
  for (
    const headers of [
      { run: "7", seq: "1", v: "1" },
      { run: RUN_ID, seq: "1" },
      { run: "nightly", kind: "start", v: "1" },
      { seq: "3" },
    ]
  ) {
    assertEquals(envelopeOf(headers), undefined, JSON.stringify(headers));
  }
  assertEquals(envelopeOf({ run: RUN_ID, seq: "1", v: "1" })?.kind, "data");
});

Deno.test("trap: a tombstone between a run's messages is no message that cannot be read", () => {
  const collector = new RunCollector(0, () => true);
  collector.take({ offset: "0", headers: markerHeaders("start", RUN_ID), value: bytes(START) });
  collector.take({ offset: "1", headers: {}, value: null });
  assertEquals([collector.counts.unclaimed, collector.counts.tombstones], [1, 1]);
  collector.take({ offset: "2", headers: markerHeaders("end", RUN_ID), value: bytes({}) });
  assertEquals(collector.complete?.unreadable, []);
});
