/** Style of the page: light and dark, wide and narrow, and on paper. */
export const style = `
:root {
	color-scheme: light dark;
	--paper: #fbfbfa; --card: #fff; --ink: #1d1f21; --soft: #62676d; --line: #e3e4e6; --grid: #ececee;
	--good: #1a7f4b; --bad: #b3261e; --warn: #96620a;
	--c0: #0b6bb8; --c1: #c8500a; --c2: #007a58; --c3: #a8448a; --c4: #9a7200; --c5: #5b5bd6;
	--busy: #2f9e6e; --input: #d5d7da; --room: #e2a93b;
}
@media (prefers-color-scheme: dark) {
	:root {
		--paper: #15171a; --card: #1d2024; --ink: #e6e7e9; --soft: #9aa0a6; --line: #32363b; --grid: #2a2e33;
		--good: #58c48d; --bad: #ff8a80; --warn: #e5b04f;
		--c0: #6cb6f5; --c1: #ff9d5c; --c2: #4fc9a0; --c3: #e48bc8; --c4: #dcb944; --c5: #a3a3ff;
		--busy: #3fae7d; --input: #3b4046; --room: #b98526;
	}
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 74rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
p { margin: .25rem 0; }
.note, .sub { color: var(--soft); }
.sub { overflow-wrap: anywhere; }
code, pre { font: .87em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; margin: .75rem 0; }
.state { display: inline-block; font-size: .8rem; font-weight: 600; padding: .1rem .6rem; border-radius: 99px; border: 1px solid currentColor; vertical-align: .25em; margin-left: .4rem; }
.finished, .learning { color: var(--good); }
.failed, .killed, .collapsed, .diverging { color: var(--bad); }
.stopped, .running, .collapsing { color: var(--warn); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0 0; }
.tile, .chart, .frames, .verdict, .plain { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.tile { padding: .6rem .8rem; }
.tile b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile span { color: var(--soft); font-size: .85rem; }
.verdict { padding: .8rem 1rem; margin-top: 1.25rem; border-left: 5px solid currentColor; }
.verdict p { color: var(--ink); }
.verdict p:first-child { font-weight: 600; font-size: 1.05rem; color: inherit; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .9rem; margin-top: .75rem; }
.charts.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); margin-top: 1.25rem; }
figure { margin: 0; }
.chart { padding: .6rem .7rem .5rem; min-width: 0; }
figcaption { display: flex; justify-content: space-between; gap: .75rem; font-weight: 600; }
figcaption output { color: var(--soft); font-weight: 400; white-space: nowrap; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: auto; margin-top: .25rem; touch-action: pan-y; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.grid { stroke: var(--grid); }
.here { stroke: var(--soft); }
.mark { stroke: var(--soft); stroke-dasharray: 3 3; }
.curve { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.curve.raw { stroke-width: 1; opacity: .35; }
${[0, 1, 2, 3, 4, 5].map((i) => `.c${i} { color: var(--c${i}); }`).join(' ')}
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none; margin: .25rem 0 0; padding: 0; font-size: .87rem; }
.legend b { font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: .5rem 0; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
tbody tr:last-child td { border-bottom: 0; }
th { color: var(--soft); font-weight: 500; white-space: nowrap; }
td code { white-space: nowrap; }
td.value { overflow-wrap: anywhere; min-width: 7rem; font-variant-numeric: tabular-nums; }
.nowrap { white-space: nowrap; font-variant-numeric: tabular-nums; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--soft); }
.bar { display: flex; width: 11rem; height: .8rem; margin-top: .32rem; border-radius: 4px; overflow: hidden; }
.bar i.busy, .key.busy { background: var(--busy); }
.bar i.input, .key.input { background: var(--input); }
.bar i.room, .key.room { background: var(--room); }
.key { display: inline-block; width: .8rem; height: .8rem; border-radius: 3px; margin: 0 .35rem 0 .75rem; vertical-align: -.08em; }
.key:first-child { margin-left: 0; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .9rem; align-items: start; }
.frames { padding: .6rem .7rem .7rem; min-width: 0; }
.frames.whole { grid-column: 1 / -1; }
.frames img { display: block; max-width: 100%; height: auto; margin: .5rem auto 0; border-radius: 6px; background: #fff; }
.frames label { display: flex; align-items: center; gap: .75rem; margin-top: .5rem; }
.frames input { flex: 1; accent-color: var(--c0); min-width: 0; }
.frames output { color: var(--soft); min-width: 6rem; text-align: right; font-variant-numeric: tabular-nums; }
footer { margin-top: 3rem; color: var(--soft); font-size: .87rem; }
@media print { .frame[hidden] { display: none; } .chart, .frames { break-inside: avoid; } body { background: none; } }
`;
