/** The process of `lookInBrowser()`: its question on standard input, what was found on standard output. @module */

import type { Faults, Looked, Page, Question } from "./_browser.ts";

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

/** What of a page is not shown by its list of contents, one link after the other. */
const UNREACHED = `[...document.querySelectorAll("nav[aria-label=Contents] a")].filter((link) => {
  link.click();
  const target = document.querySelector(link.hash);
  return target === null || !target.checkVisibility() || target.getBoundingClientRect().height === 0;
}).map(({ hash }) => hash)`;

/** What is folded and shows nothing when it is opened, by its title. */
const UNOPENED = `[...document.querySelectorAll("details")].filter((each) => {
  each.open = false;
  const inside = [...each.children].filter(({ localName }) => localName !== "summary");
  const isSeen = () => inside.some((part) => part.checkVisibility() && part.getBoundingClientRect().height > 0);
  for (let outer = each.parentElement; outer !== null; outer = outer.parentElement) {
    if (outer.localName === "details") outer.open = true;
  }
  const wasSeen = isSeen();
  each.firstElementChild.click();
  return wasSeen || !isSeen() || inside.every((part) => part.textContent.trim() === "");
}).map((each) => each.firstElementChild.textContent)`;

/** What is folded and paper does not show; and tables whose heads would not be repeated. */
const UNPRINTED = `[
  ...[...document.querySelectorAll("details > :not(summary)")].filter((each) => !each.checkVisibility()),
  ...[...document.querySelectorAll("thead")].filter((head) => {
    if (getComputedStyle(head).display !== "table-header-group") return true;
    for (let outer = head.parentElement.parentElement; outer !== null; outer = outer.parentElement) {
      const { display, overflowX, overflowY } = getComputedStyle(outer);
      if (display !== "block" || overflowX !== "visible" || overflowY !== "visible") return true;
    }
    return false;
  }),
].map((each) => each.outerHTML.slice(0, 200))`;

/** Numbers and times of an axis that stand on each other. */
const OVERLAPPING = `[...document.querySelectorAll("svg.axis, svg.below, svg.left")].flatMap((axis) => {
  const boxes = [...axis.querySelectorAll("text")].map((text) => ({ text, box: text.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0);
  return boxes.filter(({ box }, i) => boxes.slice(0, i).some(({ box: other }) =>
    box.left < other.right && other.left < box.right && box.top + 1 < other.bottom && other.top + 1 < box.bottom
  )).map(({ text }) => \`\${axis.parentElement.textContent.trim().slice(0, 80)}: \${text.textContent}\`);
})`;

