/**
 * Packets that wait until it is known whether and where beats are missing between them (sensors/beat_clock/pending.py).
 * Each has a count of suspected losses, which may be too high but never too low; what was really lost before it is at
 * most the smallest of the counts from there on. Two neighbours are joined only if nothing was lost between them.
 */
import { ENOUGH, PUNCTUAL, PUNCTUAL_AFTER_LATE, STEADY, TOO_MANY } from "./constants.ts";
import type { Schedule } from "./schedule.ts";

/** A beat on the strap's own time axis, not yet placed on the clock. */
export interface StrapBeat {
  readonly strapS: number;
  readonly rrMs: number;
  readonly advanceS: number;
  readonly flags: number;
}

/** One packet that waits. */
export interface PendingPacket {
  readonly arrivalS: number;
  readonly beats: readonly StrapBeat[];
  /** Losses between the first waiting packet and this one, if this one was sent just now. */
  suspected: number;
  /** Number of the tick at which it left, if nothing was lost; null without a schedule. */
  number: number | null;
}

/** Neighbouring packets between which nothing was lost. */
export interface Joined {
  /** Whether nothing was lost before the first of them either. */
  readonly continues: boolean;
  readonly packets: PendingPacket[];
}

/** The beats of all its packets. */
export function beatsOf(part: Joined): StrapBeat[] {
  return part.packets.flatMap((packet) => packet.beats);
}

/** All packets that wait, in order. */
export class PendingPackets {
  /** Whether beats may be missing before the first packet; otherwise a new segment waits for its placement. */
  readonly isDoubt: boolean;
  readonly packets: PendingPacket[] = [];
  withBeats = 0;
  /** Suspected losses without a missing tick: beats are not where they should be. */
  private readonly unscheduled: number;

  constructor(isDoubt: boolean, unscheduled = 0) {
    this.isDoubt = isDoubt;
    this.unscheduled = unscheduled;
  }

  /** Add a packet. */
  add(packet: PendingPacket): void {
    this.packets.push(packet);
    this.withBeats += Number(packet.beats.length > 0);
  }

  /** No beat is missing up to here after all, though ticks are: the strap skipped some. */
  nothingWasLost(): void {
    for (const each of this.packets) {
      each.suspected = 0;
      each.number = null;
    }
  }

  /** Count losses again, now that the schedule is known, which it was not for the first packets. */
  recount(schedule: Schedule): void {
    schedule.holdAgainst(this.packets.map((packet) => packet.arrivalS));
    const extra = this.packets.map((packet, place) => schedule.numberAt(packet.arrivalS) - place);
    const least = Math.min(...extra);
    this.packets.forEach((packet, place) => {
      packet.suspected = extra[place]! - least;
      packet.number = least + place;
    });
  }

  /** Whether waiting longer would not help. */
  get isSettled(): boolean {
    if (this.isDoubt && this.packets.at(-1)!.suspected <= 0) return true;
    return (this.withBeats >= ENOUGH && this.isSteady) || this.packets.length >= TOO_MANY;
  }

  private get isSteady(): boolean {
    return new Set(this.packets.slice(-STEADY).map((each) => each.suspected)).size === 1;
  }

  /** The waiting packets, split wherever something may have been lost. */
  joined(schedule: Schedule): Joined[] {
    const parts: Joined[] = [];
    const mostLost = this.mostLost();
    let surely = this.isDoubt ? 0 : null;
    let [punctualAt, inARow, needed] = [surely, 0, PUNCTUAL];
    this.packets.forEach((packet, place) => {
      const atMost = mostLost[place]!;
      const isJoined = surely !== null && atMost <= surely;
      if (!isJoined || parts.length === 0) parts.push({ continues: isJoined, packets: [] });
      parts.at(-1)!.packets.push(packet);
      if (!this.isPunctual(packet, atMost, schedule)) {
        [inARow, needed] = [0, PUNCTUAL_AFTER_LATE];
        return;
      }
      inARow = atMost === punctualAt ? inARow + 1 : 1;
      punctualAt = atMost;
      if (inARow >= needed || (surely === null && place === 0)) surely = atMost;
    });
    return parts;
  }

  /** Whether it seems on time after so many losses; its tick is then the one it seems to have left at. */
  private isPunctual(packet: PendingPacket, atMost: number, schedule: Schedule): boolean {
    if (packet.number === null) return packet.suspected <= atMost;
    packet.number += Math.max(atMost - this.unscheduled, 0);
    return packet.suspected <= atMost && schedule.isPunctual(packet.arrivalS, packet.number);
  }

  private mostLost(): number[] {
    let least = TOO_MANY;
    const backwards = [...this.packets].reverse().map((packet) => (least = Math.max(Math.min(least, packet.suspected), 0)));
    return backwards.reverse();
  }
}

/** Parts grouped into runs in which each follows the one before without a missing tick. */
export function runs(parts: readonly Joined[]): Joined[][] {
  const grouped: Joined[][] = [];
  for (const part of parts) {
    const before = grouped.at(-1)?.at(-1)?.packets.at(-1)?.number ?? null;
    if (before !== null && part.packets[0]!.number === before + 1) grouped.at(-1)!.push(part);
    else grouped.push([part]);
  }
  return grouped;
}
