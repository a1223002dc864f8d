// Keys: the one normal form of a name, and a looser form to look names up, by the same rules as functions/keys.py.

const MAX_BYTES = 120;
const DIGEST_DIGITS = 10;
// Letters that Unicode does not decompose, though readers take them for these.
const FOLDED = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i" };
// Where case folding is not lower case, of all letters that survive decomposition (Cherokee apart).
const CASEFOLD = {
  ß: "ss", ẞ: "ss", ς: "σ", "ᲀ": "в", "ᲁ": "д", "ᲂ": "о", "ᲃ": "с", "ᲄ": "т", "ᲅ": "т", "ᲆ": "ъ", "ᲇ": "ѣ", "ᲈ": "ꙋ",
};
const RESERVED = /^(con|prn|aux|nul|(com|lpt)[1-9]|index|alias|fama)$/;

/** The key of a name: equal for names that differ only in case, accents, spaces or punctuation. */
export function clave(text) {
  const key = words(text) || codePoints(text);
  const bytes = new TextEncoder().encode(key);
  if (bytes.length > MAX_BYTES) return cut(bytes);
  return RESERVED.test(key) ? `${key}-0` : key;
}

function words(text) {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "");
  const folded = Array.from(Array.from(bare, casefold).join("").normalize("NFKD"), (c) => FOLDED[c] ?? c).join("");
  const runs = folded.replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];
  return runs.join("-").normalize("NFC");
}

// Cherokee folds to its capitals, alone of all scripts. One character at a time, for a final sigma
// depends on its neighbours in lower case but not in case folding.
function casefold(character) {
  const point = character.codePointAt(0);
  if (point >= 0x13a0 && point <= 0x13f5) return character;
  if (point >= 0x13f8 && point <= 0x13fd) return String.fromCodePoint(point - 8);
  if (point >= 0xab70 && point <= 0xabbf) return String.fromCodePoint(point - 0xab70 + 0x13a0);
  return CASEFOLD[character] ?? character.toLowerCase();
}

