// What people export of their films: Letterboxd's and IMDb's CSV files, as titles, years and stars from 0.5 to 5.

const COLUMNS = { letterboxd: ["name", "year"], imdb: ["const", "title", "year"] };

/** A file's text: UTF-8 where it is that, else Windows' Latin letters. */
export function texto(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The rows of a CSV text, each a list of cells: quotes, quoted line ends and doubled quotes as in RFC 4180. */
export function filasCsv(text) {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const endCell = () => { row.push(cell); cell = ""; };
  const endRow = () => { endCell(); if (row.length > 1 || row[0].trim()) rows.push(row); row = []; };
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    if (quoted && letter === '"' && text[place + 1] === '"') { cell += '"'; place += 1; }
    else if (letter === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (quoted) cell += letter;
    else if (letter === ",") endCell();
    else if (letter === "\n") endRow();
    else if (letter !== "\r") cell += letter;
  }
  endRow();
  return rows;
}

/**
 * The films of an export: { origen, puntuado, filas: [{ titulo, anio, estrellas }] }; estrellas is null where there are none.
 * Returns null if the text is no export of either.
 */
export function exporte(text) {
  const [header = [], ...rows] = filasCsv(text.replace(/^\ufeff/, ""));
  const names = header.map((name) => name.trim().toLowerCase());
  const origen = Object.keys(COLUMNS).find((each) => COLUMNS[each].every((name) => names.includes(name)));
  if (!origen) return null;
  const column = (name) => names.indexOf(name);
  const [title, year] = [column(origen === "imdb" ? "title" : "name"), column("year")];
  const rating = column(origen === "imdb" ? "your rating" : "rating");
  const filas = rows.filter((row) => row[title]?.trim()).map((row) => ({
    titulo: row[title].trim(),
    anio: Number.parseInt(row[year], 10) || null,
    estrellas: stars(row[rating], origen === "imdb" ? 2 : 1),
  }));
  return { origen, puntuado: filas.some(({ estrellas }) => estrellas !== null), filas };
}

function stars(text, divisor) {
  const number = Number.parseFloat(text) / divisor;
  return number >= 0.5 && number <= 5 ? number : null;
}
