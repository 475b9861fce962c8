import type { Locale } from "@amanat/contracts";
import type { Messages } from "@amanat/i18n/messages";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
