/** A sitting: the span of the strap's stream that the server sets apart from the working day. */

const ADDRESS = "/api/v1/sittings";

export interface Sitting {
  readonly id: string;
}

/** Begin a sitting; null when the server refuses, which it does while no strap is heard. */
export async function beginBreathing(): Promise<Sitting | null> {
  const answer = await post(ADDRESS, { kind: "breathing" });
  if (!answer?.ok) return null;
  const { id } = (await answer.json()) as { id: string };
  return { id };
}

/** End a sitting; safe to call while the page is being left. */
export async function finish(sitting: Sitting): Promise<void> {
  await post(`${ADDRESS}/${sitting.id}/finish`, {});
}

async function post(address: string, body: object): Promise<Response | null> {
  const headers = { "Content-Type": "application/json" };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body), keepalive: true }).catch(() => null);
}
