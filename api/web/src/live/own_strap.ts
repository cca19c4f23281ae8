/** Beats of a strap that this browser itself listens to, from the tab that does so to the pages of the same person.
 *
 * They come without the server, so at once. A BroadcastChannel keeps nothing, and leaves neither the browser nor the site.
 */
import type { Beat } from "./beats.ts";
import type { LiveMessage } from "./messages.ts";

const CHANNEL = "pulsro-own-strap";

/** What one packet brought: beats that are settled now, and all that are still open. */
export interface OwnBeats {
  readonly person: string;
  readonly beats: readonly Beat[];
  readonly open: readonly Beat[];
  /** The clock by which the beats are timed, seconds since 1970, when this was said. */
  readonly clockS: number;
}

/** Says what the strap said to whoever listens; `close` when the strap goes. */
export class OwnStrapTeller {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #person: string;

  constructor(person: string) {
    this.#person = person;
  }

  tell(beats: readonly Beat[], open: readonly Beat[], clockS: number): void {
    const told: OwnBeats = { person: this.#person, beats, open, clockS };
    this.#channel.postMessage(told);
  }

  close(): void {
    this.#channel.close();
  }
}

/** Hear the strap of this browser, if a person's tab listens to one. */
export function hearOwnStrap(person: string, hear: (message: LiveMessage) => void): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", (event: MessageEvent<OwnBeats>) => {
    if (event.data.person === person) messagesOf(event.data).forEach(hear);
  });
}

/** The same as the server's stream would say. */
export function messagesOf({ beats, open, clockS }: OwnBeats): readonly LiveMessage[] {
  const ageOf = (all: readonly Beat[]) => (all.length === 0 ? null : clockS - all.at(-1)!.timeS);
  return [
    ...(beats.length === 0 ? [] : [{ kind: "beats", beats, ageS: ageOf(beats) } as const]),
    { kind: "open_beats", beats: open, ageS: ageOf(open) } as const,
  ];
}
