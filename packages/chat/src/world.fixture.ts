import { publicId } from "@amanat/contracts";
import { type Ctx, type Database, newId } from "@amanat/db";
import { type Cast, cast, type Person } from "@amanat/testing";
import { openConversation, sendMessage } from "./index.ts";
import type { CaseFacts, ChatPorts, DealFacts, RequestFacts, Standing, Subject } from "./ports.ts";

const userIdOf = ({ actor }: Ctx): string => (actor.kind === "user" ? actor.userId : "");

/** What conversations are about, as other contexts would say it. */
export class World {
  readonly requests = new Map<string, RequestFacts>();
  readonly dealFacts = new Map<string, DealFacts>();
  readonly cases = new Map<string, CaseFacts>();
  readonly ports: ChatPorts;

  readonly people: Cast;

  private constructor(people: Cast) {
    this.people = people;
    this.ports = {
      standings: (_ctx, subjects) => Promise.resolve(subjects.map((subject) => this.#standing(subject))),
      request: (_ctx, id) => Promise.resolve(this.requests.get(id) ?? null),
      offer: () => Promise.resolve(null),
      deals: (_ctx, ids) => Promise.resolve(new Map([...this.dealFacts].filter(([id]) => ids.includes(id)))),
      cases: (_ctx, ids) => Promise.resolve(new Map([...this.cases].filter(([id]) => ids.includes(id)))),
      attach: () => Promise.resolve(),
      files: () => Promise.resolve(new Map()),
    };
  }

  static async of(db: Database): Promise<World> {
    return new World(await cast(db));
  }

  #standing({ requestId, sellerId, dealId, caseId }: Subject): Standing | null {
    if (caseId !== null) {
      const room = this.cases.get(caseId);
      return room ? { people: room.people, open: true } : null;
    }
    if (dealId !== null) {
      const deal = this.dealFacts.get(dealId);
      return deal ? { people: deal.people, open: true } : null;
    }
    const request = this.requests.get(requestId ?? "");
    if (!request || sellerId === null) return null;
    const people = [
      { userId: request.ownerId, role: "buyer" as const },
      { userId: sellerId, role: "seller" as const },
    ];
    return { people, open: request.open };
  }

  /** A request of the buyer's. */
  request(open = true): string {
    const id = newId();
    this.requests.set(id, { ownerId: userIdOf(this.people.buyer()), title: "دوربین عکاسی", open });
    return id;
  }

  /** A deal of buyer and seller, out of a request or not. */
  deal(requestId: string | null = null): string {
    const id = newId();
    const sellerId = userIdOf(this.people.seller());
    const people = [
      { userId: userIdOf(this.people.buyer()), role: "buyer" as const },
      { userId: sellerId, role: "seller" as const },
    ];
    this.dealFacts.set(id, { people, title: "دوربین عکاسی", request: requestId === null ? null : { id: requestId, sellerId } });
    return id;
  }

  /** A conversation of the seller with the buyer. */
  async conversation(requestId = this.request()): Promise<string> {
    const { id } = await openConversation(this.people.seller(), { requestId: publicId("request", requestId) }, this.ports);
    return id;
  }

  /** The same, of somebody else with the buyer. */
  async conversationOf(who: Person): Promise<string> {
    const { id } = await openConversation(who(), { requestId: publicId("request", this.request()) }, this.ports);
    return id;
  }

  send(ctx: Ctx, conversationId: string, text: string, more: { clientId?: string; replyTo?: number } = {}) {
    const { clientId = `c-${newId()}`, ...rest } = more;
    return sendMessage(ctx, { conversationId, clientId, text, fileIds: [], ...rest }, this.ports);
  }
}
