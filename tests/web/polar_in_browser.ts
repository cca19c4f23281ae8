/** Reads what straps say as JSON from standard input, and writes what the browser makes of it. */
import { choose, factorOf, offersAcceleration, parseAnswer, parseSettings, start } from "../../api/web/src/strap/polar/control.ts";
import { parseFrame } from "../../api/web/src/strap/polar/frames.ts";
import { StrapBreath } from "../../api/web/src/strap/polar/strap_breath.ts";
import { SampleTimes } from "../../api/web/src/strap/polar/times.ts";
import { bytesOf } from "./strap_packets.ts";

interface Said {
  readonly frames: readonly (readonly [string, number])[];
  readonly features: readonly string[];
  readonly answers: readonly string[];
  readonly settings: readonly string[];
  /** Arrival and bytes of each notification of one stream, at the nominal rate. */
  readonly stream: readonly (readonly [number, string])[];
  readonly rateHz: number;
  readonly offsetS: number;
}

const numbersOf = (hex: string): number[] => [...new Uint8Array(bytesOf(hex).buffer)];

let text = "";
for await (const piece of process.stdin) text += piece;
const said = JSON.parse(text) as Said;

const settings = said.settings.map((hex) => {
  const offered = parseSettings(numbersOf(hex));
  return { start: offered && start(choose(offered)), factor: factorOf(numbersOf(hex)) };
});
const times = new SampleTimes(said.rateHz);
const breath = new StrapBreath();
const readings = said.stream.flatMap(([arrivalS, hex]) => {
  const { stampNs, samples } = parseFrame(bytesOf(hex), 1)!;
  return breath.push({ arrivalS, timesS: times.of(stampNs, samples.length), xyzMg: samples }, said.offsetS);
});
process.stdout.write(
  JSON.stringify({
    frames: said.frames.map(([hex, factor]) => {
      const frame = parseFrame(bytesOf(hex), factor);
      return frame && { stampNs: String(frame.stampNs), samples: frame.samples };
    }),
    features: said.features.map((hex) => offersAcceleration(bytesOf(hex))),
    answers: said.answers.map((hex) => parseAnswer(numbersOf(hex))),
    settings,
    readings,
  }),
);
