import { publisher } from "../market/publishers.ts";
import { seededRandom } from "../market/random.ts";
import type { Tape } from "../market/tape.ts";
import { NS_PER_DAY, NS_PER_SECOND } from "../market/time.ts";
import { BID, Board } from "./generated/board.ts";
import { Market } from "./generated/market.ts";
import { drawPace } from "./generated/pace.ts";

/** What {@linkcode generateTape} makes. */
export interface GenerateOptions {
  /**
   * Publisher ids of the venues, the one most often at the touch first, or how many of XNAS, XNYS, ARCX,
   * BATS, EDGX, IEXG, MEMX, EPRL, BATY, EDGA, XBOS, XPSX, XCIS, XCHI, XASE, OCEA.
   *
   * @default 6
   */
  readonly venues?: number | readonly number[] | undefined;
  /** Mean rate of events over all venues. A trade has two rows or more, so there are some more rows. @default 100 */
  readonly eventsPerSecond?: number | undefined;
  /** Seconds from the start to the end, at most a day. @default 600 */
  readonly durationSeconds?: number | undefined;
  /** An integer; only its low 32 bits count. @default 1 */
  readonly seed?: number | undefined;
  /** Price increment, 1e-9 dollars. @default 1e7 */
  readonly tick?: number | undefined;
  /** Where the best bid starts, 1e-9 dollars, rounded to the tick. @default 224.5e9 */
  readonly price?: number | undefined;
  /** Instrument. @default "AAPL" */
  readonly symbol?: string | undefined;
  /** Moment of the first event, ns since the Unix epoch: 2024-08-01T13:36:32Z. @default 1722519392000000000n */
  readonly startNs?: bigint | undefined;
}

type Settings = { readonly [K in keyof GenerateOptions]-?: NonNullable<GenerateOptions[K]> };

const DEFAULTS: Settings = {
  venues: 6,
  eventsPerSecond: 100,
  durationSeconds: 600,
  seed: 1,
  tick: 1e7,
  price: 224.5e9,
  symbol: "AAPL",
  startNs: 1722519392000000000n,
};

const PUBLISHERS: readonly number[] = [2, 9, 43, 5, 8, 38, 15, 16, 6, 7, 3, 4, 10, 12, 11, 107];
const MAX_VENUES = 64;
const MAX_EVENTS = 2 ** 27;
const MAX_TIME_NS = 2n ** 63n - 1n;
/** Ticks that the touch keeps from zero and from 2^53 units: no deeper level gets beyond them. */
const MARGIN_TICKS = 32;
/** Rows an event has on average, with some to spare. */
const ROWS_PER_EVENT = 1.1;

/**
 * A synthetic stretch of a US-equity day on several venues, in order of receipt: the same options give
 * the same tape, byte for byte. It resembles a liquid large cap of one tick's spread: heavy-tailed gaps
 * and bursts, odd lots, trades of several prints whose rows but the last are not the event's last.
 * At any moment one venue or a few are at the touch, the others some ticks behind. No venue's book is
 * ever crossed; nor is the consolidated one, in order of receipt, but it is locked about 1 % of the time.
 * Price moves are a share of the events, so volatility grows with the square root of the rate.
 *
 * @throws {RangeError} if an option is impossible; the message names the value.
 *
 * @example
 * ```ts
 * import { generateTape } from "./generated.ts";
 * import { assertEquals } from "@std/assert";
 * const tape = generateTape({ seed: 7, venues: [2, 9], eventsPerSecond: 50, durationSeconds: 10 });
 * assertEquals(tape.symbol, "AAPL");
 * assertEquals([...new Set(tape.columns.publisher)], [2, 9]);
 * ```
 */
