import { type MarketPlacement, taking } from "../execution/market_strategy.ts";
import { takeCheapest } from "./static_split/greedy.ts";

/**
 * Under market rules: what is cheapest with fees first, over all venues at once, as much as each displays
 * and odd lots included. Ties break as in `exactAllocator`.
 */
export const sweep: MarketPlacement = taking({ name: "sweep", place: takeCheapest });
