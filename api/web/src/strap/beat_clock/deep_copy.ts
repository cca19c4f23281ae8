/**
 * A copy of something made of plain fields, classes, arrays and numbers, that can be changed without changing the first.
 * The parts of the clock keep their state in fields that scripts can see, so that this can copy them. Bytes are never
 * changed by anybody, and are shared.
 */
export function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof DataView) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy = Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>;
  for (const [name, field] of Object.entries(value)) copy[name] = copyOf(field);
  return copy as T;
}
