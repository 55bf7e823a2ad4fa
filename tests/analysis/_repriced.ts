import type { FeesUsed } from "../../src/execution/fees_used.ts";
import { FillLog, RESTED } from "../../src/execution/fill_log.ts";
import type { Execution } from "../../src/execution/simulator.ts";

/** The same fills under other fees: what the bill would have been, had nobody acted otherwise. Its log is its own. */
export function repriced<E extends Pick<Execution, "fills">>(
  execution: E,
  { takeFee, addRebate }: Pick<FeesUsed, "takeFee" | "addRebate">,
): E {
  const { length, timeNs, venue, price, shares, kind, mid, touch } = execution.fills;
  const fills = new FillLog();
  for (let i = 0; i < length; i++) {
    const at = venue[i]!;
    const fee = kind[i] === RESTED ? 0 - addRebate[at]! : takeFee[at]!;
    fills.add(timeNs[i]!, at, price[i]!, shares[i]!, fee, kind[i], mid[i], touch[i]);
  }
  return { ...execution, fills };
}
