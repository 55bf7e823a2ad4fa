/** The live view's page, as one HTML document that loads nothing: of a server, or of a recording. @module */

import { type Markup, markup, NOTHING, sourceOf } from "../../report/html/markup.ts";
import type { Frame, Hello } from "../frames.ts";
import controls from "./controls.js" with { type: "text" };
import dom from "./dom.js" with { type: "text" };
import heatMap from "./heat_map.js" with { type: "text" };
import panels from "./panels.js" with { type: "text" };
import player from "./player.js" with { type: "text" };
import savingsChart from "./savings_chart.js" with { type: "text" };
import style from "./style.css" with { type: "text" };
import view from "./view.js" with { type: "text" };

/** The page's modules as one, those first that others import: a page that loads nothing has no other files. */
const script = [dom, heatMap, panels, savingsChart, controls, player, view].map(withoutImports).join("\n");

function withoutImports(module: string): string {
  return module.replaceAll(/^import [^;]*;\n/gm, "").replaceAll(/^export /gm, "");
}

/** What was shown when, ms after the recording began. */
export type RecordedEvent =
  | readonly [atMs: number, event: "hello", data: Hello]
  | readonly [atMs: number, event: "frame", data: Frame];

/** What the page's script finds when it begins. */
interface Boot {
  /** What it has to send with whatever it asks for; empty where there is no server. */
  readonly token: string;
  /** What was shown, of a recording; `null` where a server shows it live. */
  readonly recording: readonly RecordedEvent[] | null;
}

/** A page, and what it may do. */
export interface LivePage {
  readonly html: string;
  /** Content security policy: these scripts and styles, and events from where it came from. */
  readonly policy: string;
}

/** The page of a server, which sends the policy beside it. */
export async function livePage(token: string): Promise<LivePage> {
  const boot = JSON.stringify({ token, recording: null } satisfies Boot);
  return {
    html: aroundBoot(NOTHING).join(inScript(boot)),
    policy:
      `${await ownTexts()}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

/**
 * The page of a recording, piece by piece.
 *
 * @param events each as JSON: a {@linkcode RecordedEvent}.
 */
export async function* recordedPage(events: AsyncIterable<string>): AsyncGenerator<string> {
  const policy = await ownTexts();
  const [before, behind] = aroundBoot(
    markup`<meta http-equiv="Content-Security-Policy" content="${policy}">
`,
  );
  yield `${before}{"token":"","recording":[`;
  let isFirst = true;
  for await (const event of events) {
    yield `${isFirst ? "" : ",\n"}${inScript(event)}`;
    isFirst = false;
  }
  yield `]}${behind}`;
}

/** The policy that allows the page's own script and style, and nothing else. */
async function ownTexts(): Promise<string> {
  return `default-src 'none'; script-src ${await hashOf(script)}; style-src ${await hashOf(style)}`;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}

/** What stands before the JSON that the script begins with, and behind it. */
function aroundBoot(policy: Markup): [before: string, behind: string] {
  const head: Markup = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
${policy}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>sorlab</title>
`;
  // Raw: both are the program's own, and neither holds an end tag.
  return [
    `${sourceOf(head)}<style>${style}</style>
</head>
<body>
<div id="view"></div>
<script type="application/json" id="boot">`,
    `</script>
<script type="module">${script}</script>
</body>
</html>
`,
  ];
}

/** JSON that no parser of HTML sees an end in. */
function inScript(json: string): string {
  return json.replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
