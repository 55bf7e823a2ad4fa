/** Names as small numbers. @module */

/** No name. */
export const UNNAMED: number = -1;

/** Numbers names from 0 on, in the order that they come. */
export class Names {
  /** By number. */
  readonly list: string[] = [];
  #numbers = new Map<string, number>();
  #last = "";
  #lastNumber = UNNAMED;

  /** The number of a name; {@linkcode UNNAMED} of an empty one. */
  of(name: string): number {
    // Mostly it is the name of the row before, or none.
    if (name === this.#last) return this.#lastNumber;
    if (name === "") return UNNAMED;
    this.#last = name;
    return this.#lastNumber = this.#numberOf(name);
  }

  #numberOf(name: string): number {
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
