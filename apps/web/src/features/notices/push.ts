import type { Amanat } from "@amanat/sdk";

/** Whether this browser can be woken: an iPhone only from its home screen. */
export function canBeWoken(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** What the server keeps of a browser that is to be woken. */
function keysOf(subscription: PushSubscription) {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  return { endpoint, p256dh: keys["p256dh"] ?? "", auth: keys["auth"] ?? "" };
}

/** Browsers take the key as bytes; not all take its text. */
function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const registered = () => navigator.serviceWorker.register("/sw.js");

/** Asks the person, subscribes, and tells the server. False where they said no. Called by a press alone: browsers want it so. */
export async function turnOn(amanat: Amanat, publicKey: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  await registered();
  const { pushManager } = await navigator.serviceWorker.ready;
  const known = await pushManager.getSubscription();
  const made = known ?? (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) }));
  await amanat.push.subscribe(keysOf(made));
  return true;
}

/** Nothing reaches this browser any more, whether or not the server hears of it: its address is given up. */
export async function turnOff(amanat: Amanat): Promise<void> {
  const subscription = await subscribed();
  if (subscription === null) return;
  const { id } = await amanat.push.subscribe(keysOf(subscription));
  await subscription.unsubscribe();
  await amanat.push.unsubscribe({ pushSubscriptionId: id });
}

/** This browser's subscription; null where there is none. */
export async function subscribed(): Promise<PushSubscription | null> {
  if (!canBeWoken() || Notification.permission !== "granted") return null;
  const registration = await navigator.serviceWorker.getRegistration("/sw.js");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** A browser that was turned on belongs to whoever is signed in there now, and to this session. */
export async function rebind(amanat: Amanat): Promise<void> {
  const subscription = await subscribed();
  if (subscription !== null) await amanat.push.subscribe(keysOf(subscription));
}
