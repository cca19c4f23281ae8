/** Sends beats that could not be sent when they were measured, from whatever page is opened next. */
import { Carrier } from "./carrier.ts";
import { hasSpool, openSpool } from "./spool.ts";

/** Send a person's waiting blocks, if there are any. */
export async function sendWaiting(owner: string): Promise<void> {
  if (await hasSpool()) await new Carrier(await openSpool(owner)).carry();
}
