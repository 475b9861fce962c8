/** What a User-Agent gives away about a device, as far as a person would recognise it. Names are proper names: not translated. */
export type DeviceName = { browser: string | null; system: string | null; handheld: boolean };

// Order matters: most browsers also name the one they descend from.
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ["Telegram", /telegram/i],
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\b(?:OPR|Opera)\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Yandex", /\bYaBrowser\//],
  ["Vivaldi", /\bVivaldi\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//],
  ["Safari", /\bVersion\/[\d.]+.*\bSafari\//],
  ["curl", /^curl\//],
  ["Node.js", /^(?:node|undici)\b/i],
];

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b|\bMacintosh\b/],
  ["Linux", /\bLinux\b|\bX11\b/],
];

const HANDHELD = /\b(?:iPhone|iPad|Android|Mobile)\b/;

function firstOf(names: readonly (readonly [string, RegExp])[], text: string): string | null {
  return names.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** Reads a User-Agent; null for what it does not say or we do not know. It is a claim of the device, not a proof. */
export function deviceName(userAgent: string): DeviceName {
  return { browser: firstOf(BROWSERS, userAgent), system: firstOf(SYSTEMS, userAgent), handheld: HANDHELD.test(userAgent) };
}
