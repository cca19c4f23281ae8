/** The parts of the Strap page that its script writes. */
import { part, write } from "../shared/browser.ts";
import { textsOf } from "../shared/texts.ts";

type Values = Readonly<Record<string, string | number>>;

export class View {
  readonly #root: HTMLElement;
  readonly #words = textsOf("strap-words");
  readonly #number = new Intl.NumberFormat(document.documentElement.lang);

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** A button of the page. */
  button(name: "choose" | "stop" | "retry" | "forget"): HTMLButtonElement {
    return part<HTMLButtonElement>(this.#root, name);
  }

  /** Write a text that needs no translation, such as a device name. */
  quote(name: string, text: string): void {
    write(part(this.#root, name), text);
  }

  /** Write one of the page's texts into a part of it. */
  say(name: string, text: string, values: Values = {}): void {
    write(part(this.#root, name), this.#words(text, this.#formatted(values)));
  }

  /** Show a part, or hide it. */
  show(name: string, isShown: boolean): void {
    part(this.#root, name).hidden = !isShown;
  }

  /** Set a data attribute, for styles and tests. */
  mark(name: string, value: string): void {
    if (this.#root.dataset[name] !== value) this.#root.dataset[name] = value;
  }

  /** Write a list: names of the page's texts, or sentences from the server. */
  list(name: string, texts: readonly string[]): void {
    const lines = texts.map((text) => this.#words(text));
    const list = part(this.#root, name);
    if (list.innerText === lines.join("\n")) return;
    list.replaceChildren(...lines.map(lineOf));
  }

  #formatted(values: Values): Values {
    const formatted = Object.entries(values).map(([name, value]) => [name, this.#format(value)] as const);
    return Object.fromEntries(formatted);
  }

  #format(value: string | number): string {
    return typeof value === "number" ? this.#number.format(value) : value;
  }
}

function lineOf(text: string): HTMLLIElement {
  const line = document.createElement("li");
  line.textContent = text;
  return line;
}
