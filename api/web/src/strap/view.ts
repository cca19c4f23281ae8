/** The page of the strap, as far as it is drawn by this script. */
import { part, write } from "../shared/browser.ts";
import { wordsOf } from "../shared/texts.ts";

type Values = Readonly<Record<string, string | number>>;

export class View {
  readonly #root: HTMLElement;
  readonly #words = wordsOf("strap-words");
  readonly #number = new Intl.NumberFormat(document.documentElement.lang);

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** The elements that somebody presses. */
  button(name: "choose" | "stop" | "retry" | "forget"): HTMLButtonElement {
    return part<HTMLButtonElement>(this.#root, name);
  }

  /** Write what somebody else named. */
  quote(name: string, text: string): void {
    write(part(this.#root, name), text);
  }

  /** Write one of the page's texts into a part of it. */
  say(name: string, text: string, values: Values = {}): void {
    write(part(this.#root, name), this.#words(text, this.#written(values)));
  }

  /** Show a part, or hide it. */
  show(name: string, isShown: boolean): void {
    part(this.#root, name).hidden = !isShown;
  }

  /** What the page is doing, for its styles and for tests. */
  mark(name: string, value: string): void {
    if (this.#root.dataset[name] !== value) this.#root.dataset[name] = value;
  }

  /** Several sentences, one a line: names of the page's texts, or what the server said. */
  list(name: string, texts: readonly string[]): void {
    const lines = texts.map((text) => this.#words(text));
    const list = part(this.#root, name);
    if (list.innerText === lines.join("\n")) return;
    list.replaceChildren(...lines.map(lineOf));
  }

  #written(values: Values): Values {
    const written = Object.entries(values).map(([name, value]) => [name, this.#plain(value)] as const);
    return Object.fromEntries(written);
  }

  #plain(value: string | number): string {
    return typeof value === "number" ? this.#number.format(value) : value;
  }
}

function lineOf(text: string): HTMLLIElement {
  const line = document.createElement("li");
  line.textContent = text;
  return line;
}
