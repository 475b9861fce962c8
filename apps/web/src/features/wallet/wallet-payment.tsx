"use client";

import { type IntentView, type PayWay, payWayOf } from "@amanat/contracts";
import { Accordion, AccordionControl, AccordionItem, AccordionPanel, Alert, Button, Radio, RadioGroup, Stack, Text } from "@amanat/ui";
import { IconAlertTriangle, IconSend } from "@amanat/ui/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { getAddress, isHex, type Address } from "viem";
import { useConfig, useConnection, WagmiProvider, type Config, type Connector } from "wagmi";
import { getConnectorClient, switchChain } from "wagmi/actions";
import { useAction } from "../../client/action.ts";
import { BigAmount } from "../money/big-amount.tsx";
import { useMoneyWords } from "../money/money-words.ts";
import { useSentMark } from "../pay/sent-mark.ts";
import { ConnectedWallet, ConnectWallet } from "./connect-wallet.tsx";
import { walletProblem, WalletRefusal } from "./errors.ts";
import { Review, Technical } from "./review.tsx";
import { allowanceOf, approvalsOf, requireFunds, signPayment, type Payer, type Payment, type PayStep } from "./send-payment.ts";
import { Sent } from "./sent.tsx";
import { walletConfig } from "./wagmi.ts";
import type { WalletChain } from "./wallet-chain.ts";

type Payable = IntentView & { pay: NonNullable<IntentView["pay"]> };
export type WalletPaymentProps = { intent: Payable; chain: WalletChain; onUseAddress: () => void };

/** Paying with a wallet of this browser. Loaded only where somebody pays. */
export default function WalletPayment(props: WalletPaymentProps) {
  return (
    <WagmiProvider config={walletConfig(props.chain)} reconnectOnMount>
      <Connected {...props} />
    </WagmiProvider>
  );
}

function Connected({ intent, chain, onUseAddress }: WalletPaymentProps) {
  const connection = useConnection();
  const mark = useSentMark(intent);
  if (mark.sent !== null) return <Sent {...mark.sent} evmChainId={chain.evmChainId} onForget={mark.forget} />;
  const { address, connector } = connection;
  if (address === undefined || connector === undefined) {
    return (
      <Stack gap="md" align="flex-start">
        <BigAmount amount={intent.remaining} asset={intent.asset} />
        <ConnectWallet chainName={chain.name} onUseAddress={onUseAddress} />
      </Stack>
    );
  }
  return (
    <Stack gap="lg">
      <ConnectedWallet address={address} name={connector.name} />
      <PayForm intent={intent} chain={chain} connector={connector} walletChainId={connection.chainId} onSent={mark.remember} />
    </Stack>
  );
}

/** The ways that a wallet here signs. */
type SignedWay = Extract<PayWay, { way: "transfer" | "proxy" }>;
const isSigned = (way: PayWay): way is SignedWay => way.way === "transfer" || way.way === "proxy";

/** The intent's instructions as the call a wallet signs. `remaining`, never the price: part of it may have arrived. */
function paymentOf({ pay, remaining }: Payable, evmChainId: number, offer: SignedWay): Payment {
  const amount = BigInt(remaining);
  const token = getAddress(pay.token);
  const to: Address = getAddress(offer.to);
  const { way } = offer;
  if (way === "transfer") return { way, evmChainId, token, depositAddress: to, amount };
  const reference = `0x${offer.reference.replace(/^0x/, "")}`;
  if (!isHex(reference)) throw new Error("The payment reference is not hexadecimal.");
  const [proxy, feeAddress] = [getAddress(offer.contract), getAddress(offer.feeAddress)];
  return { way, evmChainId, token, to, amount, reference, proxy, feeAmount: BigInt(offer.feeAmount), feeAddress };
}

/** The wallet as the one who pays, on the payment's chain. */
async function payerOn(config: Config, connector: Connector, evmChainId: number, onSwitch: () => void): Promise<Payer> {
  if ((await connector.getChainId()) !== evmChainId) {
    onSwitch();
    await switchChain(config, { chainId: evmChainId, connector });
  }
  return getConnectorClient(config, { connector, chainId: evmChainId });
}

type Approvals = {
  /** In the order the wallet is asked; null as long as they cannot be known. */
  shown: readonly bigint[] | null;
  /** What the contract may take already. */
  allowed: bigint;
  /** Whether they follow from this allowance too; where not, they are shown anew. */
  are: (allowance: bigint) => boolean;
};

