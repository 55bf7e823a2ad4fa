import { assert, assertEquals } from "@std/assert";
import { Market } from "../../../src/execution/market.ts";
import { FeeSchedule } from "../../../src/market/fee_schedule.ts";
import { randomInt } from "../../../src/market/random.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { commandWords } from "../../../src/strategy/external/command_words.ts";
import { RouterFault } from "../../../src/strategy/external/fault.ts";
import { acceptAnswer, decideMessage } from "../../../src/strategy/external/program_messages.ts";
import type { ProgramRouter } from "../../../src/strategy/external/router.ts";
import { makeOffers } from "../../../src/execution/offers.ts";
import type { Decision } from "../../../src/execution/strategy.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds } from "../../_tapes.ts";

const VENUES = 3;
const market = new Market(
  generateTape({ durationSeconds: 5, venues: VENUES }),
  FeeSchedule.flat(0.003, 0.002),
  {},
);

const router: ProgramRouter = {
  kind: "program",
  text: "exec:r",
  command: ["r"],
  parameters: { pace: { symbol: "pace", key: "pace", low: 1, high: 2, unit: "1" } },
  traits: { sequential: false, rests: true, overfills: false },
  digests: {},
  digest: "",
};

function question(order: number) {
  const decision: Decision = {
    market,
    index: 4,
    side: 1,
    nowNs: 5,
    rows: 2,
    untilNs: 7,
    isLast: false,
    quantity: 100,
    overdue: 0,
    leaves: 300,
    offers: makeOffers(VENUES),
    nearQuotes: makeOffers(VENUES),
    mid: NaN,
    takeLimit: Infinity,
  };
  const room = (): Float64Array => new Float64Array(VENUES);
  return {
    order,
    point: { pace: 1.5 },
    open: { decision, orders: { take: room(), takeLimit: room(), rest: room() } },
  };
}

Deno.test("a decision that is asked is JSON: no price is null, and no limit beyond any price", () => {
  const message = JSON.parse(JSON.stringify(decideMessage(router, market, [question(9)])));
  const [decision] = message.decisions;
  assertEquals([message.venues.length, decision.order, decision.index], [VENUES, 9, 4]);
  assertEquals([decision.mid, decision.offers.price, decision.take_limit], [
    null,
    [null, null, null],
    2 ** 53 - 1,
  ]);
  assertEquals(decision.parameters, { pace: 1.5 });
});

Deno.test("whatever is answered is a fault, or child orders that may be sent", () => {
  const junk = [null, 0, 1, 7, -1, 0.5, 1e300, "1", "", true, [], {}, [1, 2, 3], [0, 0, 0], [null, 1, null]];
  let accepted = 0;
  forSeeds(5, seeds(1500, 100_000), (random) => {
    const any = (): unknown => junk[randomInt(random, junk.length)];
    const list = (): unknown =>
      random() < 0.3
        ? any()
        : Array.from({ length: VENUES }, () => random() < 0.9 ? randomInt(random, 90) : any());
    const one = (): unknown =>
      random() < 0.1
        ? any()
        : { ...(random() < 0.8 && { take: list() }), ...(random() < 0.4 && { rest: list() }) };
    const orders = random() < 0.9 ? [one(), one()] : any();
    const answer = random() < 0.9 ? { type: random() < 0.95 ? "decided" : any(), orders } : any();
    const questions = [question(1), question(2)];
    try {
      acceptAnswer(router, market, questions, answer);
      accepted++;
      for (const { open: { orders: { take, rest } } } of questions) {
        const all = [...take, ...rest];
        assert(all.every((shares) => Number.isSafeInteger(shares) && shares >= 0));
        assert(all.reduce((sum, shares) => sum + shares, 0) <= 300);
      }
    } catch (error) {
      if (!(error instanceof RouterFault)) throw error;
    }
  });
  assert(accepted > 100, `${accepted}`);
});

Deno.test("commandWords() keeps what is quoted together, and nothing else means anything", () => {
  assertEquals(commandWords(`  a 'b c' "d 'e'"  $HOME;x `), ["a", "b c", "d 'e'", "$HOME;x"]);
  for (const text of ["", "  ", `a "b`, `'`]) {
    try {
      commandWords(text);
      throw new Error(`took ${text}`);
    } catch (error) {
      assert(error instanceof SyntaxError);
    }
  }
});
