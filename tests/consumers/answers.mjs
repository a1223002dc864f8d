// Every answer of a tree against its published schema, by Ajv in strict mode: node answers.mjs TREE
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";

const api = join(process.argv[2], "api/v1");
const read = (...path) => JSON.parse(readFileSync(join(api, ...path)));
const ajv = new Ajv({ strict: true, allErrors: true });
ajv.addVocabulary(["x-unidad"]);
const validators = new Map(readdirSync(join(api, "esquemas")).map((file) => [file.replace(".json", ""), ajv.compile(read("esquemas", file))]));
let count = 0;
for (const question of Object.keys(read("index.json").preguntas)) {
  for (const line of readFileSync(join(api, "descargas", `${question}.ndjson`), "utf8").trim().split("\n")) {
    const { clave, ...answer } = JSON.parse(line);
    if (!validators.get(question)(answer)) throw new Error(`${question}/${clave}: ${ajv.errorsText(validators.get(question).errors)}`);
    count += 1;
  }
}
if (!validators.get("raiz")(read("index.json"))) throw new Error(ajv.errorsText(validators.get("raiz").errors));
console.log(`${count.toLocaleString("en")} answers, ${validators.size} schemas`);
