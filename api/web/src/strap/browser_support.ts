/** Whether this browser can read a strap, and what the browser is called. */

/** Why this browser cannot measure. */
export const OBSTACLES = ["not-secure", "no-bluetooth", "no-storage", "bluetooth-off"] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** What a browser offers of the things that measuring needs. */
export interface BrowserSupport {
  readonly isSecure: boolean;
  readonly hasBluetooth: boolean;
  readonly isOn: boolean;
  readonly hasStorage: boolean;
}

/** The first obstacle to measuring; null when there is none. */
export function obstacleOf(means: BrowserSupport): Obstacle | null {
  if (!means.isSecure) return "not-secure";
  if (!means.hasBluetooth) return "no-bluetooth";
  if (!means.hasStorage) return "no-storage";
  return means.isOn ? null : "bluetooth-off";
}

/** A part of Chromium's navigator that the standard types lack. */
interface UserAgentData {
  readonly brands: readonly { readonly brand: string }[];
  readonly platform: string;
}

/** What this browser offers. */
export async function browserSupport(): Promise<BrowserSupport> {
  const hasBluetooth = "bluetooth" in navigator;
  return {
    isSecure: window.isSecureContext,
    hasBluetooth,
    isOn: hasBluetooth && (await (navigator.bluetooth.getAvailability?.() ?? Promise.resolve(true)).catch(() => false)),
    hasStorage: "indexedDB" in window && "locks" in navigator,
  };
}

/** The name of this browser for the person's list of devices. */
export function thisBrowserName(): string {
  const data = (navigator as { userAgentData?: UserAgentData }).userAgentData;
  return browserName({ brands: (data?.brands ?? []).map(({ brand }) => brand), platform: data?.platform ?? "" });
}

interface Names {
  readonly brands: readonly string[];
  readonly platform: string;
}

/** A browser's name from its brands and platform. */
export function browserName({ brands, platform }: Names): string {
  const known = brands.filter((brand) => !/not.?a.?brand/i.test(brand));
  const brand = known.find((each) => each !== "Chromium") ?? known[0] ?? "Browser";
  return platform === "" ? brand : `${brand}, ${platform}`;
}
