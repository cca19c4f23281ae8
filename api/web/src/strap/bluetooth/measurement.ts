/** Parser of the Heart Rate Measurement characteristic (0x2A37), as in sensors/heart_rate/measurement.py. */

/** The flags byte. Bits 5 to 7 are reserved and ignored. */
const WIDE_HEART_RATE = 0x01;
const CONTACT = 0x02;
const CONTACT_SUPPORTED = 0x04;
const ENERGY = 0x08;
const INTERVALS = 0x10;

/** One notification of a strap. */
export interface HeartRateMeasurement {
  /** Heart rate as averaged by the strap; 0 means no signal. */
  readonly bpm: number;
  /** Whether the electrodes touch skin; null when the strap cannot tell. */
  readonly contact: boolean | null;
  /** Energy since the last reset, kJ; null when not sent. */
  readonly energyKj: number | null;
  /** RR intervals in units of 1/1024 s, oldest first, exactly as sent. */
  readonly rr1024: readonly number[];
}

/** Parse one notification; null when it ends before the values it announces. A single extra byte is ignored. */
export function parse(payload: DataView): HeartRateMeasurement | null {
  const reader = new Reader(payload);
  const flags = reader.byte();
  const bpm = flags & WIDE_HEART_RATE ? reader.word() : reader.byte();
  const energyKj = flags & ENERGY ? reader.word() : null;
  if (reader.isCut) return null;
  const contact = flags & CONTACT_SUPPORTED ? (flags & CONTACT) !== 0 : null;
  return { bpm, contact, energyKj, rr1024: flags & INTERVALS ? reader.remainingWords() : [] };
}

/** Reads a payload step by step and remembers whether it ended too soon. */
class Reader {
  isCut = false;
  readonly #payload: DataView;
  #position = 0;

  constructor(payload: DataView) {
    this.#payload = payload;
  }

  byte(): number {
    return this.#read(1, (at) => this.#payload.getUint8(at));
  }

  word(): number {
    return this.#read(2, (at) => this.#payload.getUint16(at, true));
  }

  remainingWords(): number[] {
    const count = Math.floor((this.#payload.byteLength - this.#position) / 2);
    return Array.from({ length: count }, () => this.word());
  }

  #read(size: number, read: (at: number) => number): number {
    const at = this.#position;
    this.#position += size;
    if (this.#position <= this.#payload.byteLength) return read(at);
    this.isCut = true;
    return 0;
  }
}
