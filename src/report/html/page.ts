/** The document around the sections of a page. @module */

import { gistOf } from "./folded.ts";
import { type Content, type Markup, markup, NOTHING, sourceOf } from "./markup.ts";
import { STYLE } from "./style.ts";
import { type Warned, warningsPart } from "./warnings.ts";

/** What stands on a page. */
export interface Page {
  readonly title: string;
  readonly subtitle: Content;
  /** What everybody reads first. */
  readonly verdict: Verdict;
  readonly warned: Warned;
  /** In order; sections of one row stand side by side where there is room, those left out are `null`. */
  readonly rows: readonly (readonly (Section | null)[])[];
}

/** The panel at the top of a page. */
export interface Verdict {
  readonly label: string;
  /** How good the news is, by the style sheet. */
  readonly style: string;
  readonly body: Markup;
}

/** A part of a page under a heading of its own, which the list of contents names. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
  /** What is seen beside the heading until a reader opens it; `null` of a section that is seen whole. */
  readonly gist: Content | null;
}

/** A section that is seen whole. */
export function section(id: string, title: string, body: Markup): Section {
  return { id, title, body, gist: null };
}

/**
 * A section that a reader opens: what is needed to look something up, and by nobody to judge.
 *
 * @param gist what is inside, in a few words and its main figure: whether to open it.
 */
export function foldedSection(id: string, title: string, gist: Content, body: Markup): Section {
  return { id, title, body, gist };
}

/** The page as one HTML document that needs nothing else, and may load nothing. */
export function documentOf({ title, subtitle, verdict, warned, rows }: Page): string {
  const shown = rows.map((row) => row.filter((each) => each !== null)).filter(({ length }) => length > 0);
  return sourceOf(markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${STYLE}
</head>
<body>
<header><h1>${title}</h1>
<p>${subtitle}</p></header>
<main>
<section class="verdict ${verdict.style}" aria-label="${verdict.label}">
${verdict.body}${warningsPart(warned)}</section>
${contents(shown.flat())}${
    shown.map((row) => markup`<div class="abreast">${row.map(sectionMarkup)}</div>\n`)
  }</main>
</body>
</html>
`);
}

function contents(sections: readonly Section[]): Markup {
  if (sections.length === 0) return NOTHING;
  const links = [{ id: "warnings", title: "Warnings" }, ...sections].map(({ id, title }) =>
    markup`<li><a href="#${id}">${title}</a></li>\n`
  );
  return markup`<nav aria-label="Contents"><ul>${links}</ul></nav>
`;
}

/** The id of what is folded lies within, since a link to it then opens it. */
function sectionMarkup({ id, title, body, gist }: Section): Markup {
  if (gist === null) {
    return markup`<section id="${id}"><h2>${title}</h2>
${body}</section>
`;
  }
  return markup`<section><details><summary><h2>${title}</h2> ${gistOf(gist)}</summary>
<div id="${id}">
${body}</div></details></section>
`;
}
