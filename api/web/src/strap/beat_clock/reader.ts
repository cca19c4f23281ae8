/** From packets to RR intervals: duplicates dropped, bytes parsed, words in milliseconds once their unit is known. */
import { type HeartRateMeasurement, parse } from "../bluetooth/measurement.ts";
import type { Packet } from "../bluetooth/packet.ts";
import { MILLISECOND, TICK } from "./constants.ts";
import { DuplicateFilter } from "./duplicates.ts";
import { isBeat } from "./rr_limits.ts";
import { UnitTest } from "./rr_unit.ts";

/** The content of one packet. */
export interface Reading {
  readonly arrivalS: number;
  readonly link: number;
  readonly contact: boolean | null;
  readonly rrMs: readonly number[];
  /** Whether an earlier verdict on the unit was wrong, so that a new segment has to start here. */
  readonly isCorrected: boolean;
}

interface Undecided {
  readonly packet: Packet;
  readonly measurement: HeartRateMeasurement;
}

/** Reads the packets of one run of one strap. */
export class PacketReader {
  private readonly duplicates = new DuplicateFilter();
  private readonly unit = new UnitTest();
  private undecided: Undecided[] = [];

  /** How many intervals wait because their unit is not known yet. */
  get pending(): number {
    return this.undecided.reduce((total, { measurement }) => total + measurement.rr1024.length, 0);
  }

  /** Add a packet and return its reading: none while the unit is undecided, then all at once. */
  push(packet: Packet): Reading[] {
    if (this.duplicates.isDuplicate(packet)) return [];
    const measurement = parse(packet.payload);
    return measurement === null ? [] : this.weigh({ packet, measurement });
  }

  /** The readings that wait, in the likelier unit. */
  flush(): Reading[] {
    if (this.undecided.length === 0) return [];
    this.unit.conclude();
    return this.decided();
  }

  private weigh(message: Undecided): Reading[] {
    const before = this.unit.verdict;
    if (!this.unit.isFinal) {
      const words = message.measurement.rr1024.filter(isBeatInAnyUnit);
      this.unit.add(message.packet.arrivalS, message.measurement.bpm, words);
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
