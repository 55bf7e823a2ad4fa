/** The built-in fees of US equity exchanges. @module */

/**
 * The fees that sorlab uses unless told otherwise: approximate, untiered, for prices of a dollar and
 * more, from the exchanges' public price lists of 2020 to 2026. A starting point, not a quotation:
 * replace it with your own (`--fees FILE`, same form).
 */
export const US_EQUITY_FEES_CSV =
  `# dollars a share, negative is a rebate; approximate public figures of 2020-2026
venue,from,add,take,source
XNAS,2020-01-01,-0.0020,0.0030,public price list (approximate; noted 2026-11)
XNYS,2020-01-01,-0.0012,0.0030,public price list (approximate; noted 2026-11)
ARCX,2020-01-01,-0.0020,0.0030,public price list (approximate; noted 2026-11)
XASE,2020-01-01,-0.0016,0.0030,public price list (approximate; noted 2026-11)
BATS,2020-01-01,-0.0016,0.0030,public price list (approximate; noted 2026-11)
BATY,2020-01-01,0.0020,-0.0002,public price list (approximate; noted 2026-11)
EDGX,2020-01-01,-0.0016,0.0030,public price list (approximate; noted 2026-11)
# EDGA was an inverted venue (a rebate to remove) before November 2024
EDGA,2020-01-01,0.0030,-0.0018,public price list (approximate; noted 2026-11)
EDGA,2024-11-01,-0.0027,0.0030,public price list (approximate; noted 2026-11)
IEXG,2020-01-01,-0.0004,0.0010,public price list (approximate; noted 2026-11)
MEMX,2020-09-21,-0.0018,0.0030,public price list (approximate; noted 2026-11)
EPRL,2020-09-25,-0.0016,0.0030,public price list (approximate; noted 2026-11)
XBOS,2020-01-01,0.0030,0.0007,public price list (approximate; noted 2026-11)
XPSX,2020-01-01,-0.0020,0.0030,public price list (approximate; noted 2026-11)
XCIS,2020-01-01,0.0000,-0.0005,public price list (approximate; noted 2026-11)
`;