/** The size of the smallest text on a page. */
const SMALLEST_TEXT = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let smallest = Infinity;
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (data.trim() === "" || ["title", "desc"].includes(parentElement.localName)) continue;
    smallest = Math.min(smallest, parseFloat(getComputedStyle(parentElement).fontSize));
  }
  return smallest;
})()`;

/**
 * Leaves so many of each table's rows and of tabs side by side, and marks so many texts of each look: of one kind of
 * element, and alike in all that contrast depends on.
 */
const LEAVE_SOME = `(most) => {
  const others = "tbody tr:nth-child(n + " + (most + 1) + "), .tabs > details:nth-child(n + " + (most + 1) + ")";
  for (const each of document.querySelectorAll(others)) each.remove();
  const behind = new Map([[document, ""]]);
  const ground = (each) => {
    if (!behind.has(each)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(each);
      const own = [backgroundColor, backgroundImage, opacity].join(" ");
      const outer = ground(each.parentNode);
      behind.set(each, outer.endsWith(own) ? outer : outer + "/" + own);
    }
    return behind.get(each);
  };
  const alike = new Map();
  for (const each of document.querySelectorAll("body *")) {
    if (![...each.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim() !== "")) continue;
    const { color, fill, fontSize, fontWeight, textShadow } = getComputedStyle(each);
    const kinds = [each, each.parentElement].map((one) => one.localName + "." + one.getAttribute("class"));
    const look = [ground(each), color, fill, fontSize, fontWeight, textShadow, ...kinds].join();
    const before = alike.get(look) ?? 0;
    if (before < most) each.setAttribute("data-judged", "");
    alike.set(look, before + 1);
  }
}`;

// One tab shows all pages, one after the other: another would cost half a second each, and axe-core stays compiled.
// The pages' own policy lets no script run, which is what axe-core is.
const context = await browser.newContext({ bypassCSP: true });
const page = await context.newPage();
let said: string[] = [];
page.on("console", (message: { text(): string }) => said.push(message.text()));
page.on("pageerror", (error: Error) => said.push(String(error)));
let hasAxe = false;

/** Shows a page, and says how many ms it took from its address to all of it being drawn. */
async function open({ html, width, colours }: Page): Promise<number> {
  said = [];
  // The page before would be laid out anew, and what its contents led to last would be open in this one.
  await page.setContent("");
  await page.evaluate("location.hash = ''");
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: colours });
  const startedMs = performance.now();
  await page.setContent(html);
  await page.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
  );
  return performance.now() - startedMs;
}

/** What paper does not show, what the list of contents does not lead to, and what does not open. */
async function foldFaults(): Promise<[unprinted: string[], unreached: string[], unopened: string[]]> {
  await page.emulateMedia({ media: "print" });
  const unprinted: string[] = await page.evaluate(UNPRINTED);
  await page.emulateMedia({ media: "screen" });
  return [unprinted, await page.evaluate(UNREACHED), await page.evaluate(UNOPENED)];
}

async function faultsOf(look: Page): Promise<Faults> {
  const { picture, folds: isOpened = true, axe: isJudged = true, axeAlike } = look;
  await open(look);
  if (picture !== undefined) {
    await page.screenshot({ path: picture, fullPage: true });
    await page.pdf({ path: picture.replace(/png$/, "pdf"), preferCSSPageSize: true, printBackground: true });
  }
  const [tooWide, height]: number[] = await page.evaluate(`(({ scrollWidth, clientWidth, scrollHeight }) =>
    [scrollWidth - clientWidth, scrollHeight])(document.documentElement)`);
  const [smallestText, folds]: number[] = await page.evaluate(
    `[${SMALLEST_TEXT}, document.querySelectorAll("details").length]`,
  );
  const overlapping: string[] = await page.evaluate(OVERLAPPING);
  const [unprinted, unreached, unopened] = isOpened ? await foldFaults() : [[], [], []];
  // What is folded is looked at too; those of one name would close each other.
  await page.evaluate(`for (const each of document.querySelectorAll("details")) {
    each.removeAttribute("name");
    each.open = true;
  }`);
  const tooWideOpen: number = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  const violations: Violation[] = [];
  if (isJudged) {
    if (!hasAxe) await page.evaluate(axe);
    hasAxe = true;
    if (axeAlike !== undefined) await page.evaluate(`(${LEAVE_SOME})(${axeAlike})`);
    const texts = axeAlike === undefined ? "*" : "[data-judged]";
    await page.evaluate(`axe.configure({ rules: [{ id: "color-contrast", selector: "${texts}" }] })`);
    // What is right with the page, and how its elements are selected, would take longer than what is wrong. There
    // is nothing to load before.
    const options = "{ resultTypes: ['violations'], selectors: false, ancestry: false, preload: false }";
    violations.push(...await page.evaluate(`axe.run(${options}).then(({ violations }) => violations)`));
  }
  return {
    axe: violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`)),
    tooWide: Math.max(tooWide!, tooWideOpen),
    unreached,
    unopened,
    unprinted,
    overlapping,
    console: said,
    height: height!,
    smallestText: smallestText!,
    folds: folds!,
  };
}

try {
  const { judged, timed }: Question = await new Response(Deno.stdin.readable).json();
  const faults: Faults[] = [];
  for (const each of judged) faults.push(await faultsOf(each));
  const openedMs: number[] = [];
  for (const each of timed) openedMs.push(await open(each));
  const looked: Looked = { faults, openedMs };
  await new Blob([JSON.stringify(looked)]).stream().pipeTo(Deno.stdout.writable);
} finally {
  await browser.close();
}
