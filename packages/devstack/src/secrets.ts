import { generateKeyPairSync, randomBytes, randomInt } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { HDKey, english, generateMnemonic, mnemonicToAccount } from "viem/accounts";
import { tonEscrowOf } from "@amanat/chain";
import * as z from "zod";
import type { SupervisorEnv } from "./config.ts";
import { StackError } from "./stack-error.ts";

/** Four rule on cases: who appeals gets another, and so does who is refused as too close. Of two admins one approves what the other has drafted. */
const RESOLVERS = ["resolver", "resolver2", "resolver3", "resolver4"] as const;
export const PEOPLE = ["buyer", "seller", "guard", ...RESOLVERS, "admin", "admin2"] as const;
export type PersonName = (typeof PEOPLE)[number];

const secretsSchema = z.object({
  jwtSecret: z.string().min(32),
  scannerSecret: z.string().min(32),
  /** Funds and unlocks the local chain's accounts; the demo's wallets. Worth nothing elsewhere. */
  chainMnemonic: z.string().min(20),
  /** A world that is older than one of its people gets a password for them when it starts next. */
  passwords: z.partialRecord(z.enum(PEOPLE), z.string().min(10)),
  /** Who this installation is to push services. Other keys orphan every browser that has subscribed, so they are made once. */
  vapid: z.object({ publicKey: z.string().length(87), privateKey: z.string().length(43) }).optional(),
});
type Kept = z.infer<typeof secretsSchema>;
type Vapid = NonNullable<Kept["vapid"]>;
export type Secrets = Omit<Kept, "passwords" | "vapid"> & { readonly passwords: Record<PersonName, string>; readonly vapid: Vapid };

export type Custody = {
  /** Mode 0600, holds the mnemonic; only the worker is told where. */
  keyFile: string;
  /** m/44'/60'/0': deposit addresses are /0/i below it. */
  xpub: string;
  /** m/44'/60'/0'/1/0. */
  escrowWallet: string;
  /** Where earned fees go; nothing of ours signs for it. */
  receiverWallet: string;
  /** m/44'/607'/0' (SLIP-10), on TON. */
  tonWallet: string;
};

/** Readable by its owner alone, and whole or not at all. */
export function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

/** Typed by people: no letters that look alike. */
function randomPassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  return Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("")).join("-");
}

function newVapid(): Vapid {
  const { x = "", y = "", d = "" } = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return { publicKey: point.toString("base64url"), privateKey: d };
}

/** What a world needs that it was made before: keys for push, and passwords of people who came later. */
function completed(file: string, kept: Kept): Secrets {
  const passwords = Object.fromEntries(PEOPLE.map((name) => [name, kept.passwords[name] ?? randomPassword()])) as Secrets["passwords"];
  const secrets = { ...kept, passwords, vapid: kept.vapid ?? newVapid() };
  const isWhole = kept.vapid !== undefined && PEOPLE.every((name) => kept.passwords[name] !== undefined);
  if (!isWhole) writePrivate(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** Makes the data directory's secrets once; later runs read them. Passwords in the environment win for that run. */
export function readSecrets(dataDir: string, env: SupervisorEnv): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const file = path.join(dataDir, "secrets.json");
  if (!existsSync(file)) {
    const made: Kept = {
      jwtSecret: randomBytes(32).toString("base64url"),
      scannerSecret: randomBytes(32).toString("base64url"),
      chainMnemonic: generateMnemonic(english),
      passwords: {},
    };
    writePrivate(file, `${JSON.stringify(made, null, 2)}\n`);
  }
  const parsed = secretsSchema.safeParse(readJson(file));
  if (!parsed.success) throw new StackError(`${file} is damaged; restore it, or remove the whole data directory to start a new world`);
  const secrets = completed(file, parsed.data);
  const resolvers = env.SEED_PASSWORD_SUPPORT === undefined ? [] : RESOLVERS.map((name) => [name, env.SEED_PASSWORD_SUPPORT] as const);
  return {
    ...secrets,
    jwtSecret: env.JWT_SECRET ?? secrets.jwtSecret,
    scannerSecret: env.AMN_SCANNER_WEBHOOK_SECRET ?? secrets.scannerSecret,
    passwords: {
      ...secrets.passwords,
      ...Object.fromEntries(resolvers),
      buyer: env.SEED_PASSWORD_BUYER ?? secrets.passwords.buyer,
      seller: env.SEED_PASSWORD_SELLER ?? secrets.passwords.seller,
      guard: env.SEED_PASSWORD_GUARD ?? secrets.passwords.guard,
      admin: env.SEED_PASSWORD_ADMIN ?? secrets.passwords.admin,
    },
  };
}

/** The demo's custody: its mnemonic is made once and stays in the key file; what is returned is public. */
export function readCustody(dataDir: string): Custody {
  const keyFile = path.join(dataDir, "custody.key");
  if (!existsSync(keyFile)) writePrivate(keyFile, `${generateMnemonic(english)}\n`);
  const mnemonic = readFileSync(keyFile, "utf8").trim();
  const escrow = mnemonicToAccount(mnemonic, { path: "m/44'/60'/0'/1/0" });
  const receiver = mnemonicToAccount(mnemonic, { path: "m/44'/60'/0'/3/0" });
  const account = mnemonicToAccount(mnemonic, { path: "m/44'/60'/0'" }).getHdKey();
  // Through the public text: what leaves this function cannot carry a private key.
  const xpub = HDKey.fromExtendedKey(account.publicExtendedKey).publicExtendedKey;
  return {
    keyFile,
    xpub,
    escrowWallet: escrow.address.toLowerCase(),
    receiverWallet: receiver.address.toLowerCase(),
    tonWallet: tonEscrowOf(mnemonic),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
