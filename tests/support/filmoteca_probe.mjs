// What the tests ask of filmoteca.js, the same in Node and in a browser.
//
// In Node: node filmoteca_probe.mjs MODULE ORIGIN PROBE [ARGUMENT]

/** Each [question, parameter, name] that filmoteca.js answers otherwise than the function does. */
export async function disagreements({ Filmoteca, NombreDesconocido }, origin, names) {
  const tree = new Filmoteca({ base: `${origin}/api/v1/` });
  const found = [];
  let known = 0;
  for (const [question, parameter, name] of names) {
    const asked = await fetch(`${origin}/${question}?${parameter}=${encodeURIComponent(name)}`);
    const rest = asked.status === 404 ? "unknown" : JSON.stringify(await asked.json());
    const mine = await tree[question](name).then(JSON.stringify, (error) => {
      if (error instanceof NombreDesconocido) return "unknown";
      throw error;
    });
    known += mine !== "unknown";
    if (mine !== rest) found.push([question, name, rest, mine]);
  }
  return { asked: names.length, known, found };
}

/** The status of every request, with its path, while one answer is asked for three times. */
export async function requests({ Filmoteca }, origin, fresco) {
  const made = [];
  const watching = async (url, options) => {
    const response = await fetch(url, options);
    made.push(`${response.status} ${decodeURI(new URL(url).pathname)}`);
    return response;
  };
  const tree = new Filmoteca({ base: `${origin}/api/v1`, fetch: watching, fresco });
  const answers = [];
  for (const name of ["ARGENTINA", "argentina", "Argentina"]) answers.push(await tree.peliculas_pais(name));
  return { made, same: new Set(answers.map((answer) => JSON.stringify(answer))).size === 1 };
}

/** What is thrown for a name that is not there, and the near names it comes with. */
export async function unknown({ Filmoteca }, origin, [question, name]) {
  const tree = new Filmoteca({ base: `${origin}/api/v1/` });
  return tree.preguntar(question, name).then(
    () => null,
    (error) => ({ name: error.name, message: error.message, clave: error.clave, sugerencias: error.sugerencias }),
  );
}

/** What is thrown where a server has no tree: [path, name of the error, status]. */
export async function failures({ Filmoteca }, origin, paths) {
  const thrown = [];
  for (const path of paths) {
    const error = await new Filmoteca({ base: `${origin}${path}` }).peliculas_pais("Argentina").catch((caught) => caught);
    thrown.push([path, error.name, error.status ?? null]);
  }
  return thrown;
}

/** The key of each name. */
export async function keys({ clave }, origin, names) {
  return names.map(clave);
}

/** The root index, the keys of a question, and what a wrong question or a cancelled one throws. */
export async function others({ Filmoteca, PREGUNTAS, clave }, origin) {
  const tree = new Filmoteca({ base: new URL("/api/v1/", origin) });
  const name = (promise) => promise.then(() => null, (error) => error.name);
  return {
    version: (await tree.indice()).version,
    argentina: (await tree.claves("peliculas_pais")).argentina,
    preguntas: PREGUNTAS,
    clave: clave("Amélie"),
    wrong: await name(tree.preguntar("peliculas", "Heat")),
    cancelled: await name(tree.peliculas_pais("Brazil", { signal: AbortSignal.abort() })),
  };
}

if (globalThis.process?.argv[2]) {
  const [module, origin, probe, argument] = process.argv.slice(2);
  const probes = { disagreements, requests, unknown, failures, keys, others };
  const result = await probes[probe](await import(module), origin, argument && JSON.parse(argument));
  process.stdout.write(JSON.stringify(result));
}
