/** Translated texts that the server puts into the page as JSON. */

/** A function that returns the page's texts by name; a missing text shows as its name, so that it is noticed. */
export function textsOf(id: string): (name: string, values?: Readonly<Record<string, string | number>>) => string {
  const texts = JSON.parse(document.getElementById(id)?.textContent || "{}") as Record<string, string>;
  return (name, values = {}) => fill(texts[name] ?? name, values);
}

/** A text with `{name}` replaced by its value. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
