/** What a reader must know before believing the figures: at the top of a page. @module */

import { sentence } from "./figures.ts";
import { folded } from "./folded.ts";
import { type Markup, markup } from "./markup.ts";

/** The warnings of any artefact. */
export interface Warned {
  readonly warnings: readonly string[];
  /** The same for programs, one by one. */
  readonly warning_codes: readonly string[];
}

/** That there are warnings, and of what; a reader opens them. */
export function warningsPart({ warnings, warning_codes: codes }: Warned): Markup {
  if (warnings.length === 0) {
    return markup`<p id="warnings">There are no warnings.</p>
`;
  }
  const many = warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`;
  return folded(
    `${many} to read before believing this`,
    kindsOf(codes),
    markup`<div id="warnings"><ul>${
      warnings.map((warning) => markup`<li>${sentence(warning)}</li>\n`)
    }</ul></div>`,
  );
}

/** Each kind once, and how often. */
function kindsOf(codes: readonly string[]): string {
  return [...Map.groupBy(codes, (code) => code)].map(([code, { length }]) => {
    const words = code.replaceAll("-", " ");
    return length === 1 ? words : `${words} (${length})`;
  }).join(", ");
}