export function generateTape(options: GenerateOptions = {}): Tape {
  const settings = withDefaults(options);
  const publishers = publishersOf(settings.venues);
  const events = countEvents(settings);
  const { tick, seed, symbol, startNs } = settings;
  const bounds = priceBounds(settings);
  const originNs = checkStart(startNs) - startNs % BigInt(NS_PER_DAY);
  const random = seededRandom(checkInteger("seed", seed));
  checkSymbol(symbol);

  const offsetNs = Number(startNs - originNs);
  const capacity = Math.ceil(events * ROWS_PER_EVENT) + 1024;
  const pace = drawPace(events, settings.durationSeconds * NS_PER_SECOND, random);
  const board = new Board({ publishers, tick, startNs: offsetNs, capacity, random });
  const market = new Market(board, random, Math.round(settings.price / tick), bounds);
  for (let event = 0; event < events; event++) {
    board.receive(offsetNs + pace.recvNs[event]!);
    if (event < publishers.length) board.open(event, BID);
    else market.step(pace.left[event]!);
  }
  return board.builder.finish({ originNs, symbol });
}

// An option given as undefined is one not given.
function withDefaults(options: GenerateOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) } as Settings;
}

function publishersOf(venues: number | readonly number[]): readonly number[] {
  if (typeof venues === "number") {
    if (!(Number.isInteger(venues) && venues >= 1 && venues <= PUBLISHERS.length)) {
      throw new RangeError(
        `Cannot generate ${venues} venues: use 1 to ${PUBLISHERS.length}, or a list of ids`,
      );
    }
    return PUBLISHERS.slice(0, venues);
  }
  if (venues.length < 1 || venues.length > MAX_VENUES) {
    throw new RangeError(`Cannot generate ${venues.length} venues: list 1 to ${MAX_VENUES}`);
  }
  for (const id of venues) checkPublisher(id);
  const twice = venues.find((id, i) => venues.indexOf(id) !== i);
  if (twice !== undefined) throw new RangeError(`Cannot generate publisher ${twice} twice`);
  return [...venues];
}

function checkPublisher(id: number): void {
  if (!(Number.isInteger(id) && id >= 1 && id <= 0xffff)) {
    throw new RangeError(`Cannot generate publisher ${id}: an id is an integer from 1 to 65535`);
  }
  const { kind } = publisher(id);
  if (kind !== "exchange") throw new RangeError(`Cannot generate quotes of publisher ${id}: it is ${kind}`);
}

function countEvents({ eventsPerSecond, durationSeconds }: Settings): number {
  if (!(eventsPerSecond > 0 && eventsPerSecond < Infinity)) {
    throw new RangeError(`Cannot generate ${eventsPerSecond} events per second: the rate must be positive`);
  }
  if (!(durationSeconds > 0 && durationSeconds <= NS_PER_DAY / NS_PER_SECOND)) {
    throw new RangeError(`Cannot generate ${durationSeconds} seconds: use more than 0 and at most 86400`);
  }
  const events = Math.max(1, Math.round(eventsPerSecond * durationSeconds));
  if (events > MAX_EVENTS) throw new RangeError(`Cannot generate ${events} events: at most ${MAX_EVENTS}`);
  return events;
}

/** The lowest and highest best bid, in ticks. */
function priceBounds({ tick, price }: Settings): [number, number] {
  if (!(Number.isSafeInteger(tick) && tick > 0)) {
    throw new RangeError(`Cannot generate prices with tick ${tick}: it must be a positive integer`);
  }
  const highest = Math.floor(Number.MAX_SAFE_INTEGER / tick) - MARGIN_TICKS;
  const ticks = Math.round(price / tick);
  if (!(Number.isSafeInteger(price) && ticks >= MARGIN_TICKS && ticks <= highest)) {
    throw new RangeError(
      `Cannot generate prices around ${price}: an integer from ${MARGIN_TICKS} to ${highest} ticks of ${tick}`,
    );
  }
  return [MARGIN_TICKS, highest];
}

function checkStart(startNs: bigint): bigint {
  if (startNs < 0n || startNs > MAX_TIME_NS - 2n * BigInt(NS_PER_DAY)) {
    throw new RangeError(`Cannot start at ${startNs} ns: beyond the times of the format`);
  }
  return startNs;
}

function checkInteger(name: string, value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`Cannot use ${name} ${value}: it must be an integer`);
  }
  return value;
}

function checkSymbol(symbol: string): void {
  if (!/^[\x21\x23-\x2b\x2d-\x7e]{1,32}$/.test(symbol)) {
    throw new RangeError(
      `Cannot use symbol ${JSON.stringify(symbol)}: 1 to 32 characters, no space, comma or quote`,
    );
  }
}
