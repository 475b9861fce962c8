import type { Locale } from "@amanat/contracts";
import { appendEvents, createCtx, type Ctx, type CtxOptions, type Database, feeder, inTransaction, newId, TENANT_ID } from "@amanat/db";
import { untilReadable } from "@amanat/testing";
import { tellAll } from "./feed.ts";
import type { Channel, ChannelMessage, Facts, FactsOf, NoticePorts, Outcome, Reader } from "./ports.ts";
import { sendNotices, type NoticeCrash } from "./verbs/send-notices.ts";
import { warner } from "./verbs/warn.ts";

/** A channel that remembers what it took, and answers as a test says. */
export class Far {
  readonly taken: ChannelMessage[] = [];
  answer: (message: ChannelMessage) => Outcome | Promise<Outcome> = () => ({ as: "sent" });
  readonly marked: string[] = [];
  readonly channel: Channel;

  constructor(keyed = true) {
    this.channel = {
      keyed,
      send: async (_ctx, message) => {
        this.taken.push(message);
        return this.answer(message);
      },
      markAddress: (_tx, { id }) => {
        this.marked.push(id);
        return Promise.resolve();
      },
    };
  }
}

/** A house with people, things they are told about, and channels. */
export class House {
  readonly mail = new Far();
  readonly push = new Far();
  readonly sms = new Far(false);
  readonly people = new Map<string, Reader>();
  readonly facts = new Map<string, Facts>();
  readonly name = `notices of ${newId()}`;
  readonly ports: NoticePorts;
  readonly db: Database;

  constructor(db: Database) {
    this.db = db;
    const facts: FactsOf = (_tx, ids) =>
      Promise.resolve(new Map(ids.flatMap((id) => (this.facts.has(id) ? [[id, this.facts.get(id) as Facts]] : []))));
    const all = (_ctx: Ctx, readers: readonly Reader[]) =>
      Promise.resolve(new Set(readers.filter(({ email }) => email !== null).map(({ id }) => id)));
    this.ports = {
      readersOf: (_ctx, ids) =>
        Promise.resolve(new Map(ids.flatMap((id) => (this.people.has(id) ? [[id, this.people.get(id) as Reader]] : [])))),
      facts: {
        deal: facts,
        request: facts,
        offer: facts,
        payout: facts,
        destination: facts,
        webhook: facts,
        account: facts,
        grant: facts,
        export: facts,
        departure: facts,
        incident: facts,
        safekeeping: facts,
        conversation: facts,
        dossier: facts,
        case: facts,
        mediation: facts,
        taken: facts,
      },
      reaches: { mail: all, push: all, sms: all },
    };
  }

  ctx(options: CtxOptions = {}): Ctx {
    return createCtx(this.db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, options);
  }

  person(id: string, rest: Partial<Reader> = {}): string {
    const locale: Locale = "en";
    this.people.set(id, { id, name: "Somebody", email: `${id}@example.org`, locale, timeZone: "UTC", ...rest });
    return id;
  }

  /** A deal of two people. */
  deal(buyer: string, seller: string, title = "A camera"): string {
    const id = newId();
    this.facts.set(id, { people: { buyer: [buyer], seller: [seller] }, title, place: `/deals/${id}` });
    return id;
  }

  /** The feed from now on. */
  async listen(): Promise<void> {
    await this.turn();
  }

  #turn: ((ctx: Ctx) => Promise<number>) | null = null;
  async turn(options: CtxOptions = {}): Promise<number> {
    await untilReadable(this.db);
    this.#turn ??= feeder({ name: this.name, from: "now", reactions: {}, take: tellAll(this.ports) });
    return this.#turn(this.ctx(options));
  }

  async happens(event: Parameters<typeof appendEvents>[1][number], ctx: Ctx = this.ctx()): Promise<void> {
    await inTransaction(ctx, (tx) => appendEvents(tx, [event]));
  }

  warn(options: CtxOptions = {}): Promise<number> {
    return warner(this.ports)(this.ctx(options));
  }

  send(options: CtxOptions = {}, crash?: NoticeCrash): Promise<number> {
    const channels = { mail: this.mail.channel, push: this.push.channel, sms: this.sms.channel };
    return sendNotices(this.ctx(options), { ports: this.ports, channels, ...(crash ? { crash } : {}) });
  }
}
