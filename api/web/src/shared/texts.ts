/** Texts that the server's catalogue put into the page as JSON. */

/** The texts of a page by name; a name without a text reads as itself, so that a slip is seen. */
export function wordsOf(id: string): (name: string, values?: Readonly<Record<string, string | number>>) => string {
  const texts = JSON.parse(document.getElementById(id)?.textContent || "{}") as Record<string, string>;
  return (name, values = {}) => fill(texts[name] ?? name, values);
}

/** A text with `{name}` replaced by its value. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
