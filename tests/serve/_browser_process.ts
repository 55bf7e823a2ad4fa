/** The process of `inBrowser()`: what to do on standard input, what came of it on standard output. @module */

import type { Looked, Visit } from "./_browser.ts";

// Not literals in the import, so that nothing but this process ever installs them.
const [PLAYWRIGHT, AXE] = ["npm:playwright-core@1.65.1", "npm:axe-core@4.14.1"];
const { chromium } = await import(PLAYWRIGHT);
const { default: { source: axe } } = await import(AXE);

// The sandbox takes rights that containers and root do not have; the pages are the tests' own.
const browser = await chromium.launch({ executablePath: Deno.args[0], args: ["--no-sandbox"] });

// One tab for all visits: another would cost half a second each.
const page = await (await browser.newContext()).newPage();
let said: string[] = [];
page.on("console", (message: { text(): string }) => said.push(message.text()));
page.on("pageerror", (error: Error) => said.push(String(error)));

async function visit({ url, width, colours, steps, picture }: Visit): Promise<Looked> {
  await page.goto("about:blank");
  said = [];
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: colours });
  await page.goto(url);
  const seen: unknown[] = [];
  for (const { waitFor, evaluate } of steps) {
    if (waitFor !== undefined) await until(page, waitFor);
    if (evaluate !== undefined) seen.push(await page.evaluate(evaluate));
  }
  if (picture !== undefined) await page.screenshot({ path: picture, fullPage: true });
  const tooWide: number = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
  await page.evaluate(axe);
  const violations: { id: string; nodes: { html: string }[] }[] = await page.evaluate(
    "axe.run({ resultTypes: ['violations'], selectors: false, ancestry: false, preload: false }).then(({ violations }) => violations)",
  );
  return {
    seen,
    tooWide,
    console: said,
    axe: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)),
  };
}

/** Playwright's own way to wait evaluates a text in the page, which its policy refuses. */
async function until(page: { evaluate(expression: string): Promise<unknown> }, holds: string): Promise<void> {
  const endMs = performance.now() + 30_000;
  while (!await page.evaluate(holds)) {
    if (performance.now() > endMs) throw new Error(`waited in vain for ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const visits: Visit[] = JSON.parse(await new Response(Deno.stdin.readable).text());
const looked: Looked[] = [];
for (const each of visits) looked.push(await visit(each));
await browser.close();
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(looked)));
