/** HTML that is safe by its type: what comes from elsewhere is text. @module */

const SOURCE = Symbol("source");

/** HTML in which whatever came from elsewhere is escaped, since only {@linkcode markup} makes it. */
export interface Markup {
  readonly [SOURCE]: string;
}

/** What may stand in a template: markup as it is, several parts one after the other, all else as text. */
export type Content = Markup | string | number | readonly Content[];

/**
 * HTML from a template. What is put into it becomes text, in elements and in quoted attributes alike; only
 * other markup stays markup. It must not be put into tags, names of attributes, scripts, styles or comments.
 *
 * @example
 * ```ts
 * import { markup, sourceOf } from "./markup.ts";
 * import { assertEquals } from "@std/assert";
 * const venue = `<X & "Y">`;
 * const cell = markup`<td title="${venue}">${[markup`<b>${1}</b>`, venue]}</td>`;
 * assertEquals(
 *   sourceOf(cell),
 *   '<td title="&lt;X &amp; &quot;Y&quot;&gt;"><b>1</b>&lt;X &amp; &quot;Y&quot;&gt;</td>',
 * );
 * ```
 */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let source = parts[0]!;
  for (const [i, content] of contents.entries()) source += sourceOf(content) + parts[i + 1]!;
  return { [SOURCE]: source };
}

/** Nothing at all. */
export const NOTHING: Markup = markup``;

/** The HTML of a content. */
export function sourceOf(content: Content): string {
  if (typeof content === "number") return String(content);
  if (typeof content === "string") return escapeText(content);
  return SOURCE in content ? content[SOURCE] : content.map(sourceOf).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Characters that HTML does not allow, not even escaped: controls, halves of pairs, and what is none. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|\p{Cs}|\p{Noncharacter_Code_Point}/gu;

function escapeText(text: string): string {
  return text.replaceAll(FORBIDDEN, "\ufffd").replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
