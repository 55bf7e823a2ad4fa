/** Where a live view's rows come from. @module */

import { formatTime } from "../market/time.ts";
import type { Market } from "../execution/market.ts";
import type { OrdersQuestion, RulesQuestion } from "../backtest/question.ts";
import type { Source } from "./frames.ts";

/** The bounds that a tape was read or sent with, as a question has them. */
export type TapeWindow = Pick<OrdersQuestion, "from" | "to">;

/** A tape's origin, a midnight, as pages are told it: `2024-08-01T00:00:00Z`. */
export function originText(originNs: bigint): string {
  return `${formatTime(originNs).slice(0, "2024-08-01T00:00:00".length)}Z`;
}

/** The rows of a tape as they become known. */
export interface Feed {
  /** What pages are told of it. */
  readonly source: Omit<Source, "lastNs" | "firstNs">;
  /** What was settled before the tape's end was known, for people. */
  readonly settled: readonly string[];
  /** The options of a back-test that takes the same tape. */
  readonly dataOptions: readonly string[];
  /** When orders may be worked at most, as the tape was cut. */
  readonly window: TapeWindow;
  /** Which tape it is: it changes with a new one, and where the same turns out to be of another kind. */
  readonly tape: number;
  /**
   * The market of the rows so far by these rules: another one once there are more.
   *
   * @throws {QuestionError} if the tape does not have the reference venue.
   */
  market(rules: RulesQuestion): Market;
  /** Until this moment the market has all rows, ns after the tape's origin; `Infinity` where there are no more. */
  readonly knownNs: number;
  /** Whether more rows may follow. */
  readonly stillComing: boolean;
  /** How long ago the last rows came, ms; 0 where all were there from the start. */
  readonly ageMs: number;
  /** For how long the market stays as it is, whatever comes, ms. */
  readonly restMs: number;
  /** Resolves once the market is another than the last that was asked for. */
  readonly more: Promise<void>;
  /** Rejects once no more rows can come, though they should. */
  readonly failed: Promise<never>;
}
