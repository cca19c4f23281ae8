/** What this very browser can do, and what it is called. */
import { browserName, type Means } from "./status.ts";

/** A part of Chromium's navigator that the standard types do not know yet. */
interface UserAgentData {
  readonly brands: readonly { readonly brand: string }[];
  readonly platform: string;
}

/** What measuring needs, as this browser has it. */
export async function meansOfThisBrowser(): Promise<Means> {
  const hasBluetooth = "bluetooth" in navigator;
  return {
    isSecure: window.isSecureContext,
    hasBluetooth,
    isOn: hasBluetooth && (await navigator.bluetooth.getAvailability().catch(() => false)),
    hasStorage: "indexedDB" in window && "locks" in navigator,
  };
}

/** What this browser is called in the person's list of devices. */
export function nameOfThisBrowser(): string {
  const data = (navigator as { userAgentData?: UserAgentData }).userAgentData;
  return browserName({ brands: (data?.brands ?? []).map(({ brand }) => brand), platform: data?.platform ?? "" });
}
