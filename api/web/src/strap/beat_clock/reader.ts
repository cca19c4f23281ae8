/** From packets to intervals: echoes left out, bytes read, words in milliseconds once their unit is known. */
import { type HeartRateMeasurement, parse } from "../bluetooth/measurement.ts";
import type { Packet } from "../bluetooth/packet.ts";
import { MILLISECOND, TICK } from "./constants.ts";
import { EchoFilter } from "./duplicates.ts";
import { isBeat } from "./rr_limits.ts";
import { UnitTest } from "./rr_unit.ts";

/** What one packet says. */
export interface Reading {
  readonly arrivalS: number;
  readonly link: number;
  readonly contact: boolean | null;
  readonly rrMs: readonly number[];
  /** Whether the unit was taken for another one until now, so that nothing may be joined to before. */
  readonly isCorrected: boolean;
}

interface Undecided {
  readonly packet: Packet;
  readonly measurement: HeartRateMeasurement;
}

/** Reads the packets of one run of one strap. */
export class PacketReader {
  private readonly echoes = new EchoFilter();
  private readonly unit = new UnitTest();
  private undecided: Undecided[] = [];

  /** Intervals that wait because their unit is not known yet. */
  get held(): number {
    return this.undecided.reduce((total, { measurement }) => total + measurement.rr1024.length, 0);
  }

  /** What can be said by now: nothing while the unit is undecided, then all of it at once. */
  take(packet: Packet): Reading[] {
    if (this.echoes.isEcho(packet)) return [];
    const measurement = parse(packet.payload);
    return measurement === null ? [] : this.judge({ packet, measurement });
  }

  /** What waits, by the likelier unit. */
  flush(): Reading[] {
    if (this.undecided.length === 0) return [];
    this.unit.conclude();
    return this.decided();
  }

  private judge(message: Undecided): Reading[] {
    const before = this.unit.verdict;
    if (!this.unit.isFinal) {
      const words = message.measurement.rr1024.filter(isBeatInAnyUnit);
      this.unit.take(message.packet.arrivalS, message.measurement.bpm, words);
    }
    if (before !== null) return [this.reading(message, this.unit.verdict !== before)];
    this.undecided.push(message);
    return this.decided();
  }

  private decided(): Reading[] {
    if (this.unit.verdict === null) return [];
    const waiting = this.undecided;
    this.undecided = [];
    return waiting.map((message) => this.reading(message, false));
  }

  private reading({ packet, measurement }: Undecided, isCorrected: boolean): Reading {
    const unit = this.unit.verdict ?? TICK;
    const rrMs = measurement.rr1024.map((word) => word * unit);
    return { arrivalS: packet.arrivalS, link: packet.link, contact: measurement.contact, rrMs, isCorrected };
  }
}

function isBeatInAnyUnit(word: number): boolean {
  return isBeat(word * TICK) && isBeat(word * MILLISECOND);
}
