/** Addresses with their signatures: a file of its own beside the plan, for its owner's eyes alone. @module */

import { DataError } from "../../market/data_error.ts";
import { addressName } from "../../study/address.ts";
import { withFile } from "../errors.ts";

/** Where the addresses of a plan are, unless it is said otherwise. */
export function addressesOf(plan: string): string {
  return plan.replace(/\.json$/, "") + ".addresses.json";
}

/** Writes addresses; only their owner may read them. */
export async function writeAddresses(path: string, addresses: ReadonlyMap<string, string>): Promise<void> {
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}.partial`;
  await withFile(`write ${path}`, async () => {
    const text = `${JSON.stringify([...addresses.values()], null, 2)}\n`;
    await Deno.writeTextFile(partial, text, { mode: 0o600, createNew: true });
    await Deno.rename(partial, path);
  });
}

/**
 * Reads addresses: a JSON list of them.
 *
 * @returns by their names, without their queries.
 * @throws {DataError} if it is none; the message quotes nothing of it.
 */
export async function readAddresses(path: string): Promise<Map<string, string>> {
  const text = await withFile(`read ${path}`, () => Deno.readTextFile(path));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DataError("is no list of addresses (no JSON)", { file: path });
  }
  if (!Array.isArray(json) || !json.every((each) => typeof each === "string")) {
    throw new DataError("is no list of addresses", { file: path });
  }
  return new Map(json.map((address: string) => [addressName(address), address]));
}
