import type { FeesUsed } from "../execution/fees_used.ts";
import { toDollars } from "../market/price.ts";
import type { Venues } from "../market/venues.ts";

/** The fees charged. */
export interface FeesReport {
  /** By venue, dollars a share; negative is a rebate. */
  readonly take_per_share: Readonly<Record<string, number>>;
  /** Venues that the fee file does not have. */
  readonly assumed: readonly string[];
  /** Venues whose fees are all younger than the tape. */
  readonly extrapolated: readonly string[];
}

/** The fees charged, by venue. */
export function describeFees(
  { fees, venues }: { readonly fees: FeesUsed; readonly venues: Venues },
): FeesReport {
  const take = venues.names.map((name, venue) => [name, toDollars(fees.takeFee[venue]!)]);
  return {
    take_per_share: Object.fromEntries(take),
    assumed: fees.assumed,
    extrapolated: fees.extrapolated,
  };
}
