/** Deno's file layer with one operation that fails, by its number. @module */

/** What a fault is: an error of the operating system, or the end of the process. */
export type Fault = "full" | "killed";

/** Counts the operations that change files, and fails the one that is due. */
export class FailingDisk {
  /** Operations so far, by name. */
  readonly done: string[] = [];
  #nth: number;
  #fault: Fault;
  #real = { open: Deno.open, rename: Deno.rename, chmod: Deno.chmod };

  /** @param nth the operation that fails, from 1; 0 lets all succeed. */
  constructor(nth: number, fault: Fault = "full") {
    this.#nth = nth;
    this.#fault = fault;
    const { open, rename, chmod } = this.#real;
    Deno.open = async (path, options) => {
      if (options?.write !== true) return await open(path, options);
      await this.#before("open");
      return this.#watched(await open(path, options));
    };
    Deno.rename = async (from, to) => {
      await this.#before("rename");
      await rename(from, to);
    };
    Deno.chmod = async (path, mode) => {
      await this.#before("chmod");
      await chmod(path, mode);
    };
  }

  /** Puts Deno's own functions back. */
  [Symbol.dispose](): void {
    Object.assign(Deno, this.#real);
  }

  #watched(file: Deno.FsFile): Deno.FsFile {
    const write = file.write.bind(file);
    const sync = file.sync.bind(file);
    file.write = async (bytes) => {
      // A disk that fills up takes the beginning.
      if (this.done.length + 1 === this.#nth) await write(bytes.subarray(0, bytes.length >> 1));
      await this.#before("write");
      return await write(bytes);
    };
    file.sync = async () => {
      await this.#before("sync");
      await sync();
    };
    return file;
  }

  #before(operation: string): Promise<void> {
    this.done.push(operation);
    if (this.done.length !== this.#nth) return Promise.resolve();
    if (this.#fault === "killed") Deno.kill(Deno.pid, "SIGKILL");
    return Promise.reject(new Error("No space left on device (os error 28)"));
  }
}
