"use client";

import type { RequestView } from "@amanat/contracts";
import type { MoneyProps } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { Amount } from "../../client/assets.tsx";

type BudgetProps = { request: Pick<RequestView, "asset" | "budgetMin" | "budgetMax"> } & Pick<MoneyProps, "size" | "strong">;

/** A budget range; one amount when both ends are the same. */
export function Budget({ request, ...look }: BudgetProps) {
  const t = useTranslations("request");
  const max = <Amount asset={request.asset} amount={request.budgetMax} {...look} />;
  if (request.budgetMin === request.budgetMax) return max;
  return (
    <span>
      {t.rich("budgetRange", {
        min: () => <Amount asset={request.asset} amount={request.budgetMin} {...look} />,
        max: () => max,
      })}
    </span>
  );
}
