/**
 * Loaded before sorlab: the first file that it renames into place holds it up until a signal comes. What is there can
 * then be looked at, and sorlab stopped, however fast the machine is. SIGUSR1 only has it go on.
 *
 * @module
 */

const SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM", "SIGUSR1"] as const;
const { rename } = Deno;
let isHeld = false;

/** Resolves when a signal comes. From now on none of them ends the process by itself. */
function signalled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const goOn = (): void => {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, goOn);
    resolve();
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, goOn);
  return promise;
}

Deno.rename = async (from, to) => {
  if (isHeld) return await rename(from, to);
  isHeld = true;
  // Before the file is there: who sees it may send the signal at once.
  const signal = signalled();
  await rename(from, to);
  await signal;
};
