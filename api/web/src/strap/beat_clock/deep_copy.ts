/**
 * A deep copy of fields, classes, arrays and numbers. The beat clock keeps its state in TypeScript's `private` fields,
 * because `#private` ones could not be copied from outside. Bytes never change and are shared.
 */
export function deepCopy<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof DataView) return value;
  if (Array.isArray(value)) return value.map(deepCopy) as T;
  const copy = Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>;
  for (const [name, field] of Object.entries(value)) copy[name] = deepCopy(field);
  return copy as T;
}
