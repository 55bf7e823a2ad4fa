import { assert, assertEquals } from "@std/assert";
import { type Random, randomInt, seededRandom } from "../../../src/market/random.ts";
import type { Tape } from "../../../src/market/tape.ts";
import { formatTime } from "../../../src/market/time.ts";
import { DataError } from "../../../src/market/data_error.ts";
import { readCsv } from "../../../src/source/csv/read_csv.ts";
import { seeds } from "../../_seeds.ts";
import { assertSameTape, csv, dripping, FIELDS, type ROW } from "./_csv.ts";
import { type Outcome, reference } from "./_reference.ts";

const CASES = seeds(150, 20_000);
const SEED = 20240801;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function pick<T>(random: Random, values: readonly T[]): T {
  return values[randomInt(random, values.length)]!;
}

/** A valid file of three to six rows: any layout, form, separator, line end. */
function validCsv(random: Random): { text: string; separator: string } {
  const raw = random() < 0.4;
  const startNs = 1722519392491745123n + BigInt(randomInt(random, 1e9)) * 1000n;
  const price = () => {
    if (random() < 0.08) {
      return pick(random, raw ? ["", "9223372036854775807", "0"] : ["", "0", "0.000000000"]);
    }
    const units = 200_000_000_000 + randomInt(random, 4000) * 10_000_000;
    return raw ? String(units) : pick(random, [(units / 1e9).toFixed(2), (units / 1e9).toFixed(9)]);
  };
  const time = (offset: number) => {
    const ns = startNs + BigInt(offset);
    return raw ? String(ns) : formatTime(ns);
  };
  const rows = Array.from({ length: 3 + randomInt(random, 4) }, (_, row): Partial<typeof ROW> => ({
    ts_event: time(row * 40e9 + randomInt(random, 1e9)),
    ts_recv: random() < 0.05 ? "" : time(row * 40e9 + 1e9),
    publisher_id: String(1 + randomInt(random, 100)),
    action: pick(random, ["A", "C", "M", "R", "T", "F", "N"]),
    side: pick(random, ["A", "B", "N"]),
    price: price(),
    bid_px_00: price(),
    ask_px_00: price(),
    size: String(randomInt(random, 2000)),
    flags: String(randomInt(random, 256)),
    bid_sz_00: String(randomInt(random, 2000)),
    ask_sz_00: String(randomInt(random, 2000)),
  }));
  const fields = pick(random, [
    FIELDS,
    FIELDS.filter((name) => name !== "symbol"),
    FIELDS.toReversed(),
    FIELDS.filter((name) => /ts_event|publisher|_00/.test(name)),
    [...FIELDS.slice(0, 19), ...Array.from({ length: 20 }, (_, i) => `level_${i}`), "symbol"],
  ]);
  const separator = random() < 0.85 ? "," : pick(random, [";", "\t", "|"]);
  const newline = random() < 0.85 ? "\n" : "\r\n";
  const text = csv(rows, { fields, separator, newline });
  return { text: random() < 0.1 ? text.slice(0, -newline.length) : text, separator };
}

const STRANGE = [
  ...[0, 9, 10, 13, 32, 34, 43, 44, 45, 46, 47, 48, 57, 58, 59, 84, 90, 101, 124, 128, 195, 239, 255],
];

function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const at = randomInt(random, bytes.length);
  const byte = random() < 0.7 ? pick(random, STRANGE) : randomInt(random, 256);
  const kind = randomInt(random, 4);
  if (kind === 0) return bytes.with(at, bytes[at]! ^ (1 << randomInt(random, 8)));
  if (kind === 1) return bytes.with(at, byte);
  if (kind === 2) return Uint8Array.of(...bytes.subarray(0, at), byte, ...bytes.subarray(at));
  return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1 + randomInt(random, 3)));
}

const VALUES = [
  "",
  "0",
  "-1",
  "1",
  "00",
  "1.",
  ".5",
  "1e9",
  "4294967295",
  "4294967296",
  "65536",
  "256",
  "9007199.254740991",
  "9007199.254740992",
  "9007199254740993",
  "9223372036854775807",
  "9223372036854775808",
  "18446744073709551615",
  "99999999999999999999999999",
  "222.8100000001",
  "0.000000001",
  "2024-08-01T13:36:60Z",
  "2024-08-01T13:36:32+00:00",
  "2024-08-02T00:00:00Z",
  "2024-07-31T23:59:59.999999999Z",
  "2024-13-01T00:00:00Z",
  "1969-01-01T00:00:00Z",
  "9999-01-01T00:00:00Z",
  "1722519392491745123",
  '"1"',
  '"1,2"',
  '"',
  '""',
  '1"2',
  "NaN",
  "１",
  "A",
  "T ",
];

