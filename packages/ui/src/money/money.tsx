import { formatAmount } from "@amanat/i18n";
import { clsx } from "clsx";
import { useLocale } from "next-intl";
import type { ShownAsset } from "./asset.ts";
import classes from "./money.module.css";

export type MoneyProps = {
  /** Base units. */
  amount: string | bigint;
  asset: ShownAsset;
  /** `lg` and `xl` are for the one amount a page is about. */
  size?: "sm" | "md" | "lg" | "xl";
  /** Names the chain beside the symbol; always given where money is about to move. */
  withChain?: boolean;
  strong?: boolean;
};

/** An amount with its asset, in the reader's digits, exact, and never reordered by surrounding text. */
export function Money({ amount, asset, size = "md", withChain = false, strong = false }: MoneyProps) {
  const locale = useLocale();
  return (
    <bdi dir="ltr" className={clsx(classes.money, classes[size], strong && classes.strong)} title={`${asset.symbol} · ${asset.chainName}`}>
      <span className={classes.amount}>{formatAmount(amount, asset.decimals, locale)}</span>{" "}
      <span className={classes.symbol}>{asset.symbol}</span>
      {withChain ? <span className={classes.chain}> {asset.chainName}</span> : null}
    </bdi>
  );
}
