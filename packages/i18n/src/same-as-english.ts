import type { Locale } from "./locales.ts";

/**
 * Messages that rightly read the same as in English, and in which languages. Everything else that
 * equals the English fails the build.
 */
export const SAME_AS_ENGLISH: Readonly<Record<string, "all" | readonly Locale[]>> = {
  "common.brand": ["fr", "vi", "zh"],
  "common.nav.admin": ["fr"],
  "home.filter.type": ["fr"],
  "request.type.consultation": ["fr"],
  "request.urgency.urgent": ["fr"],
  "auth.field.email": ["fr"],
  "account.overview.email": ["fr"],
  "account.ways.provider.google": "all",
  "account.ways.provider.telegram": ["fr", "vi", "zh"],
  "admin.people.column.email": ["fr"],
  "account.nav.webhooks": ["fr"],
  "account.keys.resource.webhooks": ["fr"],
  "chat.inbox.title": ["fr"],
  "chat.system.platform": ["fr", "vi", "zh"],
  "common.nav.messages": ["fr"],
  "account.nav.notices": ["fr"],
  "notifications.centre.title": ["fr"],
  "notifications.group.messages.name": ["fr"],
  "notifications.channel.telegram": ["fr", "vi", "zh"],
  "notifications.channel.sms": ["fr"],
  "webhooks.title": ["fr"],
  "webhooks.subject.incident": ["fr"],
  "webhooks.log.title": ["fr"],
  "webhooks.message.took": ["fr", "vi"],
};
