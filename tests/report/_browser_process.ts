/** The process of `faultsInBrowser()`: pages on standard input, what is wrong with them on standard output. @module */

import type { Faults, Page } from "./_browser.ts";

// Not literals in the import, so that nothing but this process ever installs them.
const [PLAYWRIGHT, AXE] = ["npm:playwright-core@1.65.1", "npm:axe-core@4.14.1"];
const { chromium } = await import(PLAYWRIGHT);
const { default: { source: axe } } = await import(AXE);

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

// The sandbox takes rights that containers and root do not have; the pages are the tests' own.
const browser = await chromium.launch({ executablePath: Deno.args[0], args: ["--no-sandbox"] });

async function faultsOf({ html, width, colours, picture, axe: isJudged = true }: Page): Promise<Faults> {
  // The page's own policy lets no script run, which is what axe-core is.
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: colours,
    bypassCSP: true,
  });
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message: { text(): string }) => said.push(message.text()));
  page.on("pageerror", (error: Error) => said.push(String(error)));
  const startedMs = performance.now();
  await page.setContent(html);
  await page.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
  );
  const openedMs = performance.now() - startedMs;
  if (picture !== undefined) {
    await page.screenshot({ path: picture, fullPage: true });
    await page.pdf({ path: picture.replace(/png$/, "pdf"), preferCSSPageSize: true, printBackground: true });
  }
  const tooWide: number = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  // What is folded is looked at too; those of one name would close each other.
  await page.evaluate(`for (const each of document.querySelectorAll("details")) {
    each.removeAttribute("name");
    each.open = true;
  }`);
  const violations: Violation[] = [];
  if (isJudged) {
    await page.evaluate(axe);
    // What is right with the page, and how its elements are selected, would take longer than what is wrong.
    const options = "{ resultTypes: ['violations'], selectors: false, ancestry: false }";
    violations.push(...await page.evaluate(`axe.run(${options}).then(({ violations }) => violations)`));
  }
  const tooWideOpen: number = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  await context.close();
  return {
    axe: violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`)),
    tooWide: Math.max(tooWide, tooWideOpen),
    console: said,
    openedMs,
  };
}

try {
  const pages: Page[] = await new Response(Deno.stdin.readable).json();
  const faults: Faults[] = [];
  for (const page of pages) faults.push(await faultsOf(page));
  await new Blob([JSON.stringify(faults)]).stream().pipeTo(Deno.stdout.writable);
} finally {
  await browser.close();
}
