// Searching by name as it is typed: static shards tell which names have a word that begins so. No server.
//
//   const found = await new Busqueda().buscar("el padrin");   // [{ pregunta, clave, nombre, tambien, junto, fama }, …]

import { alikeInPercent } from "./cercanas.js";
import { clave, formaLaxa, formasBuscadas } from "./clave.js";

// In one step bundlers would take this for the address of a file to include.
const OWN = import.meta.url;
const HERE = new URL("./", OWN);
const MOST = 8;
const SHARDS = 8; // fetched for one text at most
// How much more a name counts that is all that was typed, or that begins with it: in tenfold steps of fame.
const WHOLE = 2.5;
const START = 0.8;
const CORRECTED = -1;
const CORRECTABLE = 5; // letters of a word in which a typing error is looked for
const CANDIDATES = 4;
const FEW = 3; // names found, below which typing errors are looked for
const ALIKE = 55; // percent, below which a name is another one
const NEAREST = 5;
const JOINING = /['’‘ʼ´`′.·]/gu;
const HYPHENS = /[-‐‑–]/gu;
const DEVICES = /^(con|prn|aux|nul|index|(com|lpt)[1-9])$/;

/** The names of a published tree, by the URL of its api/v1/ folder: by default the one that this module came from. */
export class Busqueda {
  #base;
  #fetch;
  #files = new Map();

  constructor({ base = HERE, fetch = globalThis.fetch } = {}) {
    this.#base = new URL("buscar/", new URL(base, globalThis.location?.href));
    this.#fetch = (...args) => fetch(...args);
  }

  /** Fetch what every search needs. */
  async preparar() {
    const { preguntas, prefijos, palabras } = await this.#read("index.json");
    return { preguntas, prefixes: new Set(prefijos), lengths: new Set(palabras ?? []) };
  }

  /** The names that hold every word typed, the last perhaps unfinished; with typing errors mended where few are found. */
  async buscar(text) {
    const found = await this.directas(text);
    return found.length < FEW ? this.corregidas(text, found) : found;
  }

  /** The names that hold every word as it was typed. */
  async directas(text) {
    if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(text)) return [];
    return top(await this.#matches(text));
  }

  /** Those found, and the names that hold the words with one typing error mended; if there is none, the nearest names. */
  async corregidas(text, found) {
    const words = clave(text).split("-");
    const mended = await Promise.all(words.map((word) => this.#mended(word)));
    const texts = [];
    words.forEach((_, place) => mended[place].forEach((word) => texts.push(words.map((each, other) => (other === place ? word : each)).join(" "))));
    const all = words.map((word, place) => mended[place][0] ?? word).join(" ");
    if (mended.filter((each) => each.length).length > 1) texts.push(all);
    const entries = [...found];
    for (const matches of await Promise.all(texts.map((each) => this.#matches(each)))) {
      entries.push(...matches.map((entry) => ({ ...entry, puntos: entry.puntos + CORRECTED })));
    }
    return entries.length ? top(entries) : this.#nearest(text, [...words, ...mended.flat()]);
  }

  /** The names of one question that are nearest to a text that none of them is, best first. */
  async parecidas(text, pregunta) {
    const words = clave(text).split("-");
    const mended = await Promise.all(words.map((word) => this.#mended(word)));
    const nearest = await this.#nearest(text, [...words, ...mended.flat()], (entry) => entry.pregunta === pregunta);
    const whole = (await this.#matches(text)).filter((entry) => entry.pregunta === pregunta);
    return [...new Map([...nearest, ...top(whole)].map((entry) => [entry.clave, entry])).values()].slice(0, NEAREST);
  }

  async #matches(text) {
    const typed = { key: clave(text), loose: formasBuscadas(text).filter(Boolean) };
    typed.words = typed.key.split("-");
    const rows = await this.#rows([typed.key, ...typed.loose, ...typed.words]);
    const { preguntas } = await this.preparar();
    return rows.map((row) => entryOf(row, preguntas, typed)).filter(Boolean);
  }

  // The rows of the shards of some texts, each row once.
  async #rows(texts) {
    const { prefixes } = await this.preparar();
    const files = new Set();
    for (const text of texts) {
      const letters = Array.from(text);
      let length = letters.length;
      while (length > 0 && !prefixes.has(letters.slice(0, length).join(""))) length -= 1;
      if (length) files.add(`${fileName(letters.slice(0, length).join(""))}.json`);
      else if (letters.length && prefixes.has(scriptPrefix(letters[0]))) files.add(`u.${scriptPrefix(letters[0]).slice(2)}.json`);
    }
    const shards = await Promise.all([...files].slice(0, SHARDS).map((file) => this.#read(file)));
    return [...new Map(shards.flat().map((row) => [`${row[0]}/${row[4] || clave(row[1])}`, row])).values()];
  }

  // The words of well-known names that are one typing error away from a word, best known first; none if the word is known.
  async #mended(word) {
    if (word.length < CORRECTABLE) return [];
    const { lengths } = await this.preparar();
    const near = [word.length, word.length - 1, word.length + 1].filter((length) => lengths.has(length));
    const lists = await Promise.all(near.map((length) => this.#read(`palabras.${length}.json`)));
    if (lists[0]?.includes(word) && near[0] === word.length) return [];
    const candidates = lists.flatMap((words) => words.map((each, place) => [each, place]).filter(([each]) => oneErrorApart(word, each)));
    return candidates.sort((a, b) => a[1] - b[1]).slice(0, CANDIDATES).map(([each]) => each);
  }

  // The names of some shards that are most like a text.
  async #nearest(text, words, wanted = () => true) {
    const { preguntas } = await this.preparar();
    const key = clave(text);
    const form = formaLaxa(text);
    const entries = (await this.#rows([key, ...words])).map((row) => namesOf(row, preguntas)).filter(wanted).map((entry) => {
      const alike = Math.max(...entry.texts.map(({ keys, loose }) => Math.max(alikeInPercent(form, loose), ...keys.map((each) => alikeInPercent(key, each)))));
      return { ...shown(entry, entry.texts[0]), parecida: true, alike, puntos: alike / 10 + Math.log10(1 + entry.fama) };
    });
    return top(entries.filter(({ alike }) => alike >= ALIKE)).slice(0, NEAREST);
  }

  #read(file) {
    if (!this.#files.has(file)) {
      const url = new URL(file, this.#base).href;
      this.#files.set(file, this.#fetch(url).then((response) => {
        if (!response.ok) throw new Error(`${response.status} ${url}`);
        return response.json();
      }).catch((error) => { this.#files.delete(file); throw error; }));
    }
    return this.#files.get(file);
  }
}

// Rare letters of a script share a shard.
function scriptPrefix(letter) {
  return `u+${(letter.codePointAt(0) >> 8).toString(16)}`;
}

function fileName(prefix) {
  if (/[^\x00-\x7f]/.test(prefix)) return `x_${Array.from(prefix, (c) => c.codePointAt(0).toString(16)).join("-")}`;
  return DEVICES.test(prefix) || prefix.endsWith("-") ? `${prefix}_` : prefix;
}

// A row of a shard as an entry, with each name that finds it, its keys with and without apostrophes, dots and hyphens, and its looser form.
function namesOf([kind, nombre, junto, fama, key, other, aliases], preguntas) {
  const titles = other === "" ? aliases.split("\t") : [];
  const names = [nombre, ...titles, ...(other ? [other, ...aliases.split(" ").filter(Boolean)] : [])];
  const texts = names.map((name) => ({ name, keys: keysOf(name), loose: formaLaxa(name) }));
  if (key) texts[0].keys.push(key);
  return { tipo: kind, pregunta: preguntas[kind], clave: key || texts[0].keys[0], nombre, ingles: other || undefined, junto, fama, titles, texts };
}

function keysOf(name) {
  const joined = name.replace(JOINING, "");
  return [...new Set([name, joined, joined.replace(HYPHENS, "")].map((each) => clave(each)))];
}

function shown({ texts, titles, ...entry }, text) {
  return { ...entry, tambien: titles.includes(text.name) ? text.name : undefined };
}

// A row as an entry with its points, or null if none of its names holds every word typed.
function entryOf(row, preguntas, typed) {
  const entry = namesOf(row, preguntas);
  let best = null;
  for (const text of entry.texts) {
    const points = bonus(text, typed);
    if (points !== null && (best === null || points > best.points)) best = { text, points };
  }
  return best && { ...shown(entry, best.text), puntos: Math.log10(1 + entry.fama) + best.points };
}

function bonus({ keys, loose }, { key, words, loose: forms }) {
  if (keys.includes(key) || forms.includes(loose)) return WHOLE;
  if (keys.some((each) => each.startsWith(key)) || (forms[0]?.length > 2 && loose.startsWith(forms[0]))) return START;
  return keys.some((each) => holds(each.split("-"), words)) ? 0 : null;
}

// Whether a name's words hold every word typed, in any order; the last may be unfinished, and of two also the first.
function holds(own, words) {
  return words.every((word, place) => own.some((part) => (place < words.length - 1 && words.length > 2 ? part === word : part.startsWith(word))));
}

function top(entries) {
  const best = new Map();
  for (const entry of entries.sort((a, b) => b.puntos - a.puntos)) {
    const name = `${entry.tipo}/${entry.clave}`;
    if (!best.has(name)) best.set(name, entry);
  }
  return [...best.values()].slice(0, MOST);
}

// Whether one letter more, less, other or exchanged with its neighbour makes one word the other.
function oneErrorApart(a, b) {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
    || (restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
}
