/** A chain made of nothing but numbers, and nodes that answer for it over HTTP as nodes do, well or badly. */
export { addressOf, type Block, blockAfter, dice, type Log, type Move, PROXY, referenceOf, TOKENS, type Tx, txHash } from "./chain.ts";
export { type GeneratedNode, generatedNode, type Trouble } from "./node.ts";
