import type { RequestView } from "@amanat/contracts";
import { IconBriefcase, IconFileText, IconMessage, IconPackage } from "@amanat/ui/icons";

/** The icon of each product type. */
export const TYPE_ICONS = {
  physical_product: IconPackage,
  digital_product: IconFileText,
  service: IconBriefcase,
  consultation: IconMessage,
} as const satisfies Record<RequestView["productType"], unknown>;
