/** What a reader opens: details that most readers need not see. @module */

import { type Content, type Markup, markup } from "./markup.ts";

/**
 * What a reader opens.
 *
 * @param gist what is inside, in a few words and its main figure: whether to open it.
 */
export function folded(title: Content, gist: Content, body: Content): Markup {
  return markup`<details><summary>${title} ${gistOf(gist)}</summary>
${body}</details>
`;
}

/** Several of {@linkcode folded}, side by side until one is opened. */
export function folds(...details: readonly Content[]): Markup {
  return markup`<div class="folds">${details}</div>
`;
}

/**
 * Parts of which a reader sees one at a time, the first of them to begin with.
 *
 * @param name of the group, unlike any other on the page.
 */
export function tabs(name: string, parts: readonly (readonly [title: Content, body: Content])[]): Markup {
  return markup`<div class="tabs">${
    parts.map(([title, body], i) =>
      markup`<details name="${name}"${i === 0 ? markup` open=""` : ""}><summary>${title}</summary>
${body}</details>
`
    )
  }</div>
`;
}

/** What stands beside the title of what is folded. */
export function gistOf(gist: Content): Markup {
  return markup`<span class="gist">${gist}</span>`;
}
