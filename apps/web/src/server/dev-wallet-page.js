/*
 * Three wallets that exist only where the front door serves this file: in demo mode, on the local chains
 * (`__amanatDevChains`, which it writes above). They begin on the first, know the others, and switch when asked.
 * They announce themselves like any installed wallet (EIP-6963) and sign by asking the local chain they are on,
 * whose accounts are unlocked. The pages know nothing of them: what they drive is what a real wallet drives.
 *
 * Tests steer it by `window.__amanatDevWallet = { mode: "approve" | "reject" | "locked" | "wrong-chain" }`:
 * `reject` answers every question to the person with 4001; `locked` names no account, as wallets do until they
 * are unlocked; `wrong-chain` starts on another chain and does not know ours until it is added.
 */
(() => {
  "use strict";
  if (window.__amanatDevWalletLoaded) return;
  window.__amanatDevWalletLoaded = true;

  const CHAINS = window.__amanatDevChains.map((id) => `0x${id.toString(16)}`);
  const FOREIGN_CHAIN = "0x1";
  let lastId = 0;

  /** An EIP-1193 error: the code is what pages read, the message is for the person. */
  function providerError(code, message) {
    return Object.assign(new Error(message), { code });
  }

  function mode() {
    const settings = window.__amanatDevWallet;
    return settings && typeof settings.mode === "string" ? settings.mode : "approve";
  }

  async function ask(chain, method, params) {
    lastId += 1;
    const response = await fetch(`/__dev/rpc/${Number(chain)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params }),
    });
    if (!response.ok) throw providerError(-32603, `The local chain did not answer (${response.status}).`);
    const body = await response.json();
    if (body.error) throw providerError(body.error.code, body.error.message);
    return body.result;
  }

  /** Reading methods go to the chain unchanged; anything else an account could do is refused. */
  const READS = new Set([
    "eth_blockNumber",
    "eth_call",
    "eth_estimateGas",
    "eth_feeHistory",
    "eth_gasPrice",
    "eth_getBalance",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getCode",
    "eth_getLogs",
    "eth_getTransactionByHash",
    "eth_getTransactionCount",
    "eth_getTransactionReceipt",
    "eth_maxPriorityFeePerGas",
    "net_version",
  ]);

  class DevWallet {
    constructor(position) {
      this.position = position;
      this.chain = CHAINS[0];
      this.permitted = false;
      this.knowsChain = mode() !== "wrong-chain";
      this.onForeignChain = mode() === "wrong-chain";
      this.listeners = new Map();
    }

    on(event, listener) {
      const set = this.listeners.get(event) ?? new Set();
      this.listeners.set(event, set.add(listener));
      return this;
    }

    removeListener(event, listener) {
      this.listeners.get(event)?.delete(listener);
      return this;
    }

    emit(event, value) {
      for (const listener of this.listeners.get(event) ?? []) listener(value);
    }

    rpc(method, params) {
      return ask(this.chain, method, params);
    }

    async address() {
      this.cached ??= (await this.rpc("eth_accounts", []))[this.position];
      if (!this.cached) throw providerError(4900, "The local chain has no such account.");
      return this.cached;
    }

    async chainId() {
      return this.onForeignChain ? FOREIGN_CHAIN : this.chain;
    }

    /** Where a real wallet would open its window. */
    ask(what) {
      if (mode() === "reject") throw providerError(4001, `User rejected the request: ${what}`);
    }

    async request({ method, params = [] }) {
      switch (method) {
        case "eth_accounts":
          // Empty until asked for: otherwise a page would connect the first wallet by itself.
          return this.permitted && mode() !== "locked" ? [await this.address()] : [];
        case "eth_requestAccounts":
          return this.connect();
        case "wallet_requestPermissions": {
          const accounts = await this.connect();
          return [{ parentCapability: "eth_accounts", caveats: [{ type: "restrictReturnedAccounts", value: accounts }] }];
        }
        case "wallet_revokePermissions":
          this.permitted = false;
          this.emit("accountsChanged", []);
          return null;
        case "eth_chainId":
          return this.chainId();
        case "wallet_switchEthereumChain":
          return this.switchTo(params[0]?.chainId);
        case "wallet_addEthereumChain":
          this.ask("add a network");
          this.knowsChain = true;
          return this.switchTo(params[0]?.chainId);
        case "eth_sendTransaction":
          return this.send(params[0]);
        case "personal_sign":
          return this.sign(params[0], params[1]);
        default:
          if (READS.has(method)) return this.rpc(method, params);
          throw providerError(4200, `The dev wallet does not support ${method}.`);
      }
    }

    async connect() {
      this.ask("connect");
      if (mode() === "locked") return [];
      const address = await this.address();
      if (!this.permitted) {
        this.permitted = true;
        this.emit("connect", { chainId: await this.chainId() });
        this.emit("accountsChanged", [address]);
      }
      return [address];
    }

    async switchTo(chainId) {
      this.ask("switch network");
      if (!CHAINS.includes(chainId) || !this.knowsChain) {
        throw providerError(4902, "Unrecognized chain. Add it first.");
      }
      this.chain = chainId;
      this.onForeignChain = false;
      this.emit("chainChanged", chainId);
      return null;
    }

    async sign(message, account) {
      await this.own(account);
      this.ask("sign a message");
      return this.rpc("personal_sign", [message, await this.address()]);
    }

    /** Refuses what is asked of an account that is not connected, or not here. */
    async own(account) {
      if (!this.permitted) throw providerError(4100, "Connect this wallet first.");
      if (String(account ?? "").toLowerCase() !== (await this.address()).toLowerCase()) {
        throw providerError(4100, "This account is not in this wallet.");
      }
    }

    async send(transaction) {
      await this.own(transaction?.from);
      if (this.onForeignChain) throw providerError(4901, "The wallet is on another chain.");
      this.ask("send a transaction");
      const { chainId: _chainId, type: _type, ...rest } = transaction;
      return this.rpc("eth_sendTransaction", [rest]);
    }
  }

  function icon(background, letter) {
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96">` +
      `<rect width="96" height="96" rx="24" fill="${background}"/>` +
      `<text x="48" y="63" font-family="sans-serif" font-size="44" font-weight="700" text-anchor="middle" fill="#fff">${letter}</text></svg>`;
    return `data:image/svg+xml,${encodeURIComponent(svg)}`;
  }

  const wallets = [
    {
      provider: new DevWallet(0),
      info: { uuid: "5b3f6a1e-0d5c-4f0e-9a61-8d2b6f1c7a01", name: "Dev Buyer", rdns: "dev.amanat.buyer", icon: icon("#0b7285", "B") },
    },
    {
      provider: new DevWallet(1),
      info: { uuid: "5b3f6a1e-0d5c-4f0e-9a61-8d2b6f1c7a02", name: "Dev Seller", rdns: "dev.amanat.seller", icon: icon("#9c36b5", "S") },
    },
    {
      provider: new DevWallet(2),
      info: { uuid: "5b3f6a1e-0d5c-4f0e-9a61-8d2b6f1c7a03", name: "Dev Admin", rdns: "dev.amanat.admin", icon: icon("#2b8a3e", "A") },
    },
  ];

  function announce() {
    for (const { info, provider } of wallets) {
      const detail = Object.freeze({ info: Object.freeze({ ...info }), provider });
      window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
    }
  }

  window.addEventListener("eip6963:requestProvider", announce);
  announce();
})();
