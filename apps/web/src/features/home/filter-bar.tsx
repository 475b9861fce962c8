import { CATEGORIES, PRODUCT_TYPES, URGENCIES } from "@amanat/contracts";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import { addressOf } from "../../i18n/link.tsx";
import { knownAssets } from "../../server-api/assets.ts";
import { FilterForm } from "./filter-form.tsx";
import { assetOf, type Filters } from "./filters.ts";

/** The filters of the list. They live in the address, so that back, reload and sharing keep them. */
export async function FilterBar({ filters }: { filters: Filters }) {
  const [t, request, known, locale, messages] = await Promise.all([
    getTranslations("home.filter"),
    getTranslations("request"),
    knownAssets(),
    getLocale(),
    getMessages(),
  ]);
  // "All" is a choice like the others, so that no tiny cross is needed to go back to it.
  const any = { value: "", label: t("any") };
  return (
    <FilterForm
      action={addressOf(locale, "/")}
      filters={filters}
      asset={assetOf(filters, known.assets) ?? { id: "", symbol: "", decimals: 0, chainName: "" }}
      locale={locale}
      issues={messages.errors.issues}
      choices={{
        type: [any, ...PRODUCT_TYPES.map((type) => ({ value: type, label: request(`type.${type}`) }))],
        category: [any, ...CATEGORIES.map((category) => ({ value: category, label: request(`category.${category}`) }))],
        urgency: [any, ...URGENCIES.map((urgency) => ({ value: urgency, label: request(`urgency.${urgency}`) }))],
        asset: [any, ...known.assets.map(({ id, symbol, chainName }) => ({ value: id, label: `${symbol} · ${chainName}` }))],
      }}
      words={{
        label: t("label"),
        search: t("search"),
        searchHint: t("searchHint"),
        type: t("type"),
        category: t("category"),
        urgency: t("urgency"),
        asset: t("asset"),
        min: t("min"),
        max: t("max"),
        more: t("more"),
        fewer: t("fewer"),
        apply: t("apply"),
        clear: t("clear"),
      }}
    />
  );
}
