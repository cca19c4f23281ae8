/** Reads acceleration or beats with a phase as JSON from standard input and writes what the browser makes of them. */
import { AccelerationBreath } from "../../api/web/src/breath/follower.ts";
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
process.stdout.write(JSON.stringify({ breaths, steps: said.hearts.map((heart) => inStep(...heart)) }));
