/** A live view of a small tape, and what it shows. @module */

import { planBacktest } from "../../src/backtest/plan.ts";
import type { Question } from "../../src/backtest/question.ts";
import type { Tape } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import type { Feed } from "../../src/serve/feed.ts";
import type { Frame, Hello } from "../../src/serve/frames.ts";
import {
  type Audience,
  type LiveQuestion,
  LiveView,
  type LiveViewOptions,
} from "../../src/serve/live_view.ts";
import { ReplayedTape } from "../../src/serve/replayed_tape.ts";

/** Half a minute of three venues. */
export function makeTape(): Tape {
  return generateTape({ seed: 7, durationSeconds: 30, eventsPerSecond: 60, venues: 3, price: 20e9 });
}

/** Pairs of five seconds. A page may change the size alone. */
export function questionOf(shares = 200): LiveQuestion {
  const asked: Question = {
    orders: { everyNs: 5e9, sides: "both", size: { kind: "shares", shares } },
    strategy: { name: parseStrategy("twap+sweep"), intervalNs: 1e9 },
  };
  return {
    plan: planBacktest(asked),
    fields: [{
      name: "order-size",
      help: "shares of an order",
      placeholder: "N",
      choices: null,
      value: String(shares),
    }],
    backtest: (dataOptions) => ["sorlab backtest", ...dataOptions].join(" "),
    with(options) {
      const size = Number(options["order-size"]);
      if (!(size > 0)) throw new Error("--order-size: not a number");
      return questionOf(size);
    },
  };
}

/** What a view has shown. */
export interface Shown {
  readonly view: LiveView;
  readonly hellos: Hello[];
  readonly frames: Omit<Frame, "health">[];
  /** Goes on until a frame is as wanted. */
  until(isWanted: (frame: Omit<Frame, "health">) => boolean): Promise<Omit<Frame, "health">>;
}

/** A view of a tape, as fast as it goes. */
export function viewOf(
  tape: Tape | Feed,
  { audience, ...options }: Partial<LiveViewOptions> & { readonly audience?: Audience } = {},
): Shown {
  const hellos: Hello[] = [];
  const frames: Omit<Frame, "health">[] = [];
  let look = (_: Omit<Frame, "health">): void => {};
  const feed = "market" in tape
    ? tape
    : new ReplayedTape(tape, { kind: "synthetic", name: "made up", dataOptions: [] });
  const view = new LiveView(feed, questionOf(), {
    hello(hello) {
      hellos.push(hello);
      audience?.hello(hello);
    },
    frame(frame, lagMs, rowsPerSecond) {
      frames.push(frame);
      audience?.frame(frame, lagMs, rowsPerSecond);
      look(frame);
    },
  }, { speed: Infinity, ...options });
  return {
    view,
    hellos,
    frames,
    async until(isWanted) {
      const abort = new AbortController();
      let found: Omit<Frame, "health"> | undefined;
      look = (frame) => {
        if (!isWanted(frame)) return;
        found ??= frame;
        abort.abort();
      };
      await view.run(abort.signal);
      look = () => {};
      return found!;
    },
  };
}
