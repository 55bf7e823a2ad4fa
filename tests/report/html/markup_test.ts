import { assertEquals } from "@std/assert";
import { markup, sourceOf } from "../../../src/report/html/markup.ts";

Deno.test("markup escapes in elements and attributes, and nothing twice", () => {
  const inner = markup`<b>${`<&>"'`}</b>`;
  assertEquals(sourceOf(markup`${inner}${[1, "é\t\n"]}`), "<b>&lt;&amp;&gt;&quot;&#39;</b>1é\t\n");
  assertEquals(sourceOf("\u0000\u0085\ufffe\udc00😀"), "\ufffd\ufffd\ufffd\ufffd😀");
});
