/** What waits on this computer is sealed with a key that the server gives only to the person, and never kept here. */

const ALGORITHM = "AES-GCM";
const NONCE_BYTES = 12;

/** Sealed bytes and the number that was used once to seal them. */
export interface Sealed {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

/** The key from its base64; scripts can use it from then on and not read it. */
export async function keyFrom(base64: string): Promise<CryptoKey> {
  const raw = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", raw, ALGORITHM, false, ["encrypt", "decrypt"]);
}

/** Seal a value for one place, which it can be opened for only. */
export async function seal(key: CryptoKey, value: unknown, place: string): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { nonce, bytes: await crypto.subtle.encrypt(how(nonce, place), key, plain) };
}

/** The value that was sealed for this place; rejects when key, place or bytes are others. */
export async function open(key: CryptoKey, sealed: Sealed, place: string): Promise<unknown> {
  const plain = await crypto.subtle.decrypt(how(sealed.nonce, place), key, sealed.bytes);
  return JSON.parse(new TextDecoder().decode(plain)) as unknown;
}

function how(nonce: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: ALGORITHM, iv: nonce, additionalData: new TextEncoder().encode(place) };
}
