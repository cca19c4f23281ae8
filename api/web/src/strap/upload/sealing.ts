/** Encryption of waiting blocks with a key that the server gives only to the person and that is never stored here. */

const ALGORITHM = "AES-GCM";
const NONCE_BYTES = 12;

/** Encrypted bytes and their nonce. */
export interface Sealed {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

/** The key from base64; it is not extractable, so scripts can use but not read it. */
export async function keyFrom(base64: string): Promise<CryptoKey> {
  const raw = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", raw, ALGORITHM, false, ["encrypt", "decrypt"]);
}

/** Encrypt a value, bound to a place, for example a block's number. */
export async function seal(key: CryptoKey, value: unknown, place: string): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { nonce, bytes: await crypto.subtle.encrypt(parametersOf(nonce, place), key, plain) };
}

/** Decrypt a value; rejects when key, place or bytes differ. */
export async function open(key: CryptoKey, sealed: Sealed, place: string): Promise<unknown> {
  const plain = await crypto.subtle.decrypt(parametersOf(sealed.nonce, place), key, sealed.bytes);
  return JSON.parse(new TextDecoder().decode(plain)) as unknown;
}

function parametersOf(nonce: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: ALGORITHM, iv: nonce, additionalData: new TextEncoder().encode(place) };
}
