import type { FeesUsed } from "../execution/fees_used.ts";
import { toDollars } from "../market/price.ts";
import type { Venues } from "../market/venues.ts";

/** The fees charged, by venue. */
export function describeFees(
  { fees, venues }: { readonly fees: FeesUsed; readonly venues: Venues },
): Record<string, unknown> {
  const take = venues.names.map((name, venue) => [name, toDollars(fees.takeFee[venue]!)]);
  return {
    take_per_share: Object.fromEntries(take),
    assumed: fees.assumed,
    extrapolated: fees.extrapolated,
  };
}
