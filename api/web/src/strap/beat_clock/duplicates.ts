/**
 * Echoes: the same notification given out more than once by the Bluetooth stack (sensors/beat_clock/duplicates.py). A strap speaks about
 * once a second, so the same bytes within some hundredths of one are an echo. Not so after a silence: what waited comes in
 * one go, and two equal ones may be two beats; there, only as many are echoes as usual.
 */
import { type Packet, sameBytes } from "../bluetooth/packet.ts";
import { ECHO_S, FORGIVEN_S, LATEST_S, LATE_S } from "./constants.ts";
import { Gaps } from "./recent.ts";

/** Remembers the last notification, and how many echoes a notification of this connection has. */
export class EchoFilter {
  private before: Packet | null = null;
  private readonly gaps = new Gaps();
  private lateS = 0;
  private echoes = 0;
  private usualEchoes = 0;

  /** Whether this packet only says again what the one before said. */
  isEcho(packet: Packet): boolean {
    if (this.before === null) {
      this.before = packet;
      return false;
    }
    const gapS = packet.arrivalS - this.before.arrivalS;
    if (this.repeats(packet, this.before, gapS)) {
      this.echoes += 1;
      return true;
    }
    if (this.lateS < LATE_S) this.usualEchoes = this.echoes;
    this.lateS = Math.min(Math.max(0, this.lateS + gapS - this.gaps.usualS - FORGIVEN_S), LATEST_S);
    this.gaps.add(gapS);
    this.before = packet;
    this.echoes = 0;
    return false;
  }

  /** Time runs from the first of several echoes, so a long row of them ends by itself. */
  private repeats(packet: Packet, before: Packet, gapS: number): boolean {
    const isSoon = 0 <= gapS && gapS < ECHO_S && packet.link === before.link;
    if (!isSoon || !sameBytes(packet.payload, before.payload)) return false;
    return this.lateS < LATE_S || this.echoes < this.usualEchoes;
  }
}
