/** Waits that end. @module */

/** What {@linkcode withDeadline} rejects with. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/**
 * Waits for `work` no longer than so many milliseconds; its later result, or failure, is ignored.
 *
 * @throws {DeadlineError} when the time is over.
 */
export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`no answer for ${seconds(ms)}`)), Math.max(0, ms));
  });
  work.catch(() => {}); // a failure after the deadline must not end the process
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits so many milliseconds; an abort ends the wait early. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.max(0, ms));
    signal?.addEventListener("abort", wake);
  });
}

/** Milliseconds as text: `2.5 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toPrecision(3))} s`;
}
