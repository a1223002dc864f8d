/** A name that was found. */
export interface Hallado {
  /** The kind of name: a place in the questions of `preparar()`. */
  tipo: number;
  pregunta: string;
  clave: string;
  nombre: string;
  /** The English name, where it is another. */
  ingles?: string;
  /** The other title by which a film was found. */
  tambien?: string;
  /** Of a film its year, of anything else how many films it has. */
  junto: number;
  fama: number;
  /** Whether nothing is called so and this is only near. */
  parecida?: boolean;
}

/** The names of a published tree, found as they are typed; every method reads static files alone. */
export class Busqueda {
  /**
   * @param base the URL of an api/v1/ folder; by default the one that this module came from
   * @param fetch another fetch, for a proxy or a test
   */
  constructor(opciones?: { base?: string | URL; fetch?: typeof globalThis.fetch });

  /** Fetch what every search needs. */
  preparar(): Promise<{ preguntas: string[]; prefixes: Set<string>; lengths: Set<number> }>;

  /** The names that hold every word typed, the last perhaps unfinished; with typing errors mended where few are found. */
  buscar(texto: string): Promise<Hallado[]>;

  /** The names that hold every word as it was typed. */
  directas(texto: string): Promise<Hallado[]>;

  /** Those found, and the names that hold the words with one typing error mended; if there is none, the nearest names. */
  corregidas(texto: string, hallados: Hallado[]): Promise<Hallado[]>;

  /** The names of one question that are nearest to a text that none of them is, best first. */
  parecidas(texto: string, pregunta: string): Promise<Hallado[]>;
}
