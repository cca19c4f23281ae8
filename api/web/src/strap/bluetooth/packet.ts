/** One notification of a strap as it arrived. */
export interface Packet {
  /** Monotonic second at which it arrived. */
  readonly arrivalS: number;
  /** The bytes of the Heart Rate Measurement characteristic, untouched. */
  readonly payload: DataView;
  /** Number of the connection; what was sent between two connections is lost. */
  readonly link: number;
}

/** Whether two payloads hold the same bytes. */
export function sameBytes(one: DataView, other: DataView): boolean {
  if (one.byteLength !== other.byteLength) return false;
  for (let at = 0; at < one.byteLength; at++) if (one.getUint8(at) !== other.getUint8(at)) return false;
  return true;
}
