import { assert, assertEquals } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { type Random, randomInt, seededRandom } from "../../../src/market/random.ts";
import type { Tape } from "../../../src/market/tape.ts";
import { seeds } from "../../_seeds.ts";
import { file, head, other, type Quote, quote, read, START_NS, symbolMapping } from "./_dbn.ts";
import { reference, type ReferenceQuote } from "./_reference.ts";

const FILES = seeds(400, 200_000);
const SEED = 20240801;
const FLAG_MAYBE_BAD_BOOK = 4;
const FLAG_BAD_TS_RECV = 8;

function pick<T>(random: Random, ...values: T[]): T {
  return values[randomInt(random, values.length)]!;
}

/** A valid file of a few records of any version and of a schema of single venues. */
function validDbn(random: Random): Uint8Array {
  const version = pick(random, 1, 2, 3);
  const rtype = pick(random, 1, 1, 1, 10, 195);
  const mappings = random() < 0.5 ? [["AAPL", 20240801, 20240802, "38"]] as const : [];
  const records = Array.from({ length: 1 + randomInt(random, 12) }, (_, i): Uint8Array => {
    if (random() < 0.1) {
      return pick(random, other(23, 320), other(0, 48), symbolMapping(38, "AAPL", "AAPL", version));
    }
    const odd: Quote = random() < 0.2 ? { flags: pick(random, 0, 4, 8, 130), bidSz: pick(random, 0, 5) } : {};
    const time = START_NS + BigInt(i) * 1_000_000n;
    return quote({ rtype, tsEvent: time, tsRecv: time + 7n, publisher: pick(random, 2, 43), ...odd });
  });
  return file(head({ version, padding: randomInt(random, 8), mappings }), ...records);
}

/** What comes of files on the way: bits that flip, numbers that grow, ends that are missing, pieces that double. */
function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated: Uint8Array = bytes.slice();
  for (let n = randomInt(random, 4); n >= 0; n--) {
    const at = randomInt(random, mutated.length);
    switch (randomInt(random, 6)) {
      case 0:
        mutated[at]! ^= 1 << randomInt(random, 8);
        break;
      case 1:
        mutated[at] = pick(random, 0, 1, 4, 20, 127, 128, 255);
        break;
      case 2:
        mutated.fill(pick(random, 0, 255), at, at + pick(random, 2, 4, 8));
        break;
      case 3:
        mutated = mutated.slice(0, at + 1);
        break;
      case 4:
        mutated = file(mutated.subarray(0, at), mutated.subarray(randomInt(random, at + 1)));
        break;
      case 5:
        // The length of the metadata.
        new DataView(mutated.buffer).setUint32(
          Math.min(4, mutated.length - 4),
          randomInt(random, 2 ** 32),
          LITTLE_ENDIAN,
        );
    }
    if (mutated.length < 8) return mutated;
  }
  return mutated;
}

const LITTLE_ENDIAN = true;

async function outcomeOf(bytes: Uint8Array): Promise<Tape | DataError> {
  try {
    return await read(bytes, { instrumentId: 38 });
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

/** The rows that a tape must have of the quotes. */
function rowsOf(quotes: readonly ReferenceQuote[]): ReferenceQuote[] {
  return quotes.filter(({ id, flags }) => id === 38 && (flags & FLAG_MAYBE_BAD_BOOK) === 0);
}

function assertRead(tape: Tape, quotes: readonly ReferenceQuote[]): void {
  const rows = rowsOf(quotes);
  if (rows.some(({ consolidated }) => consolidated)) return;
  assertEquals(tape.length, rows.length);
  const { columns, originNs } = tape;
  const price = (units: bigint | undefined) => units === undefined ? NaN : Number(units);
  for (const [row, one] of rows.entries()) {
    const isReceived = one.sampled || (one.flags & FLAG_BAD_TS_RECV) === 0;
    assertEquals([
      tape.tsEvent(row),
      Number.isNaN(columns.tsRecvNs[row]!) ? undefined : originNs + BigInt(columns.tsRecvNs[row]!),
      ...[columns.publisher, columns.action, columns.side, columns.flags, columns.size].map((column) =>
        column[row]
      ),
      ...[columns.price, columns.bidPx, columns.askPx, columns.bidSz, columns.askSz].map((column) =>
        column[row]
      ),
    ], [
      one.eventNs,
      isReceived ? one.recvNs : undefined,
      ...[one.publisher, one.action, one.side, one.flags, one.size],
      ...[price(one.price), price(one.bidPx), price(one.askPx), one.bidSz, one.askSz],
    ]);
  }
}

Deno.test(`readDbn() reads ${FILES} mutated files as the reference does, or says what is wrong`, async () => {
  const random = seededRandom(SEED);
  let tapes = 0;
  for (let n = 0; n < FILES; n++) {
    const bytes = mutate(validDbn(random), random);
    try {
      const outcome = await outcomeOf(bytes);
      if (outcome instanceof DataError) {
        assert(outcome.message.startsWith("day.dbn: "), outcome.message);
        continue;
      }
      const expected = reference(bytes, 38);
      if (typeof expected === "string") throw new Error(`read, although ${expected}`);
      assertRead(outcome, expected);
      tapes++;
    } catch (error) {
      throw new Error(`seed ${SEED}, file ${n}`, { cause: error });
    }
  }
  // A good part of the files must still be readable, or nothing is compared.
  assert(tapes > FILES / 10, `${tapes} tapes`);
});
