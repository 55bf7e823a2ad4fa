/** Opening a page in the user's browser. @module */

import { FileError } from "./errors.ts";

/** What opens a file with the program that is meant for it: `open` of macOS, elsewhere that of freedesktop.org. */
const OPENER = Deno.build.os === "darwin" ? "open" : "xdg-open";

/**
 * Opens a page in the browser. It takes the permission to run `/bin/sh`, which `--open` alone makes a command keep:
 * where that was not granted, Deno asks for it on a terminal.
 *
 * @throws {FileError} saying why it cannot be opened: the page itself is written.
 */
export async function openPage(path: string): Promise<void> {
  const page = await Deno.realPath(path); // absolute, so that no name is taken for an option
  const reason = await whyNotOpened(page);
  if (reason !== undefined) {
    throw new FileError(`cannot open ${path}: ${reason}; open it in a browser by hand`);
  }
}

/** What a shell ends with where there is no such command. */
const NOT_FOUND = 127;

async function whyNotOpened(page: string): Promise<string | undefined> {
  const args = ["-c", 'exec "$0" "$1"', OPENER, page];
  const shell = new Deno.Command("/bin/sh", { args, stdin: "null", stdout: "null", stderr: "null" });
  try {
    const { code } = await shell.output();
    if (code === NOT_FOUND) return `there is no ${OPENER}`;
    return code === 0 ? undefined : `${OPENER} ended with code ${code}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return "that takes the permission --allow-run=/bin/sh";
    return (error as Error).message;
  }
}
