/** Where a command puts its artefact, and the options of the page that it makes beside it. @module */

import { UsageError } from "./errors.ts";
import { flag, text } from "./options.ts";

/** Options of commands that make artefacts. */
export const pageOptions = {
  html: text("FILE", "write a page to look at here too, as sorlab report makes it of the artefact"),
  open: flag("open that page in the browser (needs --html; runs xdg-open, or open on macOS)"),
};

/** Where an artefact and its page are to be. */
export interface Destination {
  readonly noFile: boolean;
  readonly out: string | undefined;
  readonly html?: string | undefined;
  readonly open?: boolean;
}

/** @throws {UsageError} if the artefact is to be in a file and in none, or the page cannot be where it is to be. */
export function checkDestination({ noFile, out, html, open }: Destination): void {
  if (noFile && out !== undefined) throw new UsageError("--no-file and --out exclude each other");
  if (open && html === undefined) throw new UsageError("--open needs --html FILE: the page to open");
  if (html === "-") throw new UsageError("--html -: standard output is the artefact's; name a file");
  if (html !== undefined && html === out) {
    throw new UsageError(`--html ${html}: is the artefact's file (--out)`);
  }
}

/** Whether the artefact or its page is written to a file. */
export function writesFiles({ noFile, out, html }: Destination): boolean {
  return (!noFile && out !== "-") || html !== undefined;
}
