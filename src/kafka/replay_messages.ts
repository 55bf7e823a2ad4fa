/**
 * What a replay looks like in a topic: a start marker, the messages in order, an end marker, all of one
 * partition and with the run's id in a header.
 *
 * @module
 */

import * as v from "valibot";
import type { TapeNotes } from "../market/tape_notes.ts";
import { parseTimeBound } from "../market/time.ts";
import { CODEC_VERSION } from "../source/snapshot_codec.ts";
import { checkedJson, plainObject } from "./checked_json.ts";
import { LatelyRead } from "./lately_read.ts";

/** More than any name or time has. */
const MOST_LETTERS = 1_000;
const name = v.pipe(v.string(), v.maxLength(MOST_LETTERS));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const timeNs = v.pipe(v.string(), v.regex(/^\d{1,19}$/), v.check((text) => BigInt(text) < 2n ** 63n));

const timeBound = v.pipe(name, v.check(isTimeBound));

const startSchema = v.object({
  run_id: name,
  /** Version of the messages' codec. */
  codec: name,
  /** Digest of the tape that the messages make. */
  tape_digest: digest,
  messages: count,
  rows: count,
  /** Midnight that the tape counts from, ns, decimal text. */
  origin_ns: timeNs,
  symbol: name,
  skipped_rows: count,
  /** What the reader of the tape noted; older producers did not say. */
  notes: v.optional(plainObject as v.GenericSchema<TapeNotes>),
  /** When the run began, RFC 3339. */
  started: name,
  /** What the producer was asked for. */
  arguments: v.pipe(
    plainObject,
    v.looseObject({ from: v.optional(timeBound), to: v.optional(timeBound) }),
  ),
});

const endSchema = v.object({
  run_id: name,
  messages: count,
  /** SHA-256 of all messages, one behind the other. */
  digest,
});

function isTimeBound(text: string): boolean {
  try {
    parseTimeBound(text);
    return true;
  } catch {
    return false;
  }
}

/** First message of a run: says what follows. */
export type StartMarker = Readonly<v.InferOutput<typeof startSchema>>;

/** Last message of a run. */
export type EndMarker = Readonly<v.InferOutput<typeof endSchema>>;

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

/** What {@linkcode newRunId} gives: other producers have headers of these names too. */
const RUN_ID = /^[0-9a-f]{12}-[0-9a-f]{8}$/;

/** What the headers say; `undefined` if no run of sorlab's has sent the message. */
export function envelopeOf(headers: Headers | undefined): Envelope | undefined {
  const run = headers?.["run"];
  if (run === undefined || run === null) return undefined;
  const runId = textOf(run);
  const codec = textOf(headers?.["v"]);
  if (codec === "" || !isRunId(runId)) return undefined;
  const seq = headers?.["seq"];
  if (seq !== undefined) {
    const sequence = numberOf(seq);
    return sequence < 0 ? undefined : { kind: "data", runId, codec, sequence };
  }
  const kind = textOf(headers?.["kind"]);
  return kind === "start" || kind === "end" ? { kind, runId, codec } : undefined;
}

let lastRunId = "";

/** Most messages are of the run that the one before was of. */
function isRunId(text: string): boolean {
  if (text === lastRunId) return true;
  if (!RUN_ID.test(text)) return false;
  lastRunId = text;
  return true;
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

/**
 * Reads a start marker.
 *
 * @throws {DataError} naming the key, if it is none.
 */
export function parseStart(value: Uint8Array | null): StartMarker {
  return checkedJson(startSchema, textIn(value), "a marker");
}

/**
 * Reads an end marker.
 *
 * @throws {DataError} naming the key, if it is none.
 */
export function parseEnd(value: Uint8Array | null): EndMarker {
  return checkedJson(endSchema, textIn(value), "a marker");
}

function textIn(value: Uint8Array | null): string {
  return new TextDecoder().decode(value ?? new Uint8Array(0));
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
