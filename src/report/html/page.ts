/** The document around the sections of a page. @module */

import { type Content, type Markup, markup, sourceOf } from "./markup.ts";
import { STYLE } from "./style.ts";

/** What stands on a page. */
export interface Page {
  readonly title: string;
  readonly subtitle: Content;
  readonly sections: readonly Markup[];
}

/** The page as one HTML document that needs nothing else, and may load nothing. */
export function documentOf({ title, subtitle, sections }: Page): string {
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
${sections}</main>
</body>
</html>
`);
}
