/** Routers of a user's own, as they were named and as they were read: plain data, for workers. @module */

import type { Parameter } from "../../model/parameters.ts";

/** A router of one's own by its name: a file, or `exec:` and a command. */
export interface NamedRouter {
  /** As the user wrote it. */
  readonly text: string;
}

/** What a strategy is made of. */
export type StrategyPart = "schedule" | "placement";

/** How a placement's child orders may be; a schedule has none. */
export interface PlacementTraits {
  /** Whether it goes from venue to venue, and decides again when the last answer is back. */
  readonly sequential: boolean;
  /** Whether child orders may rest. */
  readonly rests: boolean;
  /** Whether shares taken and at rest may sum to more than is left. */
  readonly overfills: boolean;
}

/** A file of a module, ready to be evaluated. */
export interface ModuleSource {
  /** As messages name it. */
  readonly file: string;
  /** JavaScript, as a CommonJS module; of a JSON file its text. */
  readonly code: string;
  /** The files that it imports, by what it calls them: keys of {@linkcode ModuleRouter.modules}. */
  readonly imports: Readonly<Record<string, string>>;
}

/** A router that is a JavaScript module. */
export interface ModuleRouter extends NamedRouter {
  /** Tells it from a program. */
  readonly kind: "module";
  /** Which part of a strategy it is. */
  readonly part: StrategyPart;
  /** What it declares, by name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** What it declares of its child orders. */
  readonly traits: PlacementTraits;
  /** All that runs, by absolute path; the module itself first. */
  readonly modules: Readonly<Record<string, ModuleSource>>;
  /** Of each file as it was read, by its name in messages: SHA-256, hexadecimal. */
  readonly digests: Readonly<Record<string, string>>;
  /** Of all files together. */
  readonly digest: string;
}

/** A router that is a program of its own, asked over pipes: a placement. */
export interface ProgramRouter extends NamedRouter {
  /** Tells it from a module. */
  readonly kind: "program";
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** What it declares, by name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** What it declares of its child orders. */
  readonly traits: PlacementTraits;
  /** Of those arguments that are files: SHA-256, hexadecimal. */
  readonly digests: Readonly<Record<string, string>>;
  /** Of the command and these files together. */
  readonly digest: string;
}

/** A router of a user's own. */
export type OwnRouter = ModuleRouter | ProgramRouter;

/** What the name of a program begins with. */
export const EXEC = "exec:";

/** Whether a file's name is that of a module. */
export function isModuleFile(name: string): boolean {
  return /[^/]\.[cm]?[jt]s$/.test(name);
}

/** Whether a router is a program, by its name. */
export function isProgram({ text }: NamedRouter): boolean {
  return text.startsWith(EXEC);
}

/** The router that a text names, if it looks like one; nothing is read. */
export function namedRouter(text: string): NamedRouter | undefined {
  return text.startsWith(EXEC) || isModuleFile(text) ? { text } : undefined;
}
