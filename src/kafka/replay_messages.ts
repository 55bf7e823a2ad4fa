/**
 * What a replay looks like in a topic: a start marker, the messages in order, an end marker, all of one
 * partition and with the run's id in a header.
 *
 * @module
 */

import { DataError } from "../market/data_error.ts";
import type { TapeNotes } from "../market/tape_notes.ts";
import { CODEC_VERSION } from "../source/snapshot_codec.ts";
import { LatelyRead } from "./lately_read.ts";

/** First message of a run: says what follows. */
export interface StartMarker {
  readonly run_id: string;
  /** Version of the messages' codec. */
  readonly codec: string;
  /** Digest of the tape that the messages make. */
  readonly tape_digest: string;
  readonly messages: number;
  readonly rows: number;
  /** Midnight that the tape counts from, ns, decimal text. */
  readonly origin_ns: string;
  readonly symbol: string;
  readonly skipped_rows: number;
  /** What the reader of the tape noted; older producers did not say. */
  readonly notes?: TapeNotes;
  /** When the run began, RFC 3339. */
  readonly started: string;
  /** What the producer was asked for. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Last message of a run. */
export interface EndMarker {
  readonly run_id: string;
  readonly messages: number;
  /** SHA-256 of all messages, one behind the other. */
  readonly digest: string;
}

/** What a message is: a marker, or data with its number in the run, from 0. */
type Envelope =
  | { readonly kind: "start" | "end"; readonly runId: string; readonly codec: string }
  | { readonly kind: "data"; readonly runId: string; readonly codec: string; readonly sequence: number };

/** Headers as the client takes them, and as it gives them back. */
export type Headers = Record<string, HeaderValue | HeaderValue[] | undefined>;

type HeaderValue = Uint8Array | string | null;

/** Headers of a message of data. */
export function dataHeaders(runId: string, sequence: number): Record<string, string> {
  return { run: runId, seq: String(sequence), v: CODEC_VERSION };
}

/** Headers of a marker. */
export function markerHeaders(kind: "start" | "end", runId: string): Record<string, string> {
  return { run: runId, kind, v: CODEC_VERSION };
}

/** What the headers say; `undefined` if no run of sorlab's has sent the message. */
export function envelopeOf(headers: Headers | undefined): Envelope | undefined {
  const run = headers?.["run"];
  if (run === undefined || run === null) return undefined;
  const runId = textOf(run);
  const codec = textOf(headers?.["v"]);
  const seq = headers?.["seq"];
  if (seq !== undefined) {
    const sequence = numberOf(seq);
    return sequence < 0 ? undefined : { kind: "data", runId, codec, sequence };
  }
  const kind = textOf(headers?.["kind"]);
  return kind === "start" || kind === "end" ? { kind, runId, codec } : undefined;
}

type Header = Headers[string];

function textOf(header: Header): string {
  if (header === undefined || header === null) return "";
  if (typeof header === "string") return header;
  if (Array.isArray(header)) return textOf(header[0]);
  return latelyRead.text(header, 0, header.length);
}

const latelyRead = new LatelyRead();

const ZERO = 48;

function numberOf(header: Header): number {
  if (!(header instanceof Uint8Array)) {
    const text = textOf(header);
    return /^\d{1,15}$/.test(text) ? Number(text) : -1;
  }
  if (header.length < 1 || header.length > 15) return -1;
  let value = 0;
  for (let i = 0; i < header.length; i++) {
    const digit = header[i]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string" && value.length <= MOST_LETTERS;
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isObject: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isDigest: Check = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isTimeNs: Check = (value) =>
  typeof value === "string" && /^\d{1,19}$/.test(value) && BigInt(value) < 2n ** 63n;

/** More than any name or time has. */
const MOST_LETTERS = 1_000;

const START_SHAPE: Readonly<Record<keyof StartMarker, Check>> = {
  run_id: isText,
  codec: isText,
  tape_digest: isDigest,
  messages: isCount,
  rows: isCount,
  origin_ns: isTimeNs,
  symbol: isText,
  skipped_rows: isCount,
  started: isText,
  arguments: isObject,
  notes: (value) => value === undefined || isObject(value),
};

const END_SHAPE: Readonly<Record<keyof EndMarker, Check>> = {
  run_id: isText,
  messages: isCount,
  digest: isDigest,
};

/**
 * Reads a start marker.
 *
 * @throws {DataError} naming the key, if it is none.
 */
export function parseStart(value: Uint8Array | null): StartMarker {
  return parseMarker<StartMarker>(value, START_SHAPE);
}

/**
 * Reads an end marker.
 *
 * @throws {DataError} naming the key, if it is none.
 */
export function parseEnd(value: Uint8Array | null): EndMarker {
  return parseMarker<EndMarker>(value, END_SHAPE);
}

function parseMarker<M extends object>(value: Uint8Array | null, shape: Record<keyof M, Check>): M {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(value ?? new Uint8Array(0)));
  } catch (error) {
    throw new DataError("a marker that is no JSON", {}, { cause: error });
  }
  if (!isObject(parsed)) throw new DataError("a marker that is no object");
  for (const [key, check] of Object.entries<Check>(shape)) {
    if (!Object.hasOwn(parsed as M, key) && !check(undefined)) throw new DataError(`a marker without ${key}`);
    const found = (parsed as Record<string, unknown>)[key];
    if (!check(found)) throw new DataError(`a marker whose ${key} is ${cut(JSON.stringify(found))}`);
  }
  return parsed as M;
}

const SHOWN = 60;

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** The id of a new run: all runs of a tape begin alike, and no two are the same. */
export function newRunId(tapeDigest: string): string {
  return `${tapeDigest.slice(0, 12)}-${crypto.randomUUID().slice(0, 8)}`;
}

/** The partition of an instrument: the same for all its runs. */
export function partitionOf(symbol: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(symbol)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % partitions;
}
