"use client";

import { Alert, ErrorState, Stack, Text } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { AmanatError } from "@amanat/sdk";
import { useTranslations } from "next-intl";
import { getAddress } from "viem";
import { useConfig, WagmiProvider, type Connector } from "wagmi";
import { signMessage } from "wagmi/actions";
import { useAction } from "../../client/action.ts";
import { useAssets } from "../../client/assets.tsx";
import { useWalletProblem, WalletList } from "./connect-wallet.tsx";
import { walletConfig } from "./wagmi.ts";
import { walletChainOf } from "./wallet-chain.ts";

export type Signed = { address: string; message: string; signature: string };
export type WalletSignatureProps = {
  /** What this account has to sign. May reject with an AmanatError. */
  messageFor: (address: string) => Promise<string>;
  onSigned: (signed: Signed) => void;
  /** Only these accounts count; left out: any. */
  only?: readonly string[];
  /** What choosing a wallet leads to, where the usual words are not enough. */
  hint?: string;
};

/** Choosing a wallet and signing one message with it. A signature costs nothing and needs no particular chain. */
export default function WalletSignature(props: WalletSignatureProps) {
  const { assets } = useAssets();
  const [chain = { evmChainId: 1, name: "", rpcUrl: null }] = assets.flatMap((asset) => walletChainOf(asset) ?? []);
  return (
    <WagmiProvider config={walletConfig(chain)} reconnectOnMount={false}>
      <ChooseAndSign {...props} chainName={chain.name} />
    </WagmiProvider>
  );
}

/** The wallet offered an account that does not count here. */
class OtherAccount extends Error {}

function ChooseAndSign({ messageFor, onSigned, only, hint, chainName }: WalletSignatureProps & { chainName: string }) {
  const t = useTranslations("wallet");
  const problemText = useWalletProblem("sign");
  const config = useConfig();
  const sign = useAction<void, Error, { account: string; connector: Connector }>({
    mutationFn: async ({ account, connector }) => {
      const known = only === undefined || only.some((each) => each.toLowerCase() === account.toLowerCase());
      if (!known) throw new OtherAccount();
      const address = getAddress(account);
      const message = await messageFor(address);
      onSigned({ address, message, signature: await signMessage(config, { account: address, message, connector }) });
    },
  });
  const trouble = sign.error;
  return (
    <Stack gap="sm">
      <WalletList
        chainName={chainName}
        onDone={(account, _name, connector) => sign.mutate({ account, connector })}
        hint={hint ?? t("signHint")}
        purpose="sign"
      />
      <Text role="status" aria-live="polite" size="sm">
        {sign.isPending ? t("signing", { wallet: sign.variables.connector.name }) : ""}
      </Text>
      {trouble === null ? null : trouble instanceof AmanatError ? (
        <ErrorState error={trouble} money="unmentioned" />
      ) : (
        <Alert color="pomegranate" icon={<IconAlertTriangle aria-hidden />} role="alert">
          {trouble instanceof OtherAccount ? t("otherAccount") : problemText(trouble, chainName)}
        </Alert>
      )}
    </Stack>
  );
}
