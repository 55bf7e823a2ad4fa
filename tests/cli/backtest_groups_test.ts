import { assert, assertEquals } from "@std/assert";
import { BACKTEST_GROUPS } from "../../src/cli/backtest_groups.ts";
import { backtestOptions } from "../../src/cli/backtest_options.ts";
import { command } from "../../src/cli/backtest.ts";
import { kebab } from "../../src/cli/options.ts";

Deno.test("BACKTEST_GROUPS has every option once, and ten or so that matter first", () => {
  const names = BACKTEST_GROUPS.flatMap(({ common, others }) => [...common, ...others]);
  assertEquals([...names].sort(), Object.keys(backtestOptions).sort());
  const common = BACKTEST_GROUPS.flatMap(({ common }): readonly string[] => common);
  assert(common.length >= 8 && common.length <= 10, `${common.length}`);
});

Deno.test("sorlab backtest --help shows what matters, --help all every option", () => {
  const { text: help, whole } = command.help;
  assert(help.split("\n").length < 85);
  const shown = (text: string): string[] =>
    Object.keys(backtestOptions).filter((name) => new RegExp(`^  --${kebab(name)}\\b`, "m").test(text));
  assertEquals(shown(whole!), Object.keys(backtestOptions));
  assertEquals(
    shown(help).sort(),
    BACKTEST_GROUPS.flatMap(({ common }): readonly string[] => common).sort(),
  );
  assert(help.includes(`the other ${Object.keys(backtestOptions).length - shown(help).length} options too`));
});
