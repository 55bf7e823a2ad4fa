/** A tape that is there whole, to be replayed at any speed. @module */

import { marketOf } from "../backtest/on_tape.ts";
import type { RulesQuestion } from "../backtest/question.ts";
import type { Market } from "../execution/market.ts";
import type { Tape } from "../market/tape.ts";
import { type Feed, originText, type TapeWindow } from "./feed.ts";

/** What is known of a tape beside its rows. */
interface ReplayedTapeOptions {
  readonly kind: "synthetic" | "file";
  /** Its name, for people. */
  readonly name: string;
  /** The options of a back-test that takes the same tape. */
  readonly dataOptions: readonly string[];
  /** The bounds that it was read with. @default none */
  readonly window?: TapeWindow | undefined;
}

/** A tape that is there whole. What a back-test decides from all of it is decided likewise here. */
export class ReplayedTape implements Feed {
  readonly source: Feed["source"];
  readonly settled: readonly string[] = [];
  readonly dataOptions: readonly string[];
  readonly window: TapeWindow;
  readonly tape = 0;
  readonly knownNs = Infinity;
  readonly stillComing = false;
  readonly ageMs = 0;
  readonly restMs = 0;
  // There never are more, and nothing can fail any more.
  readonly more: Promise<void> = new Promise(() => {});
  readonly failed: Promise<never> = new Promise(() => {});
  #rows: Tape;
  #made: { readonly rules: string; readonly market: Market } | undefined;

  constructor(tape: Tape, { kind, name, dataOptions, window = {} }: ReplayedTapeOptions) {
    this.#rows = tape;
    this.dataOptions = dataOptions;
    this.window = window;
    this.source = { kind, name, symbol: tape.symbol, origin: originText(tape.originNs), seekable: true };
  }

  market(rules: RulesQuestion): Market {
    const asked = JSON.stringify(rules);
    if (this.#made?.rules !== asked) this.#made = { rules: asked, market: marketOf(this.#rows, rules) };
    return this.#made.market;
  }
}
