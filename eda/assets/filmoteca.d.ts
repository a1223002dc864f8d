import type { Raiz, Respuestas } from "./respuestas.js";

export type * from "./respuestas.js";

export type Pregunta = keyof Respuestas;

/** The questions, by their names. */
export const PREGUNTAS: readonly Pregunta[];

/** The key of a name: equal for names that differ only in case, accents, spaces or punctuation. */
export function clave(nombre: string): string;

/** A looser form of a name, equal for the ways in which people write one title: `Ocean's Eleven` and `oceans 11`. */
export function formaLaxa(nombre: string): string;

/** The looser forms under which a name is looked up, in this order: a final 1 may be there or not. */
export function formasBuscadas(nombre: string): string[];

export interface Sugerencia {
  clave: string;
  nombre: string;
}

export interface Opciones {
  signal?: AbortSignal;
}

/** How many films are recommended, and what they must be; names as people type them. */
export interface OpcionesDeLista extends Opciones {
  cuantas?: number;
  idioma?: string;
  pais?: string;
  genero?: string;
  desde?: number;
  hasta?: number;
  minutos?: number;
}

export interface PeliculaDada {
  pelicula: string;
  anio: number;
  id: number;
}

/** `por`: the titles that it comes from; `puntos` is 0 and `por` empty where it only completes the list. */
export interface RecomendadaPorVarias extends PeliculaDada {
  puntos: number;
  por: string[];
}

export interface RecomendacionVarias {
  titulos: PeliculaDada[];
  lista_recomendada: string[];
  detalle: RecomendadaPorVarias[];
}

/** The question has no answer for this name; `sugerencias` are the nearest that it has. */
export class NombreDesconocido extends Error {
  readonly pregunta: Pregunta;
  readonly nombre: string;
  readonly clave: string;
  readonly sugerencias: Sugerencia[];
}

/** The tree could not be read: the server's status, or 0 where what it sent was no JSON. */
export class LecturaFallida extends Error {
  readonly url: string;
  readonly status: number;
}

type Preguntas = { [P in Pregunta]: (nombre: string, opciones?: Opciones) => Promise<Respuestas[P]> };

export interface Filmoteca extends Preguntas {}

/** A published tree; every method reads static files alone. */
export class Filmoteca {
  /**
   * @param base the URL of an api/v1/ folder; by default the one that this module came from
   * @param fetch another fetch, for a proxy or a test
   * @param fresco seconds for which a file once read is not asked for again (300)
   */
  constructor(opciones?: { base?: string | URL; fetch?: typeof globalThis.fetch; fresco?: number });

  /** One list for several films; for a single name, its recommendations. */
  recomendacion(nombres: string[], opciones?: OpcionesDeLista): Promise<RecomendacionVarias>;
  recomendacion(nombre: string, opciones?: Opciones): Promise<Respuestas["recomendacion"]>;

  /** Recommendations for several films by name, in one list. Throws NombreDesconocido. */
  recomendarVarias(nombres: string[], opciones?: OpcionesDeLista): Promise<RecomendacionVarias>;

  /** The answer to a question for a name as people type it. Throws NombreDesconocido, with the nearest names. */
  preguntar<P extends Pregunta>(pregunta: P, nombre: string, opciones?: Opciones): Promise<Respuestas[P]>;

  /** The five known names nearest to one, best first. */
  sugerencias(pregunta: Pregunta, nombre: string, opciones?: Opciones): Promise<Sugerencia[]>;

  /** Every key of a question with the name it shows. */
  claves(pregunta: Pregunta, opciones?: Opciones): Promise<Record<string, string>>;

  /** The address of the file that holds the answer for a key: its own, or a pack of answers by key. */
  archivo(pregunta: Pregunta, clave: string, opciones?: Opciones): Promise<string>;

  /** The root index: questions, source, licence, row counts, manifest. */
  indice(opciones?: Opciones): Promise<Raiz>;
}
