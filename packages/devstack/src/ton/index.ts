export { fakeToncenter, type FakeToncenter, type Mischief } from "./toncenter.ts";
export { spelled, TonWorld } from "./world.ts";
