/**
 * Echoes: the same notification given out more than once by the Bluetooth stack (sensors/echoes.py). A strap speaks about
 * once a second, so the same bytes within some hundredths of one are an echo. Not so after a silence: what waited comes in
 * one go, and two equal ones may be two beats, unless this stack is known to repeat everything.
 */
import { type Packet, sameBytes } from "../packet.ts";
import { Gaps } from "./rhythm.ts";

const ECHO_S = 0.05;
const LATE_S = 0.5; // two of a strap's own come this close only if the first one waited for almost a second
const FORGIVEN_S = 0.1; // lateness that is forgotten with each notification, as a lost one looks like a late one
const USUALLY = 0.5; // share of notifications with an echo from which on the stack is known to repeat ...
const GAIN = 1 / 3; // ... which two in a row suffice for

/** Remembers the last notification, and how many of the last ones had an echo. */
export class EchoFilter {
  private before: Packet | null = null;
  private readonly gaps = new Gaps();
  private hadEcho = false;
  private share = 0;
  private lateS = 0;

  /** Whether this packet only says again what the one before said. */
  isEcho(packet: Packet): boolean {
    if (this.before === null) {
      this.before = packet;
      return false;
    }
    const gapS = packet.arrivalS - this.before.arrivalS;
    if (this.repeats(packet, this.before, gapS)) {
      this.hadEcho = true;
      return true;
    }
    this.share += GAIN * (Number(this.hadEcho) - this.share);
    this.lateS = Math.max(0, this.lateS + gapS - this.gaps.usualS - FORGIVEN_S);
    this.gaps.add(gapS);
    this.before = packet;
    this.hadEcho = false;
    return false;
  }

  /** Time runs from the first of several echoes, so a long row of them ends by itself. */
  private repeats(packet: Packet, before: Packet, gapS: number): boolean {
    const isSoon = 0 <= gapS && gapS < ECHO_S && packet.link === before.link;
    return isSoon && sameBytes(packet.payload, before.payload) && (this.lateS < LATE_S || this.share > USUALLY);
  }
}
