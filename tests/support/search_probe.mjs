// The first names that the site's search finds for each text: node search_probe.mjs FOLDER_OF_API_V1 < texts.json
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const base = pathToFileURL(`${process.argv[2]}/`);
const { Busqueda } = await import(new URL("busqueda.js", base));
const files = async (url) => ({ ok: true, json: async () => JSON.parse(await readFile(new URL(url), "utf8")) });
const busqueda = new Busqueda({ base, fetch: files });
let input = "";
for await (const chunk of process.stdin) input += chunk;
const found = [];
for (const text of JSON.parse(input)) {
  const entries = await busqueda.buscar(text);
  found.push(entries.map(({ pregunta, clave, tambien }) => [pregunta, clave, tambien ?? null]));
}
process.stdout.write(JSON.stringify(found));
