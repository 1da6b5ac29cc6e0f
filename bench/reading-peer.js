// bench/reading-peer.js: @microsoft/recognizers-text-suite over texts in Chinese: numbers, percentages, dimensions, currencies.
//     node reading-peer.js ROUNDS FILE…     one line of JSON: {"ms": a round over all files, "figures": [[…] per file]}
// It is given one paragraph at a time, which it is many times faster at than at a whole text; "ms" is processor time, the median.
'use strict';
const fs = require('fs');
const suite = require('@microsoft/recognizers-text-suite');

const ZH = suite.Culture.Chinese;
const READERS = ['recognizeNumber', 'recognizePercentage', 'recognizeDimension', 'recognizeCurrency'];
const OTHERS = ['recognizeDateTime', 'recognizeOrdinal'];

const read = (text, names) => names.flatMap((name) => suite[name](text, ZH));
const over = (a, b) => a.start <= b.end && b.start <= a.end;
const points = (text, units) => Array.from(text.slice(0, units)).length;
const length = (f) => f.end - f.start;

// What the suite itself takes for a day, a time or an ordinal is no figure; of two that overlap the longer stands.
function figuresOf(line) {
  const not = read(line, OTHERS), kept = [];
  const found = read(line, READERS).filter((f) => f.resolution && f.resolution.value);
  for (const f of found.sort((a, b) => length(b) - length(a) || (a.typeName === 'number') - (b.typeName === 'number')))
    if (!kept.some((k) => over(k, f)) && !(f.typeName === 'number' && not.some((n) => over(n, f)))) kept.push(f);
  return kept.sort((a, b) => a.start - b.start);
}

// Places of the suite are UTF-16 units, both ends inside; ours are code points of the text, the end behind.
function figures(text) {
  let base = 0;
  return text.split('\n').flatMap((line) => {
    const out = figuresOf(line).map((f) => ({
      start: base + points(line, f.start), end: base + points(line, f.end + 1), text: f.text, unit: f.resolution.unit || null,
      value: f.resolution.value.replace('%', ''),
    }));
    base += points(line, line.length) + 1;
    return out;
  });
}

const [, , rounds, ...paths] = process.argv;
const texts = paths.map((path) => fs.readFileSync(path, 'utf8'));
const found = texts.map(figures); // the patterns are compiled on first use: this warms them
const took = [];
for (let n = 0; n < Number(rounds); n++) {
  const start = process.cpuUsage();
  for (const text of texts) for (const line of text.split('\n')) read(line, READERS);
  const { user, system } = process.cpuUsage(start);
  took.push((user + system) / 1000);
}
took.sort((a, b) => a - b);
console.log(JSON.stringify({ ms: took[took.length >> 1], figures: found }));
