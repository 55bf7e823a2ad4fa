/**
 * Loaded before sorlab: the first file that it renames into place holds it up until a signal comes. What is there can
 * then be looked at, and sorlab stopped, however fast the machine is. SIGUSR1 only has it go on.
 *
 * @module
 */

const SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM", "SIGUSR1"] as const;
const { rename } = Deno;
let isHeld = false;

Deno.rename = async (from, to) => {
  await rename(from, to);
  if (isHeld) return;
  isHeld = true;
  await new Promise<void>((resolve) => {
    const goOn = (): void => {
      for (const signal of SIGNALS) Deno.removeSignalListener(signal, goOn);
      resolve();
    };
    for (const signal of SIGNALS) Deno.addSignalListener(signal, goOn);
  });
};
