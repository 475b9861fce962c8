"use client";

import { Notifications } from "@mantine/notifications";

/** Where `notifications.show` shows. Once per document, inside `KitProvider`; a door of its own, so that it can come after the page. */
export function Toasts() {
  return <Notifications position="top-center" limit={3} autoClose={6000} />;
}
