/**
 * The help topics by name: a topic is the file `NAME.md` beside this one and its row here, which makes the text part
 * of the program, so that it needs no permission to be read and travels in the executable. The first line of a file is
 * `# ` and its title; its lines have at most 80 characters.
 *
 * @module
 */

/** A module that is a text. */
type TextModule = Promise<{ readonly default: string }>;

/** Loads a topic's text; the list of topics is in this order. */
export const TOPICS: Readonly<Record<string, () => TextModule>> = {
  "reading-the-result": () => import("./reading-the-result.md", { with: { type: "text" } }),
  formats: () => import("./formats.md", { with: { type: "text" } }),
  market: () => import("./market.md", { with: { type: "text" } }),
  judge: () => import("./judge.md", { with: { type: "text" } }),
  study: () => import("./study.md", { with: { type: "text" } }),
  strategies: () => import("./strategies.md", { with: { type: "text" } }),
  router: () => import("./router.md", { with: { type: "text" } }),
  layouts: () => import("./layouts.md", { with: { type: "text" } }),
  fees: () => import("./fees.md", { with: { type: "text" } }),
  kafka: () => import("./kafka.md", { with: { type: "text" } }),
  serve: () => import("./serve.md", { with: { type: "text" } }),
  ec2: () => import("./ec2.md", { with: { type: "text" } }),
  trial: () => import("./trial.md", { with: { type: "text" } }),
  splits: () => import("./splits.md", { with: { type: "text" } }),
  troubleshooting: () => import("./troubleshooting.md", { with: { type: "text" } }),
  security: () => import("./security.md", { with: { type: "text" } }),
  words: () => import("./words.md", { with: { type: "text" } }),
  developing: () => import("./developing.md", { with: { type: "text" } }),
};
