/**
 * Databento's publishers: a line an id, `id venue dataset description`. Ids are never given away again.
 *
 * Source: `databento.common.publishers` of the Python package databento, version 0.88.0; a test compares them
 * where that package is installed.
 *
 * @module
 */

/** The list as text. */
export const PUBLISHER_DIRECTORY = `
1 GLBX GLBX.MDP3 CME Globex MDP 3.0
2 XNAS XNAS.ITCH Nasdaq TotalView-ITCH
3 XBOS XBOS.ITCH Nasdaq Texas TotalView-ITCH
4 XPSX XPSX.ITCH Nasdaq PSX TotalView-ITCH
5 BATS BATS.PITCH Cboe BZX Depth
6 BATY BATY.PITCH Cboe BYX Depth
7 EDGA EDGA.PITCH Cboe EDGA Depth
8 EDGX EDGX.PITCH Cboe EDGX Depth
9 XNYS XNYS.PILLAR NYSE Integrated
10 XCIS XCIS.PILLAR NYSE National Integrated
11 XASE XASE.PILLAR NYSE American Integrated
12 XCHI XCHI.PILLAR NYSE Texas Integrated
13 XCIS XCIS.BBO NYSE National BBO
14 XCIS XCIS.TRADES NYSE National Trades
15 MEMX MEMX.MEMOIR MEMX MEMOIR Depth
16 EPRL EPRL.DOM MIAX Pearl Depth
17 FINN XNAS.NLS FINRA/Nasdaq TRF Carteret
18 FINC XNAS.NLS FINRA/Nasdaq TRF Chicago
19 FINY XNYS.TRADES FINRA/NYSE TRF
20 AMXO OPRA.PILLAR OPRA - NYSE American Options
21 XBOX OPRA.PILLAR OPRA - BOX Options
22 XCBO OPRA.PILLAR OPRA - Cboe Options
23 EMLD OPRA.PILLAR OPRA - MIAX Emerald
24 EDGO OPRA.PILLAR OPRA - Cboe EDGX Options
25 GMNI OPRA.PILLAR OPRA - Nasdaq GEMX
26 XISX OPRA.PILLAR OPRA - Nasdaq ISE
27 MCRY OPRA.PILLAR OPRA - Nasdaq MRX
28 XMIO OPRA.PILLAR OPRA - MIAX Options
29 ARCO OPRA.PILLAR OPRA - NYSE Arca Options
30 OPRA OPRA.PILLAR OPRA - Options Price Reporting Authority
31 MPRL OPRA.PILLAR OPRA - MIAX Pearl
32 XNDQ OPRA.PILLAR OPRA - Nasdaq Options
33 XBXO OPRA.PILLAR OPRA - Nasdaq Texas Options
34 C2OX OPRA.PILLAR OPRA - Cboe C2 Options
35 XPHL OPRA.PILLAR OPRA - Nasdaq PHLX
36 BATO OPRA.PILLAR OPRA - Cboe BZX Options
37 MXOP OPRA.PILLAR OPRA - MEMX Options
38 IEXG IEXG.TOPS IEX TOPS
39 XCHI DBEQ.BASIC DBEQ Basic - NYSE Texas
40 XCIS DBEQ.BASIC DBEQ Basic - NYSE National
41 IEXG DBEQ.BASIC DBEQ Basic - IEX
42 EPRL DBEQ.BASIC DBEQ Basic - MIAX Pearl
43 ARCX ARCX.PILLAR NYSE Arca Integrated
44 XNYS XNYS.BBO NYSE BBO
45 XNYS XNYS.TRADES NYSE Trades
46 XNAS XNAS.QBBO Nasdaq QBBO
47 XNAS XNAS.NLS Nasdaq Trades
48 XCHI EQUS.PLUS Databento US Equities Plus - NYSE Texas
49 XCIS EQUS.PLUS Databento US Equities Plus - NYSE National
50 IEXG EQUS.PLUS Databento US Equities Plus - IEX
51 EPRL EQUS.PLUS Databento US Equities Plus - MIAX Pearl
52 XNAS EQUS.PLUS Databento US Equities Plus - Nasdaq
53 XNYS EQUS.PLUS Databento US Equities Plus - NYSE
54 FINN EQUS.PLUS Databento US Equities Plus - FINRA/Nasdaq TRF Carteret
55 FINY EQUS.PLUS Databento US Equities Plus - FINRA/NYSE TRF
56 FINC EQUS.PLUS Databento US Equities Plus - FINRA/Nasdaq TRF Chicago
57 IFEU IFEU.IMPACT ICE Europe Commodities
58 NDEX NDEX.IMPACT ICE Endex
59 DBEQ DBEQ.BASIC Databento US Equities Basic - Consolidated
60 EQUS EQUS.PLUS EQUS Plus - Consolidated
61 SPHR OPRA.PILLAR OPRA - MIAX Sapphire
62 XCHI EQUS.ALL Databento US Equities (All Feeds) - NYSE Texas
63 XCIS EQUS.ALL Databento US Equities (All Feeds) - NYSE National
64 IEXG EQUS.ALL Databento US Equities (All Feeds) - IEX
65 EPRL EQUS.ALL Databento US Equities (All Feeds) - MIAX Pearl
66 XNAS EQUS.ALL Databento US Equities (All Feeds) - Nasdaq
67 XNYS EQUS.ALL Databento US Equities (All Feeds) - NYSE
68 FINN EQUS.ALL Databento US Equities (All Feeds) - FINRA/Nasdaq TRF Carteret
69 FINY EQUS.ALL Databento US Equities (All Feeds) - FINRA/NYSE TRF
70 FINC EQUS.ALL Databento US Equities (All Feeds) - FINRA/Nasdaq TRF Chicago
71 BATS EQUS.ALL Databento US Equities (All Feeds) - Cboe BZX
72 BATY EQUS.ALL Databento US Equities (All Feeds) - Cboe BYX
73 EDGA EQUS.ALL Databento US Equities (All Feeds) - Cboe EDGA
74 EDGX EQUS.ALL Databento US Equities (All Feeds) - Cboe EDGX
75 XBOS EQUS.ALL Databento US Equities (All Feeds) - Nasdaq Texas
76 XPSX EQUS.ALL Databento US Equities (All Feeds) - Nasdaq PSX
77 MEMX EQUS.ALL Databento US Equities (All Feeds) - MEMX
78 XASE EQUS.ALL Databento US Equities (All Feeds) - NYSE American
79 ARCX EQUS.ALL Databento US Equities (All Feeds) - NYSE Arca
80 LTSE EQUS.ALL Databento US Equities (All Feeds) - Long-Term Stock Exchange
81 XNAS XNAS.BASIC Nasdaq Basic - Nasdaq
82 FINN XNAS.BASIC Nasdaq Basic - FINRA/Nasdaq TRF Carteret
83 FINC XNAS.BASIC Nasdaq Basic - FINRA/Nasdaq TRF Chicago
84 XOFF IFEU.IMPACT ICE Europe - Off-Market Trades
85 XOFF NDEX.IMPACT ICE Endex - Off-Market Trades
86 XBOS XNAS.NLS Nasdaq NLS - Nasdaq Texas
87 XPSX XNAS.NLS Nasdaq NLS - Nasdaq PSX
88 XBOS XNAS.BASIC Nasdaq Basic - Nasdaq Texas
89 XPSX XNAS.BASIC Nasdaq Basic - Nasdaq PSX
90 EQUS EQUS.SUMMARY Databento Equities Summary
91 XCIS XCIS.TRADESBBO NYSE National Trades and BBO
92 XNYS XNYS.TRADESBBO NYSE Trades and BBO
93 EQUS XNAS.BASIC Nasdaq Basic - Consolidated
94 EQUS EQUS.ALL Databento US Equities (All Feeds) - Consolidated
95 EQUS EQUS.MINI Databento US Equities Mini
96 EQUS XNYS.TRADES NYSE Trades - Consolidated
97 IFUS IFUS.IMPACT ICE Futures US
98 XOFF IFUS.IMPACT ICE Futures US - Off-Market Trades
99 IFLL IFLL.IMPACT ICE Europe Financials
100 XOFF IFLL.IMPACT ICE Europe Financials - Off-Market Trades
101 XEUR XEUR.EOBI Eurex EOBI
102 XEEE XEEE.EOBI European Energy Exchange EOBI
103 XOFF XEUR.EOBI Eurex EOBI - Off-Market Trades
104 XOFF XEEE.EOBI European Energy Exchange EOBI - Off-Market Trades
105 XCBF XCBF.PITCH Cboe Futures Exchange (CFE)
106 XOFF XCBF.PITCH Cboe Futures Exchange (CFE) - Off-Market Trades
107 OCEA OCEA.MEMOIR Blue Ocean ATS MEMOIR
108 MXTO OPRA.PILLAR OPRA - MEMX MX2 Options
109 IEXO OPRA.PILLAR OPRA - IEX Options LLC
110 MAIN MAIN.CGIF Cboe Global Indices Feed
111 XASE EQUS.SIP US Equities SIP - NYSE American
112 XBOS EQUS.SIP US Equities SIP - Nasdaq Texas
113 XCIS EQUS.SIP US Equities SIP - NYSE National
114 TXSE EQUS.SIP US Equities SIP - Texas Stock Exchange
115 24EQ EQUS.SIP US Equities SIP - 24X National Exchange
116 EPRL EQUS.SIP US Equities SIP - MIAX Pearl
117 XISX EQUS.SIP US Equities SIP - Nasdaq ISE
118 EDGA EQUS.SIP US Equities SIP - Cboe EDGA
119 EDGX EQUS.SIP US Equities SIP - Cboe EDGX
120 LTSE EQUS.SIP US Equities SIP - Long-Term Stock Exchange
121 XCHI EQUS.SIP US Equities SIP - NYSE Texas
122 XNYS EQUS.SIP US Equities SIP - NYSE
123 ARCX EQUS.SIP US Equities SIP - NYSE Arca
124 XNAS EQUS.SIP US Equities SIP - Nasdaq
125 MEMX EQUS.SIP US Equities SIP - MEMX
126 IEXG EQUS.SIP US Equities SIP - IEX
127 XPSX EQUS.SIP US Equities SIP - Nasdaq PSX
128 BATY EQUS.SIP US Equities SIP - Cboe BYX
129 BATS EQUS.SIP US Equities SIP - Cboe BZX
130 FINN EQUS.SIP US Equities SIP - FINRA/Nasdaq TRF Carteret
131 FINY EQUS.SIP US Equities SIP - FINRA/NYSE TRF
132 FINC EQUS.SIP US Equities SIP - FINRA/Nasdaq TRF Chicago
133 XADF EQUS.SIP US Equities SIP - FINRA Alternative Display Facility
134 CTA EQUS.SIP US Equities SIP - CTA
135 UTP EQUS.SIP US Equities SIP - UTP
136 MSCI MSCI.CGIF CGIF - Morgan Stanley Capital International
137 FTSE FTSE.CGIF CGIF - FTSE Russell
138 INAV INAV.CGIF CGIF - Intraday Net Asset Values
139 MSTAR MSTAR.CGIF CGIF - Morning Star
140 CCCY CCCY.CGIF CGIF - Crypto Currency
141 CGI CGI.CGIF CGIF - CBOE Global Indices
142 CDEF MAIN.CGIF CGIF - Definitions
143 XTKS XTKS.FLEX JPX - Tokyo Stock Exchange
144 XTKT XTKT.ITCH JPX - Tokyo Commodity Exchange
145 XOSE XOSE.ITCH JPX - Osaka Exchange
146 MAIN DBIX.CORE CGIF - Main Feed
147 MSCI DBIX.CORE CGIF - Morgan Stanley Capital International
148 FTSE DBIX.CORE CGIF - FTSE Russell
149 INAV DBIX.CORE CGIF - Intraday Net Asset Values
150 MSTAR DBIX.CORE CGIF - Morning Star
151 CCCY DBIX.CORE CGIF - Crypto Currency
152 CGI DBIX.CORE CGIF - CBOE Global Indices
153 CDEF DBIX.CORE CGIF - Definitions
`;
