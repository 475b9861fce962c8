import type { FakeBrowser } from "@amanat/testing/outside";
import type { CDPSession, Page } from "@playwright/test";
import { hydrated } from "./checks.ts";
import type { Visitor } from "./visitor.ts";

/** This browser may notify, and the push service it subscribes at is one of ours. Everything but `subscribe` is the browser's own. */
export async function subscribesAt({ page }: Visitor, { endpoint, p256dh, auth }: FakeBrowser, origin: string): Promise<void> {
  await page.context().grantPermissions(["notifications", "clipboard-read", "clipboard-write"], { origin });
  await page.context().addInitScript(
    (made) => {
      const subscription = { ...made, toJSON: () => made, unsubscribe: () => Promise.resolve(true) };
      PushManager.prototype.subscribe = () => Promise.resolve(subscription as unknown as PushSubscription);
    },
    { endpoint, keys: { p256dh, auth } },
  );
}

/** Presses the button that asks to be told on this device. */
export async function askToBeWoken({ page, words, path }: Visitor): Promise<void> {
  const t = words.account.push;
  await page.goto(path("/account/notifications"));
  const ask = page.getByRole("button", { name: t.turnOn, exact: true });
  await hydrated(ask);
  await ask.click();
  await page.getByText(t.turnedOn, { exact: true }).waitFor();
}

/** Hands the service worker of a page what a push service brings, as the browser itself would. */
export async function handOver(page: Page, text: string): Promise<void> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  const registrationId = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
      if (ours !== undefined) resolve(ours.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registrationId, data: text });
  await session.detach();
}

/** What this device shows of Amanat now. */
export function shownOn(page: Page): Promise<{ title: string; body: string; place: unknown }[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const shown = await registration.getNotifications();
    return shown.map(({ title, body, data }) => ({ title, body, place: (data as { place?: unknown } | null)?.place }));
  });
}
