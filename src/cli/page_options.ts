/** Options of the page that a command makes beside its artefact. @module */

import { UsageError } from "./errors.ts";
import { flag, text } from "./options.ts";

/** Options of commands that make artefacts. */
export const pageOptions = {
  html: text("FILE", "write a page to look at here too, as sorlab report makes it of the artefact"),
  open: flag("open that page in the browser (needs --html; runs xdg-open, or open on macOS)"),
};

/** What was asked of the page. */
export interface PageValues {
  readonly html: string | undefined;
  readonly open: boolean;
}

/** @throws {UsageError} if the page would be the artefact's file, or there is none to open. */
export function checkPage({ html, open, out }: PageValues & { readonly out: string | undefined }): void {
  if (open && html === undefined) throw new UsageError("--open needs --html FILE: the page to open");
  if (html === "-") throw new UsageError("--html -: standard output is the artefact's; name a file");
  if (html !== undefined && html === out) {
    throw new UsageError(`--html ${html}: is the artefact's file (--out)`);
  }
}
