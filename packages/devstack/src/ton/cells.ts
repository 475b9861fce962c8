import { Address, beginCell, type Cell } from "@ton/core";

/** A text as wallets put it beside a transfer: 32 zero bits, then UTF-8. */
export const commentCell = (text: string): Cell => beginCell().storeUint(0, 32).storeStringTail(text).endCell();

export const addressOf = (text: string): Address => Address.parse(text);