/** The allowances the wallet will be asked for before it pays, read as soon as it stands on the right chain. */
function useApprovals(payment: Payment, connector: Connector, walletChainId: number | undefined): Approvals {
  const config = useConfig();
  const queries = useQueryClient();
  const key = ["wallet", "allowance", connector.uid, payment.token, payment.way === "proxy" ? payment.proxy : null];
  const { data } = useQuery({
    queryKey: key,
    enabled: payment.way === "proxy" && walletChainId === payment.evmChainId,
    networkMode: "always",
    staleTime: 0,
    retry: false,
    queryFn: async () => {
      const client = await getConnectorClient(config, { connector, chainId: payment.evmChainId });
      return allowanceOf(client, client.account.address, payment);
    },
  });
  const known = payment.way === "transfer" ? 0n : data;
  const shown = known === undefined ? null : approvalsOf(payment, known);
  return {
    shown,
    allowed: known ?? 0n,
    are: (allowance) => {
      if (shown !== null && String(approvalsOf(payment, allowance)) === String(shown)) return true;
      queries.setQueryData(key, allowance);
      return false;
    },
  };
}

function PayForm({
  intent,
  chain,
  connector,
  walletChainId,
  onSent,
}: {
  intent: Payable;
  chain: WalletChain;
  connector: Connector;
  walletChainId: number | undefined;
  onSent: (hash: string) => void;
}) {
  const t = useTranslations("wallet");
  const words = useMoneyWords();
  const config = useConfig();
  const ways = intent.pay.ways.filter(isSigned);
  const [chosen, setChosen] = useState<SignedWay["way"] | null>(null);
  const [step, setStep] = useState<PayStep | null>(null);
  // The usual way first; where there is none, nobody is sent here.
  const offer = (chosen === null ? null : payWayOf(intent.pay, chosen)) ?? ways[0];
  if (offer === undefined) throw new Error("There is no way to pay.");
  const payment = paymentOf(intent, chain.evmChainId, offer);
  const amount = words(intent.remaining, intent.asset);
  const approvals = useApprovals(payment, connector, walletChainId);
  const pay = useAction({
    mutationFn: async () => {
      const client = await payerOn(config, connector, payment.evmChainId, () => setStep({ name: "switching", nth: 1, of: 1 }));
      setStep({ name: "checking", nth: 1, of: 1 });
      await requireFunds(client, payment);
      // Nothing is signed that was not shown: the allowance may have changed, or could not be read on another chain.
      if (!approvals.are(await allowanceOf(client, client.account.address, payment))) throw new WalletRefusal("not_as_shown");
      return signPayment(client, payment, approvals.shown ?? [], setStep);
    },
    onSuccess: onSent,
    onSettled: () => setStep(null),
  });
  const problem = pay.error === null ? null : walletProblem(pay.error);
  return (
    <Stack gap="md">
      <Review intent={intent} payment={payment} approvals={approvals.shown} allowed={approvals.allowed} />
      {walletChainId !== undefined && walletChainId !== chain.evmChainId ? (
        <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />}>
          {t("wrongChain", { wallet: connector.name, chain: chain.name })}
        </Alert>
      ) : null}
      {problem === null ? null : (
        <Alert color="pomegranate" icon={<IconAlertTriangle aria-hidden />} role="alert" data-wallet-problem={problem}>
          {t(`problem.${problem}`, { chain: chain.name, amount })}
        </Alert>
      )}
      <Button
        size="lg"
        data-pay
        loading={pay.isPending}
        onClick={() => pay.mutate()}
        leftSection={<IconSend size={20} aria-hidden data-flip />}
      >
        {t("pay", { amount })}
      </Button>
      <Text role="status" aria-live="polite" size="sm">
        {step === null ? "" : t(`step.${step.name}`, { wallet: connector.name, amount, nth: step.nth, of: step.of })}
      </Text>
      <Accordion variant="contained" order={3}>
        <AccordionItem value="way">
          <AccordionControl>{t("way.more")}</AccordionControl>
          <AccordionPanel>
            <Stack gap="md">
              <RadioGroup
                label={t("way.label")}
                value={offer.way}
                onChange={(value) => setChosen(ways.find(({ way }) => way === value)?.way ?? null)}
              >
                <Stack gap="sm" mt="xs">
                  {ways.map(({ way }) => (
                    <Radio key={way} value={way} label={t(`way.${way}`)} description={t(`way.${way}Hint`)} disabled={step !== null} />
                  ))}
                </Stack>
              </RadioGroup>
              <Technical intent={intent} payment={payment} />
            </Stack>
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
    </Stack>
  );
}
