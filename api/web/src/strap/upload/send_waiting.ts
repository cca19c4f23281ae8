/** What was measured on this computer and could not be sent then goes home from whatever page is opened next. */
import { Carrier } from "./carrier.ts";
import { hasSpool, openSpool } from "./spool.ts";

/** Send what waits here for a person, if anything does. */
export async function bringHome(owner: string): Promise<void> {
  if (await hasSpool()) await new Carrier(await openSpool(owner)).carry();
}
