/** Reads acceleration or beats with a phase as JSON from standard input and writes what the browser makes of them. */
import { AccelerationBreath } from "../../api/web/src/breath/follower.ts";
import { HeartBreath } from "../../api/web/src/breath/from_heart.ts";
import { inStep } from "../../api/web/src/breath/synchrony.ts";

interface Said {
  readonly chests: readonly (readonly (readonly [number, number, number, number])[])[];
  readonly hearts: readonly (readonly [readonly number[], readonly number[], readonly number[]])[];
}

let text = "";
for await (const piece of process.stdin) text += piece;
const said = JSON.parse(text) as Said;

const breaths = said.chests.map((rows) => {
  const samples = rows.map(([timeS, ...xyzMg]) => ({ timeS, xyzMg }));
  const live = new AccelerationBreath();
  return [...live.push(samples.slice(0, 700)), ...live.push(samples.slice(700))];
});
const inferred = said.hearts.map(([timesS, rrMs]) => {
  const live = new HeartBreath();
  return timesS.map((timeS, place) => live.push(timeS, rrMs[place]!));
});
process.stdout.write(JSON.stringify({ breaths, inferred, steps: said.hearts.map((heart) => inStep(...heart)) }));
