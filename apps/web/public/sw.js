/* Shows what a push says, also while no page is open. Nothing is kept here, and no page is answered from here. */

const OURS = "Amanat";

/** A path of this site; anything else leads to the centre. */
function placeOf(place) {
  return typeof place === "string" && /^\/(?![/\\])/.test(place) ? place : "/notifications";
}

function saidIn(event) {
  try {
    const said = event.data.json();
    return typeof said === "object" && said !== null ? said : {};
  } catch {
    return {};
  }
}

async function show(said) {
  const { title, body, lang, dir, tag } = said;
  const place = placeOf(said.place);
  // Something is always shown: a browser takes the permission away from who wakes it for nothing.
  await self.registration.showNotification(typeof title === "string" ? title : OURS, {
    body: typeof body === "string" ? body : "",
    lang: typeof lang === "string" ? lang : "",
    dir: dir === "rtl" || dir === "ltr" ? dir : "auto",
    // A later one about the same takes its place, and is heard again.
    ...(typeof tag === "string" && tag !== "" ? { tag, renotify: true } : {}),
    data: { place },
  });
  for (const page of await self.clients.matchAll({ type: "window", includeUncontrolled: true }))
    page.postMessage({ kind: "pushed", place });
}

async function open(place) {
  const target = new URL(placeOf(place), self.location.origin);
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === target.pathname);
  if (there !== undefined) return there.focus();
  return self.clients.openWindow(target.href);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(saidIn(event))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.place));
});
