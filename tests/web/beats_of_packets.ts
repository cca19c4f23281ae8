/** Reads runs of packets as JSON from standard input and writes the beats that the browser's clock makes of them. */
import { BeatClock } from "../../api/web/src/strap/beat_clock/clock.ts";
import { bytesOf } from "./strap_packets.ts";

interface Run {
  readonly unix_offset_s: number;
  readonly packets: readonly (readonly [number, string, number])[];
}

let text = "";
for await (const piece of process.stdin) text += piece;

const said = (JSON.parse(text) as Run[]).map(({ unix_offset_s: offsetS, packets }) => {
  const clock = new BeatClock(offsetS);
  const beats = packets.flatMap(([arrivalS, hex, link]) => clock.push({ arrivalS, payload: bytesOf(hex), link }));
  return [...beats, ...clock.flush()].map((beat) => [beat.timeS, beat.rrMs, beat.segment, beat.flags]);
});
process.stdout.write(JSON.stringify(said));
