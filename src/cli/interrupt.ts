/** Work that a signal may stop, and that tidies up then. @module */

import { Interrupted } from "./errors.ts";

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Tells long work whether the user has asked it to end. */
export interface Interruption {
  /** Rejects with {@linkcode Interrupted} when the signal comes; never resolves. */
  readonly signalled: Promise<never>;
  /** @throws {Interrupted} if the signal has come. */
  check(): void;
}

/**
 * Does work that has to tidy up when the user stops the program (Ctrl-C, `kill`, or a terminal closed). Without this the program
 * just ends, which is right wherever nothing has to be tidied up. A second signal ends it at once.
 *
 * The work has to give the event loop a turn now and then, or the signal is not heard.
 */
export async function interruptible<T>(work: (interruption: Interruption) => Promise<T>): Promise<T> {
  const { promise: signalled, reject } = Promise.withResolvers<never>();
  signalled.catch(() => {}); // the work may end without having awaited it
  let interrupted: Interrupted | undefined;
  const listeners = SIGNALS.map((signal) => [signal, () => stop(signal)] as const);
  const stop = (signal: Deno.Signal): void => {
    unlisten();
    interrupted = new Interrupted(signal, "interrupted");
    reject(interrupted);
  };
  const unlisten = (): void => {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  };
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  try {
    return await work({
      signalled,
      check() {
        if (interrupted !== undefined) throw interrupted;
      },
    });
  } finally {
    unlisten();
  }
}
