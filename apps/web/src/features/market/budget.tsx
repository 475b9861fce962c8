import type { RequestView } from "@amanat/contracts";
import { Money, type MoneyProps } from "@amanat/ui";
import { useTranslations } from "next-intl";

type BudgetProps = { request: Pick<RequestView, "budgetMin" | "budgetMax"> } & Pick<MoneyProps, "asset" | "size" | "strong">;

/** A budget range; one amount when both ends are the same. */
export function Budget({ request, ...look }: BudgetProps) {
  const t = useTranslations("request");
  const max = <Money amount={request.budgetMax} {...look} />;
  if (request.budgetMin === request.budgetMax) return max;
  return (
    <span>
      {t.rich("budgetRange", {
        min: () => <Money amount={request.budgetMin} {...look} />,
        max: () => max,
      })}
    </span>
  );
}
