// Near keys: those that a typed one is most like, as functions/known_names.py finds them.
//
// What people type wrong is a letter or two, or they type a part: the surname, a title without its article. So a key is as
// near as the whole is alike, or its looser form, or as its words are to the typed words; and a famous one is a likelier guess.

import { formaLaxa } from "./clave.js";

// Likeness in percent: below these, a whole key or a single word is another one.
const ALIKE = 55;
const ALIKE_WORD = 70;
// Words alike say less than the whole alike, and each tenfold step down in fame costs two points.
const WORDS_WEIGH = 0.93;
const FAME_WEIGHS = 2;
// What keeps a guess quick: words looked at, spellings tried for each, names taken for each.
const WORDS = 4;
const SPELLINGS = 6;
const HOLDERS = 40;

/** The keys and aliases of a question, most famous first. */
export class Cercanas {
  #names = [];
  #key = new Map();
  #holders = new Map();
  #words;

  constructor(fama, alias) {
    const also = new Map();
    for (const [name, key] of Object.entries(alias)) also.set(key, [...(also.get(key) ?? []), name]);
    for (const key of fama) {
      for (const name of [key, ...(also.get(key) ?? [])]) {
        this.#names.push(name);
        this.#key.set(name, key);
      }
    }
    this.#names.forEach((name, place) => {
      for (const word of new Set(name.split("-"))) {
        const holders = this.#holders.get(word) ?? [];
        if (holders.length < HOLDERS) holders.push(place);
        this.#holders.set(word, holders);
      }
    });
    this.#words = [...this.#holders.keys()];
  }

  /** The keys nearest to a typed one, best first. */
  nearest(typed, howMany = 5) {
    const likeness = this.#alikeByWords(typed);
    for (const [place, alike] of mostAlike(typed, this.#names, ALIKE, HOLDERS)) {
      likeness.set(place, Math.max(likeness.get(place) ?? 0, alike));
    }
    const form = formaLaxa(typed);
    for (const place of ranked(likeness).slice(0, HOLDERS)) {
      likeness.set(place, Math.max(likeness.get(place), alikeInPercent(form, formaLaxa(this.#names[place]))));
    }
    const places = ranked(likeness);
    return [...new Set(places.map((place) => this.#key.get(this.#names[place])))].slice(0, howMany);
  }

  // Place → how far its words are the typed ones, each word counting by its length.
  #alikeByWords(typed) {
    const likeness = new Map();
    const words = [...new Set(typed.split("-"))].sort((a, b) => b.length - a.length).slice(0, WORDS);
    const weight = WORDS_WEIGH / words.reduce((sum, word) => sum + word.length, 0);
    for (const word of words) {
      const best = new Map();
      // Short words are all alike: `the` is no misspelt `she`.
      for (const [at, alike] of mostAlike(word, this.#words, word.length > 3 ? ALIKE_WORD : 100, SPELLINGS)) {
        for (const place of this.#holders.get(this.#words[at])) best.set(place, Math.max(best.get(place) ?? 0, alike));
      }
      for (const [place, alike] of best) likeness.set(place, (likeness.get(place) ?? 0) + alike * word.length * weight);
    }
    return likeness;
  }
}

// The places of names, the likeliest guess first.
function ranked(likeness) {
  const rank = new Map([...likeness].map(([place, alike]) => [place, FAME_WEIGHS * Math.log10(10 + place) - alike]));
  return [...likeness.keys()].sort((a, b) => rank.get(a) - rank.get(b));
}

/** How much of two texts is alike, in percent: their longest common subsequence against their lengths. */
export function alikeInPercent(a, b) {
  const both = a.length + b.length;
  return both ? (1 - (both - 2 * common(a, b)) / both) * 100 : 100;
}

// [position, likeness in percent] of those most alike, the first of equals first.
function mostAlike(typed, among, cutoff, limit) {
  const found = [];
  among.forEach((name, at) => {
    const both = typed.length + name.length;
    if ((200 * Math.min(typed.length, name.length)) / both < cutoff) return;
    const alike = alikeInPercent(typed, name);
    if (alike >= cutoff) found.push([at, alike]);
  });
  return found.sort((a, b) => b[1] - a[1]).slice(0, limit);
}

// The length of the longest common subsequence.
function common(a, b) {
  const row = new Uint16Array(b.length + 1);
  for (let i = 0; i < a.length; i += 1) {
    let corner = 0;
    for (let j = 1; j <= b.length; j += 1) {
      const above = row[j];
      row[j] = a[i] === b[j - 1] ? corner + 1 : Math.max(above, row[j - 1]);
      corner = above;
    }
  }
  return row[b.length];
}