function mutateFields(random: Random, text: string, separator: string): string {
  const lines = text.split("\n");
  const row = randomInt(random, lines.length - 1);
  const fields = lines[row]!.split(separator);
  const at = randomInt(random, fields.length);
  const other = randomInt(random, fields.length);
  switch (randomInt(random, 6)) {
    case 0:
    case 1:
      fields[at] = pick(random, VALUES);
      break;
    case 2:
      fields[at] = `"${fields[at]}"`;
      break;
    case 3:
      fields.splice(at, 1);
      break;
    case 4:
      fields.splice(at, 0, pick(random, VALUES));
      break;
    default:
      [fields[at], fields[other]] = [fields[other]!, fields[at]!];
  }
  return lines.with(row, fields.join(separator)).join("\n");
}

function mutateRows(random: Random, text: string): string {
  const lines = text.split("\n");
  const at = randomInt(random, lines.length);
  const other = randomInt(random, lines.length);
  switch (randomInt(random, 4)) {
    case 0:
      return lines.toSpliced(at, 1).join("\n");
    case 1:
      return lines.toSpliced(at, 0, lines[other]!).join("\n");
    case 2:
      return lines.with(at, lines[other]!).with(other, lines[at]!).join("\n");
    default:
      return lines.toSpliced(at, 0, "").join("\n");
  }
}

/** Columns moved as a whole, so that the file stays valid. */
function mutateColumns(random: Random, text: string, separator: string): string {
  const table = text.split("\n").map((line) => line.replace("\r", "").split(separator));
  const columns = table[0]!.length;
  const from = randomInt(random, columns);
  const to = randomInt(random, columns);
  const kind = randomInt(random, 3);
  return table.map((fields) => {
    if (fields.length !== columns) return fields.join(separator);
    const moved = fields[from]!;
    if (kind === 0) return fields.with(from, fields[to]!).with(to, moved).join(separator);
    return (kind === 1 ? fields.toSpliced(from, 1) : fields.toSpliced(to, 0, moved)).join(separator);
  }).join("\n");
}

function mutate(random: Random, text: string, separator: string): Uint8Array {
  let bytes = encoder.encode(text);
  for (let count = 1 + randomInt(random, 3); count > 0 && bytes.length > 0; count--) {
    const kind = random();
    const now = decoder.decode(bytes);
    if (kind < 0.4) bytes = mutateBytes(random, bytes) as typeof bytes;
    else if (kind < 0.75) bytes = encoder.encode(mutateFields(random, now, separator));
    else if (kind < 0.9) bytes = encoder.encode(mutateRows(random, now));
    else bytes = encoder.encode(mutateColumns(random, now, separator));
  }
  return bytes;
}

function placeOf(expected: Exclude<Outcome, { tape: Tape }>): string {
  return "empty" in expected ? "day.csv: " : `day.csv:${expected.line}:${expected.field ?? ""}`;
}

Deno.test("readCsv() reads mutated files as the reference does, or says where they are wrong", async () => {
  const outcomes = { tape: 0, error: 0, empty: 0 };
  for (let i = 0; i < CASES; i++) {
    const random = seededRandom(SEED + i);
    const { text, separator } = validCsv(random);
    const bytes = mutate(random, text, separator);
    const skipBadRows = random() < 0.3;
    const step = random() < 0.2 ? 1 + randomInt(random, 90) : Infinity;
    const where = `seed ${SEED + i}${skipBadRows ? ", bad rows skipped" : ""}: ${
      JSON.stringify(decoder.decode(bytes))
    }`;
    const expected = reference(bytes, skipBadRows);
    try {
      const tape = await readCsv(dripping(bytes, step), "day.csv", { skipBadRows });
      if (!("tape" in expected)) {
        throw new Error(`read, not as the reference: ${placeOf(expected)}; ${where}`);
      }
      assertSameTape(tape, expected.tape, where);
      assertEquals(tape.skippedRows, expected.tape.skippedRows, where);
      outcomes.tape++;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      if ("tape" in expected) throw new Error(`${error.message}, but the reference reads it; ${where}`);
      const place = placeOf(expected);
      assert(error.message.startsWith(place), `${error.message}, not at ${place}; ${where}`);
      outcomes["empty" in expected ? "empty" : "error"]++;
    }
  }
  // Both kinds of outcome, and plenty of each.
  assert(outcomes.tape > CASES / 4 && outcomes.error > CASES / 4, JSON.stringify(outcomes));
});
