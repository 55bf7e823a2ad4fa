/** Names as small numbers. @module */

/** No name. */
export const UNNAMED = -1;

/** Numbers names from 0 on, in the order that they come. */
export class Names {
  /** By number. */
  readonly list: string[] = [];
  #numbers = new Map<string, number>();

  /** The number of a name; {@linkcode UNNAMED} of an empty one. */
  of(name: string): number {
    if (name === "") return UNNAMED;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.list.length);
    return this.list.push(name) - 1;
  }

  /** The number of a name that is there already; {@linkcode UNNAMED} of another. */
  find(name: string): number {
    return this.#numbers.get(name) ?? UNNAMED;
  }
}
