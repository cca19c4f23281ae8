/** The stream of acceleration over one connection; the mirror of sensors/ble/polar/streams.py.
 *
 * Beats are worth more than it: whatever a strap lacks, refuses or leaves unanswered costs only the acceleration.
 */
import { ANSWER_S, RUNS } from "./constants.ts";
import { type Answer, askSettings, choose, factorOf, offersAcceleration, parseAnswer, parseSettings, rateOf, start, stop } from "./control.ts";
import { parseFrame, type XyzMg } from "./frames.ts";
import { SampleTimes } from "./times.ts";

export const PMD_SERVICE = "fb005c80-02e7-f387-1cad-8acd2d8df0c8";
const PMD_CONTROL = "fb005c81-02e7-f387-1cad-8acd2d8df0c8";
const PMD_DATA = "fb005c82-02e7-f387-1cad-8acd2d8df0c8";

/** The samples of one notification. */
export interface StrapSamples {
  /** Monotonic second at which they arrived. */
  readonly arrivalS: number;
  /** The moment of each sample, seconds since 2000 on the strap's own clock. */
  readonly timesS: readonly number[];
  readonly xyzMg: readonly XyzMg[];
}

export class AccelerationStream {
  readonly #server: BluetoothRemoteGATTServer;
  readonly #push: (samples: StrapSamples) => void;
  readonly #nowS: () => number;
  #point: ControlPoint | null = null;
  #isWanted = false;
  #isRunning = false;
  /** Whether this strap has no such stream, or gave no proper answer: it is not asked again over this connection. */
  #isRefused = false;
  #work: Promise<void> | null = null;
  #read: (payload: DataView) => Omit<StrapSamples, "arrivalS"> | null = () => null;

  constructor(server: BluetoothRemoteGATTServer, push: (samples: StrapSamples) => void, nowS: () => number) {
    this.#server = server;
    this.#push = push;
    this.#nowS = nowS;
  }

  /** Stream from now on, or rest; a stream that nobody ends would keep a strap awake until its battery is empty. */
  want(isWanted: boolean): Promise<void> {
    this.#isWanted = isWanted;
    this.#work ??= this.#settle().finally(() => (this.#work = null));
    return this.#work;
  }

  /** One thing after the other: not every system takes two at a time. */
  async #settle(): Promise<void> {
    while (this.#isWanted !== this.#isRunning && !(this.#isWanted && this.#isRefused)) {
      await (this.#isWanted ? this.#begin() : this.#rest());
    }
  }

  async #begin(): Promise<void> {
    try {
      this.#point ??= await within(ANSWER_S, this.#open());
      this.#isRunning = await this.#start(this.#point);
    } catch {
      this.#isRunning = false;
    }
    this.#isRefused = !this.#isRunning;
  }

  async #open(): Promise<ControlPoint> {
    const service = await this.#server.getPrimaryService(PMD_SERVICE);
    const [control, data] = [await service.getCharacteristic(PMD_CONTROL), await service.getCharacteristic(PMD_DATA)];
    if (!offersAcceleration(await control.readValue())) throw new Error("no acceleration");
    await control.startNotifications();
    data.addEventListener("characteristicvaluechanged", () => this.#hear(data.value));
    await data.startNotifications();
    return new ControlPoint(control);
  }

  async #start(point: ControlPoint): Promise<boolean> {
    const offered = parseSettings((await point.ask(askSettings())).parameters);
    if (offered === null) return false;
    const chosen = choose(offered);
    const answer = await point.ask(start(chosen));
    const factor = factorOf(answer.parameters);
    if (!(RUNS as readonly number[]).includes(answer.status)) return false;
    if (factor === null) await point.ask(stop());
    else this.#read = readerOf(rateOf(chosen), factor);
    return factor !== null;
  }

  async #rest(): Promise<void> {
    this.#isRunning = false;
    await this.#point?.ask(stop()).catch(() => null); // whoever is gone streams no more either
  }

  #hear(payload: DataView | undefined): void {
    const arrivalS = this.#nowS();
    const read = payload === undefined || !this.#isRunning ? null : this.#read(payload);
    if (read !== null) this.#push({ arrivalS, ...read });
  }
}

function readerOf(rateHz: number, factor: number) {
  const times = new SampleTimes(rateHz);
  return (payload: DataView) => {
    const frame = parseFrame(payload, factor);
    return frame && { timesS: times.of(frame.stampNs, frame.samples.length), xyzMg: frame.samples };
  };
}

/** The control point of one connection: one question at a time, each with its answer. */
class ControlPoint {
  readonly #control: BluetoothRemoteGATTCharacteristic;
  #hear: (said: readonly number[]) => void = () => {};

  constructor(control: BluetoothRemoteGATTCharacteristic) {
    this.#control = control;
    control.addEventListener("characteristicvaluechanged", () => {
      const { value } = control;
      if (value !== undefined) this.#hear([...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]);
    });
  }

  /** Put a question and wait for its answer, all of it; rejects when it does not come. */
  ask(question: readonly number[]): Promise<Answer> {
    const answered = new Promise<Answer>((give) => (this.#hear = gathering(question, give)));
    const asked = this.#control.writeValueWithResponse(Uint8Array.from(question)).then(() => answered);
    return within(ANSWER_S, asked);
  }
}

/** Takes what the control point says until the answer to a question is whole. */
function gathering(question: readonly number[], give: (answer: Answer) => void): (said: readonly number[]) => void {
  let begun: Answer | null = null;
  return (said) => {
    if (begun === null) {
      const answer = parseAnswer(said);
      begun = answer?.command === question[0] && answer?.measurement === question[1] ? answer : null;
    } else {
      begun = { ...begun, more: (said[0] ?? 0) !== 0, parameters: [...begun.parameters, ...said.slice(1)] };
    }
    if (begun !== null && !begun.more) give(begun);
  };
}

/** What a promise gives, if it comes in time. */
function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, refuse) => (timer = setTimeout(() => refuse(new Error("no answer")), 1000 * seconds)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
