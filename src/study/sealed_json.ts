/** JSON of a study's files: one line that carries its own digest, so that no torn or edited one is ever believed. @module */

import * as v from "valibot";
import { DataError } from "../market/data_error.ts";
import { sha256 } from "../market/sha256.ts";

/** What a kind of file is. */
interface SealedKind<T> {
  /** As messages call it, such as `a part of a study`. */
  readonly what: string;
  /** What its first key, `format`, says. */
  readonly format: string;
  /** Longer texts are refused unread, characters. */
  readonly most: number;
  /** What its JSON must be, but for the digest. */
  readonly schema: v.GenericSchema<unknown, T>;
  /** What does not fit together in it; `undefined` where all does. */
  readonly faultOf: (value: T) => string | undefined;
  /** What to do with a broken one. */
  readonly remedy: string;
}

/** The text of a value, whose last key is the digest of all before it. */
export function sealed(value: object): string {
  return `${JSON.stringify({ ...value, digest: sha256(JSON.stringify(value)) })}\n`;
}

/**
 * Reads a sealed text. The digest tells damage, not malice: whoever can write the file can compute it anew.
 *
 * @param name of the file, for messages.
 * @throws {DataError} if it is not of its kind, of another version of the format, or broken.
 */
export function unsealed<T>(text: string, name: string, kind: SealedKind<T>): T {
  const { what, format, most, schema, faultOf, remedy } = kind;
  const refused = (reason: string): DataError => new DataError(reason, { file: name });
  if (text.length > most) throw refused(`is too large for ${what}: ${text.length} bytes of ${most}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refused(`is not ${what} (no JSON)`);
  }
  if (typeof json !== "object" || json === null || !("format" in json) || json.format !== format) {
    throw refused(`is not ${what} of this version (${format})`);
  }
  const { digest, ...value } = json as Record<string, unknown>;
  if (digest !== sha256(JSON.stringify(value))) throw refused(`is broken (its digest differs); ${remedy}`);
  const checked = v.safeParse(schema, value);
  if (!checked.success) {
    const [issue] = checked.issues;
    throw refused(`is not ${what}: ${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
  }
  const fault = faultOf(checked.output);
  if (fault !== undefined) throw refused(`is not ${what}: ${fault}`);
  return checked.output;
}

/** Digest of a value whatever the order of its keys. */
export function canonicalDigest(value: unknown): string {
  return sha256(JSON.stringify(inOrder(value)));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, each]) => [key, inOrder(each)]));
}
