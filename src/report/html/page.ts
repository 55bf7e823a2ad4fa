/** The document around the sections of a page. @module */

import { type Content, type Markup, markup, NOTHING, sourceOf } from "./markup.ts";
import { STYLE } from "./style.ts";

/** What stands on a page. */
export interface Page {
  readonly title: string;
  readonly subtitle: Content;
  /** What everybody reads first. */
  readonly verdict: Markup;
  /** In order; those left out are `null`. */
  readonly sections: readonly (Section | null)[];
}

/** A part of a page under a heading of its own, which the list of contents names. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
  /** Whether only its heading is seen until a reader opens it. */
  readonly isFolded: boolean;
}

/** A section that is seen whole. */
export function section(id: string, title: string, body: Markup): Section {
  return { id, title, body, isFolded: false };
}

/** A section that a reader opens: what is needed to look something up, and by nobody to judge. */
export function foldedSection(id: string, title: string, body: Markup): Section {
  return { id, title, body, isFolded: true };
}

/** What a reader opens within a section. */
export function folded(summary: Content, body: Content): Markup {
  return markup`<details><summary>${summary}</summary>
${body}</details>
`;
}

/** The page as one HTML document that needs nothing else, and may load nothing. */
export function documentOf({ title, subtitle, verdict, sections }: Page): string {
  const shown = sections.filter((each) => each !== null);
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
${verdict}${contents(shown)}${shown.map(sectionMarkup)}</main>
</body>
</html>
`);
}

function contents(sections: readonly Section[]): Markup {
  if (sections.length === 0) return NOTHING;
  const links = sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>\n`);
  return markup`<nav aria-label="Contents"><ul>${links}</ul></nav>
`;
}

/** The id of what is folded lies within, since a link to it then opens it. */
function sectionMarkup({ id, title, body, isFolded }: Section): Markup {
  if (!isFolded) {
    return markup`<section id="${id}"><h2>${title}</h2>
${body}</section>
`;
  }
  return markup`<section><details><summary><h2>${title}</h2></summary>
<div id="${id}">
${body}</div></details></section>
`;
}
