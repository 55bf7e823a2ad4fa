/** Tapes at addresses: what one is known by, and its download, which resumes where it was torn. @module */

import { DataError } from "../market/data_error.ts";
import { writeAll } from "../source/atomic_file.ts";
import { AddressFailure, type AddressFailureKind } from "./errors.ts";
import type { StudyInput } from "./study.ts";

/** How often a download is gone on with after it was torn without a byte more. */
const MOST_TRIES = 5;
/** Wait before the second of these, ms; each further one waits twice as long. */
const FIRST_WAIT_MS = 250;

/** A server that sends nothing for so long is given up, ms. */
const MOST_SILENCE_MS = 60_000;

/** Whether a name of data is an address. */
export function isAddress(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/**
 * An address without its query, which is all of it that is told or kept; plain `http` is of this machine only.
 *
 * @throws {DataError} if it is none.
 */
export function addressName(address: string): string {
  const url = URL.parse(address);
  if (url === null) throw new DataError("is no address", { file: withoutQuery(address) });
  if (url.protocol !== "https:" && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)) {
    throw new DataError("is not encrypted: use https", { file: withoutQuery(address) });
  }
  if (url.username !== "" || url.password !== "") {
    throw new DataError("has a user or a password in it, which do not belong there", {
      file: `${url.protocol}//${url.host}${url.pathname}`,
    });
  }
  return `${url.origin}${url.pathname}`;
}

function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, "");
}

/**
 * Asks what an address gives: its bytes, and what tells them from others. One byte is asked for, as an address that
 * is signed for reading cannot be asked for its head.
 *
 * @throws {AddressFailure} if it gives nothing.
 * @throws {DataError} if its server does not tell one version of a file from another.
 */
export async function probeAddress(address: string): Promise<StudyInput> {
  const name = addressName(address);
  using silence = new Silence();
  const response = await ask(address, name, { Range: "bytes=0-0" }, silence);
  await response.body?.cancel();
  const bytes = totalOf(response);
  const identity = identityOf(response, bytes);
  if (bytes === undefined || identity === undefined) {
    throw new DataError(
      "its server gives neither ETag nor Last-Modified, or no length: nothing tells whether it changes; download it",
      { file: name },
    );
  }
  return { name, bytes, identity };
}

/**
 * Downloads an input, or what is missing of it, behind the bytes that are there already.
 *
 * @param path of the bytes so far, which need not be there.
 * @throws {DataError} if it has changed since the study was planned.
 * @throws {AddressFailure} if it cannot be had, after some tries; what is there stays for the next.
 */
export async function download(address: string, input: StudyInput, path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  for (let tries = 1;;) {
    const before = (await file.stat()).size;
    if (before === input.bytes) return await file.sync();
    try {
      await receive(address, input, file, before > input.bytes ? 0 : before);
      if ((await file.stat()).size === input.bytes) continue;
      throw new AddressFailure("unreachable", `${input.name}: ends before its time`);
    } catch (error) {
      if (!(error instanceof AddressFailure) || error.kind !== "unreachable") throw error;
      tries = (await file.stat()).size > before ? 1 : tries + 1;
      if (tries > MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (tries - 1)));
    }
  }
}

/** Receives what follows so many bytes; the file is cut off there first. */
async function receive(
  address: string,
  { name, bytes, identity }: StudyInput,
  file: Deno.FsFile,
  from: number,
): Promise<void> {
  const headers: Record<string, string> = from === 0 ? {} : {
    Range: `bytes=${from}-`,
    "If-Range": validatorOf(identity),
  };
  using silence = new Silence();
  const response = await ask(address, name, headers, silence);
  if (identityOf(response, totalOf(response)) !== identity) {
    await response.body?.cancel();
    throw new DataError("has changed since the study was planned; plan it again", { file: name });
  }
  // A server may ignore the range and send the whole file.
  let at = response.status === 206 ? from : 0;
  await file.truncate(at);
  await file.seek(at, Deno.SeekMode.Start);
  try {
    for await (const chunk of response.body ?? []) {
      silence.broken();
      at += chunk.length;
      if (at > bytes) throw new DataError(`gives more than its ${bytes} bytes`, { file: name });
      await writeAll(file, chunk);
    }
  } catch (error) {
    throw error instanceof TypeError
      ? new AddressFailure("unreachable", `${name}: the connection broke`)
      : error;
  }
}

/** @throws {AddressFailure} for any answer but the bytes. */
async function ask(
  address: string,
  name: string,
  headers: Record<string, string>,
  { signal }: Silence,
): Promise<Response> {
  let response: Response;
  try {
    // Compressed for the transfer, it would have other bytes.
    response = await fetch(address, { headers: { ...headers, "Accept-Encoding": "identity" }, signal });
  } catch (error) {
    if (!isOfNetwork(error)) throw error;
    throw new AddressFailure("unreachable", `${name}: no server answers there`);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw new AddressFailure(kindOf(response.status), `${name}: ${answerText(response.status)}`);
}

/** Gives a server up that has been silent for too long. */
class Silence implements Disposable {
  #given = new AbortController();
  #timer = this.#start();

  get signal(): AbortSignal {
    return this.#given.signal;
  }

  #start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#given.abort(), MOST_SILENCE_MS);
  }

  /** Called when something has come. */
  broken(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

/** What `fetch` throws where there is no answer, where it breaks off, or where it is given up. */
function isOfNetwork(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === "AbortError");
}

function kindOf(status: number): AddressFailureKind {
  if (status === 401 || status === 403) return "denied";
  return status === 408 || status === 429 || status >= 500 ? "unreachable" : "missing";
}

function answerText(status: number): string {
  switch (kindOf(status)) {
    case "denied":
      return `refused (${status}); a signed address may have expired: sign it anew`;
    case "unreachable":
      return `its server cannot give it now (${status})`;
    case "missing":
      return `its server does not give it (${status})`;
  }
}

/** Bytes of all of it, whatever part of it the answer is. */
function totalOf({ status, headers }: Response): number | undefined {
  const text = status === 206
    ? /\/(\d+)$/.exec(headers.get("Content-Range") ?? "")?.[1]
    : headers.get("Content-Length");
  return text === undefined || text === null ? undefined : Number(text);
}

/** What tells the bytes from others: a strong ETag, else the time of the last change; `undefined` without either. */
function identityOf({ headers }: Response, bytes: number | undefined): string | undefined {
  const tag = headers.get("ETag");
  if (tag !== null && !tag.startsWith("W/")) return `etag:${tag} ${bytes}`;
  const modified = headers.get("Last-Modified");
  return modified === null ? undefined : `modified:${modified} ${bytes}`;
}

/** The validator within an identity. */
function validatorOf(identity: string): string {
  return identity.slice(identity.indexOf(":") + 1, identity.lastIndexOf(" "));
}
