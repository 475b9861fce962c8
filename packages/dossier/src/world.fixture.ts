import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { publicId, uuidOf } from "@amanat/contracts";
import { createCtx, type Database, newId, TENANT_ID } from "@amanat/db";
import type { Cast } from "@amanat/testing";
import { type DossierOutside, type DossierSource, dossierKey, makeDossiers, type Part } from "./index.ts";

/** A clock that only a test moves on. */
export class Hands {
  at = Date.now();
  readonly clock = { now: () => Promise.resolve(new Date(this.at)) };
}

const none: Part = () => Readable.from([]);

/** Deals of two people, a store in memory, and the worker that makes their records. */
export class House {
  readonly hands = new Hands();
  readonly stored = new Map<string, Buffer>();
  isSealed = true;
  readonly messages: object[] = [];
  readonly source: DossierSource;
  readonly outside: DossierOutside;
  readonly #db: Database;
  readonly #people: Cast;

  constructor(db: Database, people: Cast) {
    this.#db = db;
    this.#people = people;
    const parties = [
      { id: people.buyer.id, name: "Bita", role: "buyer", locale: "fa" },
      { id: people.seller.id, name: "<Sam>", role: "seller", locale: "en" },
    ] as const;
    this.source = {
      mayRead: (ctx) =>
        Promise.resolve(ctx.actor.kind === "user" && parties.some(({ id }) => ctx.actor.kind === "user" && id === ctx.actor.userId)),
      facts: () => Promise.resolve({ title: "A camera", people: parties, assets: new Map() }),
      isSealed: () => Promise.resolve(this.isSealed),
      parts: {
        deal: () => Readable.from([{ type: "platform terms", version: "2026-11-20" }]),
        timeline: none,
        chat: () => Readable.from(this.messages),
        ledger: none,
        blocks: none,
        anchors: none,
        payments: none,
        case: none,
        evidence: none,
        settlements: none,
        rulings: none,
      },
      files: () => Promise.resolve([]),
    };
    this.outside = {
      ledgerAnchors: null,
      dossiers: { key: dossierKey({ JWT_SECRET: "of a test" }), origin: "http://localhost:3000" },
      files: {
        storage: {
          write: async (path, content) => void this.stored.set(path, await buffer(content)),
          read: (path) => Promise.resolve(Readable.from([this.stored.get(path) ?? Buffer.alloc(0)])),
          deleteFile: (path) => Promise.resolve(void this.stored.delete(path)),
        },
      },
    };
  }

  deal = (): string => publicId("deal", newId());

  /** A turn of the worker, by the hands' time. */
  turn(): Promise<number> {
    const system = createCtx(this.#db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { clock: this.hands.clock });
    return makeDossiers(system, this.source, this.outside);
  }

  rows = (dealId: string) =>
    this.#db.prisma.dossier.findMany({ where: { dealId: uuidOf("deal", dealId) ?? "" }, orderBy: { createdAt: "asc" } });
  buyer = () => this.#people.buyer({ clock: this.hands.clock });
}