const APOSTROPHES_AND_DOTS = /['’‘ʼ´`′.·]/gu;
const POSSESSIVE = /(?<=s)['’]s(?![A-Za-z0-9_])/gi;
const AND = new Set(["and", "y", "e", "et", "und"]);
const ARTICLES = new Set(
  "el la los las un una unos unas the a an le les une des der die das ein eine il lo gli i uno o os as um uma".split(" "),
);
const INNER_ARTICLES = new Set(["the", "a", "an"]);
const PARTS = new Set("part parte partie teil vol volume volumen chapter capitulo episode episodio".split(" "));
const NUMBERS = new Map((
  "zero|cero one|uno two|dos three|tres four|cuatro five|cinco six|seis seven|siete eight|ocho nine|nueve ten|diez " +
  "eleven|once twelve|doce thirteen|trece fourteen|catorce fifteen|quince sixteen|dieciseis seventeen|diecisiete " +
  "eighteen|dieciocho nineteen|diecinueve twenty|veinte"
).split(" ").flatMap((same, number) => same.split("|").map((word) => [word, String(number)])));
"thirty|treinta forty|cuarenta fifty|cincuenta sixty|sesenta seventy|setenta eighty|ochenta ninety|noventa"
  .split(" ").forEach((same, tens) => same.split("|").forEach((word) => NUMBERS.set(word, `${tens + 3}0`)));
"first|1st second|2nd third|3rd fourth|4th fifth|5th sixth|6th seventh|7th eighth|8th ninth|9th tenth|10th"
  .split(" ").forEach((pair) => NUMBERS.set(...pair.split("|")));
const ONES = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
const ROMAN = new Map([0, 1, 2, 3].flatMap((tens) => ONES.map((ones, number) => ["x".repeat(tens) + ones, String(10 * tens + number)])));

/** A looser form of a name, equal for the ways in which people write one title, by the rules of functions/keys.py. */
export function formaLaxa(text) {
  const joined = text.replaceAll("&", " and ").replace(POSSESSIVE, "").replace(APOSTROPHES_AND_DOTS, "");
  let typed = words(joined).split("-");
  if (typed.length > 1 && ARTICLES.has(typed[0])) typed = typed.slice(1);
  const last = typed.length - 1;
  const form = [];
  let before = "";
  typed.forEach((word, place) => {
    let counted = word;
    if (NUMBERS.has(word)) {
      counted = NUMBERS.get(word);
      const tens = (NUMBERS.get(before) ?? "").length === 2 && form.at(-1).endsWith("0");
      if (counted.length === 1 && tens) counted = form.pop().slice(0, -1) + counted; // twenty one
    } else if (place > 0 && ROMAN.has(word) && (word.length > 1 || place === last || PARTS.has(before))) counted = ROMAN.get(word);
    else if (place > 0 && place < last && AND.has(word)) counted = "and";
    else if (place > 0 && place < last && INNER_ARTICLES.has(word)) return;
    if (form.length && PARTS.has(form.at(-1)) && /^[0-9]+$/.test(counted)) form.pop();
    form.push(counted);
    before = word;
  });
  return form.join("");
}

/** The looser forms under which a typed name is looked up, in this order: a final 1 may be there or not. */
export function formasBuscadas(text) {
  const form = formaLaxa(text);
  if (/[^0-9]1$/.test(form)) return [form, form.slice(0, -1)];
  return !form || /[0-9]$/.test(form) ? [form] : [form, `${form}1`];
}

// A name of symbols alone, spelled as the code points of all that can be seen: `$` is u24.
function codePoints(text) {
  const visible = Array.from(text.normalize("NFKD")).filter((c) => !/[\p{Z}\p{C}]/u.test(c));
  return visible.map((c) => `u${c.codePointAt(0).toString(16)}`).join("-") || "u0";
}

// A key that is too long: its beginning, cut at a character, then a digest of the whole.
function cut(bytes) {
  let end = MAX_BYTES - 1 - DIGEST_DIGITS;
  while ((bytes[end] & 0xc0) === 0x80) end -= 1;
  const stem = new TextDecoder().decode(bytes.subarray(0, end)).replace(/^-+|-+$/g, "");
  return `${stem}-${blake2b(bytes).slice(0, DIGEST_DIGITS)}`;
}

const MASK = (1n << 64n) - 1n;
const IV = [
  0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
];
const SIGMA = [
  "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d",
  "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0",
].map((row) => Array.from(row, (digit) => parseInt(digit, 16)));
const MIXED = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
];

/** BLAKE2b (RFC 7693) of some bytes, 64 bytes long, in hexadecimal; browsers have none of their own. */
function blake2b(bytes) {
  const h = IV.slice();
  h[0] ^= 0x01010040n;
  const blocks = Math.max(1, Math.ceil(bytes.length / 128));
  for (let block = 0; block < blocks; block += 1) {
    const last = block === blocks - 1;
    const padded = new Uint8Array(128);
    padded.set(bytes.subarray(block * 128, (block + 1) * 128));
    const view = new DataView(padded.buffer);
    const m = Array.from({ length: 16 }, (_, i) => view.getBigUint64(i * 8, true));
    const v = [...h, ...IV];
    v[12] ^= BigInt(last ? bytes.length : (block + 1) * 128);
    if (last) v[14] ^= MASK;
    for (let round = 0; round < 12; round += 1) {
      const order = SIGMA[round % 10];
      MIXED.forEach((lanes, i) => mix(v, ...lanes, m[order[2 * i]], m[order[2 * i + 1]]));
    }
    for (let i = 0; i < 8; i += 1) h[i] ^= v[i] ^ v[i + 8];
  }
  const digest = new DataView(new ArrayBuffer(64));
  h.forEach((word, i) => digest.setBigUint64(i * 8, word, true));
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function mix(v, a, b, c, d, x, y) {
  const rotate = (word, bits) => ((word >> bits) | (word << (64n - bits))) & MASK;
  v[a] = (v[a] + v[b] + x) & MASK;
  v[d] = rotate(v[d] ^ v[a], 32n);
  v[c] = (v[c] + v[d]) & MASK;
  v[b] = rotate(v[b] ^ v[c], 24n);
  v[a] = (v[a] + v[b] + y) & MASK;
  v[d] = rotate(v[d] ^ v[a], 16n);
  v[c] = (v[c] + v[d]) & MASK;
  v[b] = rotate(v[b] ^ v[c], 63n);
}
