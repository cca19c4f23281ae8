/**
 * Duplicates: the same notification delivered more than once by the Bluetooth stack (sensors/beat_clock/duplicates.py).
 * A strap notifies about once a second, so the same bytes within a few hundredths of a second are a duplicate. After a
 * silence delayed notifications come all at once, and two equal ones may be two beats: there, only as many count as
 * duplicates as usual on this connection.
 */
import { type Packet, sameBytes } from "../bluetooth/packet.ts";
import { ECHO_S, FORGIVEN_S, LATE_S, LATEST_S } from "./constants.ts";
import { RecentGaps } from "./recent.ts";

/** Remembers the last notification and how many duplicates notifications of this connection have. */
export class DuplicateFilter {
  private before: Packet | null = null;
  private readonly gaps = new RecentGaps();
  private lateS = 0;
  private duplicates = 0;
  private usualDuplicates = 0;

  /** Whether this packet is a duplicate of the one before. */
  isDuplicate(packet: Packet): boolean {
    if (this.before === null) {
      this.before = packet;
      return false;
    }
    const gapS = packet.arrivalS - this.before.arrivalS;
    if (this.repeats(packet, this.before, gapS)) {
      this.duplicates += 1;
      return true;
    }
    if (this.lateS < LATE_S) this.usualDuplicates = this.duplicates;
    this.lateS = Math.min(Math.max(0, this.lateS + gapS - this.gaps.usualS - FORGIVEN_S), LATEST_S);
    this.gaps.add(gapS);
    this.before = packet;
    this.duplicates = 0;
    return false;
  }

  /** Time counts from the first of several duplicates, so a long row of them ends by itself. */
  private repeats(packet: Packet, before: Packet, gapS: number): boolean {
    const isSoon = 0 <= gapS && gapS < ECHO_S && packet.link === before.link;
    if (!isSoon || !sameBytes(packet.payload, before.payload)) return false;
    return this.lateS < LATE_S || this.duplicates < this.usualDuplicates;
  }
}
