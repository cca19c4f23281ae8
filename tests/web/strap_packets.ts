/** Packets of straps for tests. */
import type { Packet } from "../../api/web/src/strap/bluetooth/packet.ts";

/** Bytes that are written in hex. */
export function bytesOf(hex: string): DataView {
  const digits = hex.replaceAll(" ", "").match(/../g) ?? [];
  return new DataView(Uint8Array.from(digits, (pair) => parseInt(pair, 16)).buffer);
}

/** A notification with these RR intervals, milliseconds. */
export function notification(...rrMs: readonly number[]): DataView {
  const words = rrMs.flatMap((rr) => {
    const ticks = Math.round((rr * 1024) / 1000);
    return [ticks & 0xff, ticks >> 8];
  });
  return new DataView(Uint8Array.from([0x10, 60, ...words]).buffer);
}

/** A strap that beats and speaks once a second, over a link that loses nothing. */
export function steady(count: number, { fromS = 0, rrMs = 1000, link = 0 } = {}): Packet[] {
  return Array.from({ length: count }, (_, n) => ({
    arrivalS: fromS + n + 0.02 * (n % 3),
    payload: notification(rrMs + 5 * ((n % 5) - 2)),
    link,
  }));
}
